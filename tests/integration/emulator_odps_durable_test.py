"""hopline-emulator --data-dir under kill -9, MaxCompute: what was acknowledged is there afterwards.

Two writers upload through PyODPS in small steps, each into a table of its own. Each round ends with
a SIGKILL right after one of them has got its n-th answer, n drawn from a fixed seed, so that it
strikes the other one anywhere. The next start must show every acknowledged commit, once, and every
acknowledged block of an upload under way; what had no answer may be there whole, or not at all.
"""

import pathlib
import random
import shutil
import signal
import sys
import tempfile
import threading
import unittest

import hopline_harness as hh

sys.path.insert(0, str(hh.ROOT / "tests/conformance"))
import odps_client as oc  # noqa: E402
import requests  # noqa: E402
import urllib3  # noqa: E402

ROUNDS, SEED = 4, 20230423
CUT_OFF = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)


class Writer:
    """Uploads of a few blocks, one after the other, and what must be visible."""

    def __init__(self, chance):
        self.chance, self.serial = chance, 0
        self.committed, self.upload, self.blocks, self.pending = [], None, {}, None

    def step(self, client, table):
        tunnel = oc.tunnel_of(client)
        if self.upload is None:
            self.upload, self.blocks = tunnel.create_upload_session(table.name).id, {}
            return
        session = tunnel.create_upload_session(table.name, upload_id=self.upload)
        if len(self.blocks) == 3:
            self.pending = "commit"
            session.commit(list(self.blocks))
            self.finish()
            return
        self.serial += 1
        block, rows = len(self.blocks), [self.serial] * self.chance.randrange(1, 5000)
        self.pending = (block, rows)
        with session.open_record_writer(block) as writer:
            for value in rows:
                writer.write(session.new_record([value]))
        self.blocks[block], self.pending = rows, None

    def finish(self):
        for rows in self.blocks.values():
            self.committed.extend(rows)
        self.upload, self.pending = None, None

    def check(self, test, client, table):
        """Settles what the kill left open, then compares."""
        if self.upload:
            session = oc.tunnel_of(client).create_upload_session(
                table.name, upload_id=self.upload
            )
            if session.status.name == "Closed":
                test.assertEqual(self.pending, "commit")
                self.finish()
            else:
                held = {int(block) for block in session.get_block_list()}
                if self.pending and self.pending != "commit" and self.pending[0] in held:
                    self.blocks[self.pending[0]] = self.pending[1]
                test.assertEqual(held, set(self.blocks))
                self.pending = None
        with table.open_reader(reopen=True) as reader:
            test.assertEqual(sorted(r[0] for r in reader), sorted(self.committed))


class DurableMaxCompute(unittest.TestCase):
    def setUp(self):
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="hopline-test-"))
        self.addCleanup(shutil.rmtree, self.data)

    def start(self):
        return hh.Emulator("--odps", "127.0.0.1:0", "--data-dir", self.data)

    def write_until_cut_off(self, writer, emulator, name):
        client = oc.connect(emulator)
        table = client.get_table(name)
        try:
            while True:
                writer.step(client, table)
        except CUT_OFF:
            pass

    def check(self, writers, emulator):
        client = oc.connect(emulator)
        for name, writer in writers.items():
            writer.check(self, client, oc.create(client, name, {"a": "bigint"}))

    def test_kills_between_answers(self):
        chance = random.Random(SEED)
        writers = {"first": Writer(random.Random(1)), "second": Writer(random.Random(2))}
        oc.options.retry_times = 0
        for _ in range(ROUNDS):
            with self.start() as emulator:
                self.check(writers, emulator)
                other = threading.Thread(
                    target=self.write_until_cut_off, args=(writers["second"], emulator, "second")
                )
                other.start()
                client = oc.connect(emulator)
                table = client.get_table("first")
                for _ in range(chance.randrange(2, 9)):
                    writers["first"].step(client, table)
                emulator.process.send_signal(signal.SIGKILL)
                other.join()
        with self.start() as emulator:
            self.check(writers, emulator)
        for writer in writers.values():
            self.assertGreater(len(writer.committed), 0)


if __name__ == "__main__":
    unittest.main()
