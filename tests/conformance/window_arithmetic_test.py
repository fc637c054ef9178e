"""A day of hourly windows over a stream whose shards split and merge: together they are the log.

The vendor's Python SDK writes, real processes export to OSS; what was written is the judge.
"""

import collections
import csv
import io
import random
import unittest

import hopline_harness as hh
import main_job

TABLE, STATUS_TABLE = "orders", "status"
DAY, HOURS, KEYS = "2023-04-23", 24, "abcdefghij"
EMPTY_HOUR, BURST_HOUR = 7, 12
# (time of day, split or merge): inside a window, where one begins, twice in one, together again.
RESHARDS = [("03:30:00", "split"), ("06:00:00", "split"), ("10:20:00", "merge"),
            ("15:45:00", "split"), ("15:50:00", "split"), ("20:00:00", "merge")]
READER = {
    "datasource": "tablestore_demo", "dataTable": TABLE, "statusTable": STATUS_TABLE,
    "startTimeString": "${startTime}", "endTimeString": "${endTime}", "isExportSequenceInfo": True,
}
WRITER = {
    "datasource": "osstest", "object": "${startTime}/part", "writeMode": "truncate",
    "fileFormat": "csv", "nullFormat": "-",
}


def clock(seconds):
    """Seconds of the day as the text that the emulator's clock takes; the day after, too."""
    day, seconds = divmod(seconds, 86400)
    return (f"2023-04-{23 + day:02}T{seconds // 3600:02}:{seconds // 60 % 60:02}"
            f":{seconds % 60:02}+08:00")


def second(text):
    hours, minutes, seconds = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + seconds


class Writer:
    """Makes changes through the SDK and remembers, hour by hour, what the log must hold of them.

    A record is (key, {(column, value, operation), …}).
    """

    path = f"/tablestore/{main_job.INSTANCE}/{TABLE}"  # of its shards, on the admin address

    def __init__(self, emulator):
        import tablestore

        self.ots, self.emulator = tablestore, emulator
        self.client = main_job.client(emulator)
        self.count = 0
        self.shards = []
        self.log = collections.defaultdict(list)
        self.random = random.Random(4)

    def value(self):
        self.count += 1
        return self.count

    def note(self, hour, key, *cells):
        self.log[hour].append((key, set(cells)))

    def change(self, hour):
        """One put, update or delete of any kind, now."""
        anything = self.ots.Condition(self.ots.RowExistenceExpectation.IGNORE)
        key, a, b = self.random.choice(KEYS), self.value(), self.value()
        kind = self.random.choice(["put", "update", "mixed", "one version", "delete"])
        row = [("id", key)]
        if kind == "put":
            self.client.put_row(TABLE, self.ots.Row(row, [("a", a), ("b", b)]), anything)
            self.note(hour, key, ("-", "-", "DR"), ("a", str(a), "U"), ("b", str(b), "U"))
        elif kind == "delete":
            self.client.delete_row(TABLE, self.ots.Row(row), anything)
            self.note(hour, key, ("-", "-", "DR"))
        elif kind == "update":
            self.update(row, {"PUT": [("a", a)]})
            self.note(hour, key, ("a", str(a), "U"))
        elif kind == "mixed":
            self.update(row, {"PUT": [("a", a)], "DELETE_ALL": ["b"]})
            self.note(hour, key, ("a", str(a), "U"), ("b", "-", "DA"))
        else:
            self.update(row, {"PUT": [("b", b)], "DELETE": [("a", None, 1682179200000)]})
            self.note(hour, key, ("b", str(b), "U"), ("a", "-", "DO"))

    def update(self, row, parts):
        anything = self.ots.Condition(self.ots.RowExistenceExpectation.IGNORE)
        self.client.update_row(TABLE, self.ots.Row(row, parts), anything)

    def burst(self, hour):
        """One row changed fifty times in one request, and so in one microsecond."""
        anything = self.ots.Condition(self.ots.RowExistenceExpectation.IGNORE)
        changes = []
        for _ in range(50):
            n = self.value()
            row = self.ots.Row([("id", "a")], {"PUT": [("a", n)]})
            changes.append(self.ots.UpdateRowItem(row, anything))
            self.note(hour, "a", ("a", str(n), "U"))
        request = self.ots.BatchWriteRowRequest()
        request.add(self.ots.TableInBatchWriteRowItem(TABLE, changes))
        assert self.client.batch_write_row(request).is_all_succeed()

    def reshard(self, kind):
        """Splits the first of the open shards, which stand in the order of keys, or merges two."""
        path = self.path
        if not self.shards:
            self.shards = [s["shard"] for s in self.emulator.admin("GET", path + "/shards")["shards"]]
        taken = self.shards[:1] if kind == "split" else self.shards[:2]
        body = {"shard": taken[0]} if kind == "split" else {"shards": taken}
        self.shards[: len(taken)] = self.emulator.admin("POST", f"{path}/{kind}", body)["shards"]


