"""hopline-emulator --data-dir under kill -9: what was acknowledged is there afterwards.

Two clients write through the vendor's SDKs at the same time, one to Tablestore, one to OSS. Each
round ends with a SIGKILL right after one of them has got its n-th answer, n drawn from a fixed
seed, so that it strikes the other one anywhere. The next start must show every acknowledged write
once; a write without an answer may be there whole, or not at all.
"""

import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest

import hopline_harness as hh
import oss2
import requests
import tablestore as ts
import urllib3

ROUNDS, SEED = 8, 20230423
INSTANCE, TABLE, BUCKET = "durable", "t", "durable-bucket"
PART = 102400
# What the SDKs say when the emulator is gone; the Python ones let their HTTP library speak, too.
CUT_OFF = (ts.OTSClientError, oss2.exceptions.RequestError, urllib3.exceptions.HTTPError,
           requests.RequestException)
CREATE = hh.ROOT / "tests/conformance/create_stream_table.js"
GO = hh.ROOT / "tests/conformance/go"


class Killer:
    """Kills the emulator when a writer has got so many answers, and tells whom it was."""

    def __init__(self, process, who, answers):
        self.process, self.who, self.left = process, who, answers

    def answered(self, who):
        if who == self.who:
            self.left -= 1
            if self.left == 0:
                self.process.send_signal(signal.SIGKILL)


class Rows:
    """The table as it must be. Every put has a key of its own, every update a serial number of
    its own, and a key is deleted once: so every stream record is told from all others."""

    def __init__(self, chance):
        self.chance, self.serial = chance, 0
        self.rows, self.events, self.pending = {}, [], []

    def next_events(self):
        live = sorted(self.rows)
        kind = self.chance.choice(["put", "batch", "update", "update", "delete"])
        if kind in ("update", "delete") and live:
            return [self.event(kind, self.chance.choice(live))]
        return [self.event("put") for _ in range(5 if kind == "batch" else 1)]

    def event(self, kind, key=None):
        self.serial += 1
        return (kind, key or f"k{self.chance.randrange(1000):03}-{self.serial}", self.serial)

    def apply(self, event):
        kind, key, serial = event
        self.events.append(event)
        if kind == "delete":
            del self.rows[key]
        else:
            self.rows[key] = serial

    def write(self, client):
        events = self.next_events()
        self.pending = events
        changes = [self.change(event) for event in events]
        if len(changes) > 1:
            request = ts.BatchWriteRowRequest()
            request.add(ts.TableInBatchWriteRowItem(TABLE, changes))
            if not client.batch_write_row(request).is_all_succeed():
                raise AssertionError("a row of a batch was refused")
        else:
            kind = events[0][0]
            call = {"put": client.put_row, "update": client.update_row,
                    "delete": client.delete_row}[kind]
            call(TABLE, changes[0].row, ts.Condition("IGNORE"))
        for event in events:
            self.apply(event)
        self.pending = []

    def change(self, event):
        kind, key, serial = event
        name, padding = [("k", key)], ("padding", "x" * self.chance.randrange(200_000))
        if kind == "delete":
            return ts.DeleteRowItem(ts.Row(name), ts.Condition("IGNORE"))
        if kind == "update":
            row = ts.Row(name, {"PUT": [("serial", serial), padding]})
            return ts.UpdateRowItem(row, ts.Condition("IGNORE"))
        return ts.PutRowItem(ts.Row(name, [("serial", serial), padding]), ts.Condition("IGNORE"))


class Objects:
    """The bucket as it must be, and one upload that lives across the kills."""

    def __init__(self, chance):
        self.chance, self.serial = chance, 0
        self.objects, self.upload, self.parts = {}, None, {}
        self.pending = None  # (key, its content if the write took place)

    def content(self):
        self.serial += 1
        size = self.chance.choice([0, 10, 60_000, 70_000, 300_000])
        return f"{self.serial}:".encode() + self.chance.randbytes(size)

    def write(self, bucket):
        kind = self.chance.choice(["put", "put", "append", "part", "part", "delete", "copy"])
        getattr(self, kind)(bucket)
        if self.pending:
            self.settle(True)

    def settle(self, took_place):
        key, content = self.pending
        self.pending = None
        if not took_place:
            return
        if content is None:
            self.objects.pop(key, None)
        else:
            self.objects[key] = content

    def put(self, bucket):
        key, content = f"put/{self.chance.randrange(10)}", self.content()
        self.pending = (key, content)
        bucket.put_object(key, content)

    def append(self, bucket):
        key, more = f"append/{self.chance.randrange(2)}", self.content()
        old = self.objects.get(key, b"")
        self.pending = (key, old + more)
        bucket.append_object(key, len(old), more)

    def delete(self, bucket):
        key = self.chance.choice(sorted(self.objects) or ["never"])
        self.pending = (key, None)
        bucket.delete_object(key)

    def copy(self, bucket):
        sources = [key for key in sorted(self.objects) if not key.startswith("append/")]
        if sources:
            source, key = self.chance.choice(sources), f"copy/{self.chance.randrange(3)}"
            self.pending = (key, self.objects[source])
            bucket.copy_object(BUCKET, source, key)

    def part(self, bucket):
        if self.upload is None:
            self.upload = ("upload/o", bucket.init_multipart_upload("upload/o").upload_id)
            return
        key, upload = self.upload
        if len(self.parts) < 6:
            number = len(self.parts) + 1
            content = self.chance.randbytes(PART + number)
            etag = bucket.upload_part(key, upload, number, content).etag
            self.parts[number] = (etag, content)
            return
        self.pending = (key, b"".join(content for _, content in self.parts.values()))
        bucket.complete_multipart_upload(
            key, upload, [oss2.models.PartInfo(n, etag) for n, (etag, _) in self.parts.items()])
        self.upload, self.parts = None, {}