def events():
    """(second of the day, what happens), in order of time; a window is run six minutes late."""
    chance = random.Random(7)
    found = [(second(at), kind) for at, kind in RESHARDS]
    for hour in range(HOURS):
        found.append(((hour + 1) * 3600 + 360, f"run {hour}"))
        if hour == EMPTY_HOUR:
            continue
        found += [(hour * 3600, "change"), (hour * 3600 + 3599, "change")]
        found += [(hour * 3600 + chance.randrange(1, 3599), "change") for _ in range(10)]
    found.append((BURST_HOUR * 3600 + 1800, "burst"))
    return sorted(found)


class Windows(unittest.TestCase):
    def setUp(self):
        self.emulator = self.enterContext(hh.Emulator("--clock", "2023-04-22T12:00:00+08:00"))
        self.space = self.enterContext(hh.Workspace({"environments": {"prod": {
            "datasources": self.emulator.datasources()}}}))
        setting = {"errorLimit": {"record": "0"}, "speed": {"concurrent": 3}}
        self.job = self.space.write(
            "job.json", hh.job(("otsstream", READER), ("oss", WRITER), setting))
        main_job.make_bucket(self.emulator)
        main_job.create_table(self.emulator)
        self.writer = Writer(self.emulator)

    def run_window(self, hours, job=None):
        """Exports [first hour, last hour); returns the contents of its objects, sorted."""
        first, last = hours
        names = [clock(h * 3600).translate(str.maketrans("", "", "-T:"))[:14] for h in (first, last)]
        self.space.hopline("run", job or self.job, "--set", f"startTime={names[0]}",
                           "--set", f"endTime={names[1]}")
        objects = main_job.objects(self.emulator)
        return sorted(body for key, body in objects.items() if key.startswith(names[0] + "/"))

    def records(self, contents):
        """The log records that a window's objects tell of, in the order of their sequence."""
        found = collections.defaultdict(set)
        for body in contents:
            last = {}
            for key, column, _, value, operation, sequence in csv.reader(io.StringIO(body.decode())):
                place, _, cell = sequence.rpartition(":")
                epoch, micros, row, _ = place.split("_", 3)
                record = (int(epoch), int(micros), int(row), key)
                # One object holds all changes of a key, in their order.
                self.assertGreater((record, int(cell)), last.get(key, ((), 0)))
                last[key] = (record, int(cell))
                found[record].add((column, value, operation))
        return [(record[3], found[record]) for record in sorted(found)]

    def write_day(self, at_window=lambda hour: None):
        """Lets the day pass; calls at_window(hour) when a window may be run."""
        for at, what in events():
            self.emulator.set_clock(clock(at))
            hour = at // 3600
            if what.startswith("run"):
                at_window(int(what.split()[1]))
            elif what in ("split", "merge"):
                self.writer.reshard(what)
            elif what == "burst":
                self.writer.burst(hour)
            else:
                self.writer.change(hour)

    def expected(self, first, last):
        return [record for hour in range(first, last) for record in self.writer.log[hour]]

    def test_the_windows_of_a_day_are_its_log_and_a_window_again_is_the_same_objects(self):
        day = []

        def run(hour):
            contents = self.run_window((hour, hour + 1))
            self.assertEqual(self.records(contents), self.writer.log[hour], f"hour {hour}")
            self.assertEqual(self.run_window((hour, hour + 1)), contents, f"hour {hour} again")
            day.extend(self.records(contents))

        self.write_day(run)
        self.assertEqual(len(self.writer.log[EMPTY_HOUR]), 0)
        self.assertEqual(day, self.expected(0, HOURS))
        shards = self.emulator.admin("GET", self.writer.path + "/shards")["shards"]
        self.assertEqual(len(shards), 1 + 4 * 2 + 2)
        self.assertGreaterEqual(sum(shard["records"] > 0 for shard in shards), 8, shards)

    def test_windows_out_of_order_with_gaps_and_of_any_length(self):
        self.write_day()
        seek = self.space.write("seek.json", hh.job(
            ("otsstream", {**READER, "enableSeekIterator": True}), ("oss", WRITER)))
        for first, last, job in (
            (14, 16, None), (3, 4, None), (4, 5, None), (18, 24, None), (16, 18, None),
            (9, 12, seek), (0, 24, None), (3, 4, None),
        ):
            with self.subTest(first=first, last=last):
                found = self.records(self.run_window((first, last), job))
                self.assertEqual(found, self.expected(first, last))


if __name__ == "__main__":
    unittest.main()