class DurableEmulator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="hopline-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.dump = cls.folder / "dump_stream"
        subprocess.run(["go", "build", "-o", cls.dump, "./dump_stream"], cwd=GO, check=True)

    def setUp(self):
        self.data = pathlib.Path(tempfile.mkdtemp(dir=self.folder))

    def start(self):
        return hh.Emulator("--data-dir", self.data, "--bucket", BUCKET)

    def keys(self, emulator):
        return emulator["accessId"], emulator["accessKey"]

    def table(self, emulator):
        return ts.OTSClient(emulator["ots"], *self.keys(emulator), INSTANCE,
                            retry_policy=ts.NoRetryPolicy())

    def bucket(self, emulator):
        return oss2.Bucket(oss2.Auth(*self.keys(emulator)), emulator["oss"], BUCKET)

    def create_table(self, emulator):
        hh.node(CREATE, emulator["ots"], INSTANCE, *self.keys(emulator), TABLE, "k:STRING")

    def write_until_killed(self, emulator, chance, rows, objects):
        killer = Killer(emulator.process, chance.choice("ro"), chance.randint(5, 40))
        failures = []

        def run(who, write, client):
            try:
                while True:
                    write(client)
                    killer.answered(who)
            except CUT_OFF:
                pass
            except BaseException as error:  # noqa: BLE001 told to the test's own thread
                failures.append(error)
                emulator.process.kill()

        threads = [
            threading.Thread(target=run, args=arguments)
            for arguments in (
                ("r", rows.write, self.table(emulator)),
                ("o", objects.write, self.bucket(emulator)),
            )
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertEqual(emulator.process.wait(timeout=60), -signal.SIGKILL)

    def stream(self, emulator):
        """The records as events, and the shard of each."""
        done = subprocess.run(
            [self.dump, emulator["ots"], INSTANCE, *self.keys(emulator), TABLE],
            capture_output=True, text=True, check=True, timeout=120)
        return [json.loads(record) for record in done.stdout.splitlines()]

    def check_rows(self, emulator, rows):
        records = self.stream(emulator)
        kinds = {"PutRow": "put", "UpdateRow": "update", "DeleteRow": "delete"}
        seen = [(kinds[r["type"]], r["key"], r["serial"]) for r in records]
        for event in rows.pending:  # each may have taken place, the row and its record as one
            if self.shown(event) in seen:
                rows.apply(event)
        rows.pending = []
        expected = [self.shown(event) for event in rows.events]
        self.assertEqual(sorted(map(str, seen)), sorted(map(str, expected)))
        order = {event: at for at, event in enumerate(expected)}
        for shard in {r["shard"] for r in records}:
            mine = [(r["at"], order[s]) for r, s in zip(records, seen) if r["shard"] == shard]
            self.assertEqual(mine, sorted(mine))
            self.assertEqual(len({tuple(at) for at, _ in mine}), len(mine))
        self.assertEqual(self.all_rows(emulator), rows.rows)

    @staticmethod
    def shown(event):
        kind, key, serial = event
        return (kind, key, None if kind == "delete" else serial)

    def all_rows(self, emulator):
        client, found, start = self.table(emulator), {}, [("k", ts.INF_MIN)]
        while start:
            _, start, page, _ = client.get_range(
                TABLE, "FORWARD", start, [("k", ts.INF_MAX)], ["serial"])
            found.update({row.primary_key[0][1]: row.attribute_columns[0][1] for row in page})
        return found

    def check_objects(self, emulator, objects):
        bucket = self.bucket(emulator)
        found = {o.key: bucket.get_object(o.key).read() for o in oss2.ObjectIterator(bucket)}
        if objects.pending:
            key, content = objects.pending
            took_place = found.get(key) == content
            objects.settle(took_place)
            if key == "upload/o" and took_place and content is not None:
                objects.upload, objects.parts = None, {}
        self.assertEqual(found, objects.objects)
        if objects.upload:
            listed = bucket.list_parts(*objects.upload).parts
            etags = {part.part_number: part.etag for part in listed}
            for number, (etag, _) in objects.parts.items():
                self.assertEqual(etags.pop(number), etag)
            self.assertLessEqual(len(etags), 1)  # the one without an answer

    def change_shards(self, emulator, number):
        """Splits and merges in turn; the tree of shards is compared after the kill."""
        path = f"/tablestore/{INSTANCE}/{TABLE}"
        is_open = [s["shard"] for s in self.tree(emulator) if s["open"]]
        if number % 3 == 2:
            emulator.admin("POST", f"{path}/merge", {"shards": is_open[-2:]})
        else:
            emulator.admin("POST", f"{path}/split", {"shard": is_open[0]})
        return self.tree(emulator)

    def tree(self, emulator):
        found = emulator.admin("GET", f"/tablestore/{INSTANCE}/{TABLE}/shards")["shards"]
        return [{k: v for k, v in shard.items() if k != "records"} for shard in found]

    def test_random_kills_lose_nothing_that_was_acknowledged(self):
        chance = random.Random(SEED)
        rows, objects = Rows(chance), Objects(random.Random(SEED + 1))
        with self.start() as emulator:
            self.create_table(emulator)
            any_clock, tree = emulator["anyClock"], self.tree(emulator)
            self.write_until_killed(emulator, chance, rows, objects)
        for number in range(ROUNDS):
            with self.start() as emulator:
                self.assertEqual(emulator["anyClock"], any_clock)
                self.assertEqual(self.tree(emulator), tree)
                self.check_rows(emulator, rows)
                self.check_objects(emulator, objects)
                tree = self.change_shards(emulator, number)
                self.write_until_killed(emulator, chance, rows, objects)
        self.assertGreater(len(rows.events), ROUNDS * 5)
        self.assertTrue(objects.objects)

    def test_tables_and_options_survive_at_once(self):
        with self.start() as emulator:
            self.create_table(emulator)
            client = self.table(emulator)
            client.update_table(TABLE, ts.TableOptions(86400 * 2, 5))
            client.create_table(
                ts.TableMeta("gone", [("k", "STRING")]), ts.TableOptions(-1, 1),
                ts.ReservedThroughput(ts.CapacityUnit(0, 0)))
            client.delete_table("gone")
            emulator.process.kill()
        with self.start() as emulator:
            client = self.table(emulator)
            self.assertEqual(list(client.list_table()), [TABLE])
            options = client.describe_table(TABLE).table_options
            self.assertEqual((options.time_to_live, options.max_version), (86400 * 2, 5))

    def test_a_directory_in_use_or_damaged_is_refused(self):
        def refused():
            return subprocess.run(
                [hh.BIN / "hopline-emulator", "--data-dir", self.data],
                capture_output=True, text=True, timeout=60)

        with self.start() as emulator:
            self.assertEqual(refused().returncode, 1)
            self.assertIn("in use by another emulator", refused().stderr)
            self.bucket(emulator).put_object("k", b"content")
        journal = self.data / f"oss/{BUCKET}.journal"
        damaged = bytearray(journal.read_bytes())
        damaged[-1] ^= 1
        journal.write_bytes(damaged)
        self.assertEqual(refused().returncode, 1)
        self.assertRegex(refused().stderr, r"^hopline-emulator: .*journal is damaged at byte")

    def test_a_disk_that_is_full_refuses_writes_and_keeps_the_rest(self):
        # A limit on the size of files stands for the full disk.
        with self.start() as emulator:
            self.bucket(emulator).put_object("k", b"content")
            limit = resource.RLIMIT_FSIZE
            most = os.path.getsize(self.data / f"oss/{BUCKET}.journal") + 100
            resource.prlimit(emulator.process.pid, limit, (most, most))
            with self.assertRaises(oss2.exceptions.ServerError) as raised:
                self.bucket(emulator).put_object("k", b"x" * 1000)
            self.assertEqual(raised.exception.status, 500)
            self.assertEqual(self.bucket(emulator).get_object("k").read(), b"content")
            emulator.process.kill()
        with self.start() as emulator:
            self.assertEqual(self.bucket(emulator).get_object("k").read(), b"content")


if __name__ == "__main__":
    unittest.main()
