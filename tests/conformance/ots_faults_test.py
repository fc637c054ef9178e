"""The jobs that write to Tablestore (ots → ots rows, ots → ots points, otsstream → ots) while each
call that they make is throttled, fails, loses its connection, or half of its rows, and while their
process is killed: the target equals the source. Rows that fail for good are dirty, with key and
the service's code."""

import json
import random
import signal
import subprocess
import threading
import time
import unittest

import hopline_harness as hh
import tablestore as ots
from run_directory_reader import Run
from timeseries_sdks import Python, point

INSTANCE, COUNT, PER_REQUEST = "demo", 60, 10
KILLS = 17  # of each of three jobs
AGE_S = 1800  # of the source's rows
STRIKES = [
    {"action": "error", "code": "OTSServerBusy"},
    {"action": "error", "status": 500, "code": "OTSInternalServerError"},
    {"action": "cut_before"},
    {"action": "cut_after"},
]
HALVES = [
    {"nth": 1, "times": 2, "action": "fail_rows", "code": "OTSServerBusy"},
    {"nth": 3, "times": 2, "action": "fail_rows", "every": 3, "code": "OTSRowOperationConflict"},
    {"nth": 5, "times": 1, "action": "fail_rows", "every": 1, "code": "OTSTimeout"},
]
REFUSED = {"nth": 2, "action": "fail_rows", "code": "OTSParameterInvalid", "message": "not this"}


class Faults:
    """One emulator; a source, and per run a target of its own. A subclass names the job."""

    CALLS: list  # every operation of a run
    READS: list  # those that fetch what is moved
    BATCH: str  # the one that writes
    KEYS: list  # columns that tell which row is dirty

    @classmethod
    def setUpClass(cls):
        # The clock is the machine's while jobs run: a fault must not be spent on a request that
        # is refused for its date.
        cls.emulator = cls.enterClassContext(hh.Emulator())
        cls.space = cls.enterClassContext(hh.Workspace({"environments": {"prod": {
            "datasources": cls.emulator.datasources(INSTANCE)}}}))
        cls.python = Python(cls.emulator, INSTANCE)
        cls.client = cls.python.client
        cls.create("source")
        cls.emulator.admin("POST", "/clock", {"advance_s": -AGE_S})
        cls.fill()
        cls.emulator.admin("POST", "/clock", {"real": True})
        cls.source = cls.rows("source")
        assert len(cls.source) == COUNT
        cls.runs = 0

    @classmethod
    def rows(cls, table):
        """Every row: key and cells, without their versions."""
        table = cls.stored(table)
        names = [name for name, _ in cls.client.describe_table(table).table_meta.schema_of_primary_key]
        _, following, page, _ = cls.client.get_range(
            table, ots.Direction.FORWARD, [(name, ots.INF_MIN) for name in names],
            [(name, ots.INF_MAX) for name in names], max_version=1)
        assert following is None
        return [(row.primary_key, [cell[:2] for cell in row.attribute_columns]) for row in page]

    def prepare(self, limit, lanes, per_request):
        """Makes a new table and the script of a job into it; returns both."""
        type(self).runs += 1
        target = f"target{self.runs}"
        self.create(target)
        reader, writer = self.steps(target)
        writer[1].update(batchWriteCount=per_request, concurrencyWrite=lanes)
        for step, parameters in (reader, writer):
            if step == "ots":
                parameters["retrySleepInMillisecond"] = 1
        return target, self.space.write(f"job{self.runs}.json", hh.job(
            reader, writer, {"errorLimit": {"record": limit}, "speed": {"concurrent": lanes}}))

    def last_request(self):
        return self.emulator.admin("GET", "/requests?since=99999999")["last"]

    def run_with(self, faults, limit="0", expect=0, lanes=2):
        """Runs the job into a new table. Returns its rows, the report and the requests."""
        target, job = self.prepare(limit, lanes, PER_REQUEST)
        report = self.space.path / f"report{self.runs}.json"
        last = self.last_request()
        self.emulator.admin("POST", "/faults", faults)
        try:
            done = self.space.hopline("run", job, "--report", report, expect=expect)
        finally:
            self.emulator.admin("DELETE", "/faults")
        requests = self.emulator.admin("GET", f"/requests?since={last}")["requests"]
        self.said = done.stderr
        return self.rows(target), json.loads(report.read_text()), requests

    def test_every_call_may_go_wrong(self):
        for strike in STRIKES:
            with self.subTest(**strike):
                rows, _, requests = self.run_with(
                    [{"operation": call, "nth": 1, **strike} for call in self.CALLS])
                self.assertEqual(rows, self.source)
                # Each of them did go wrong, and there are no others.
                calls = sorted(self.CALLS)
                self.assertEqual(sorted({r["operation"] for r in requests}), calls)
                struck = {r["operation"] for r in requests if "fault" in r}
                self.assertEqual(sorted(struck), calls)

    def test_rows_of_a_batch_that_fail_for_a_while_are_sent_again(self):
        rows, report, requests = self.run_with([{"operation": self.BATCH, **h} for h in HALVES])
        self.assertEqual((rows, report["dirty"]), (self.source, 0))
        self.assertEqual(sum(r.get("fault") == "fail_rows" for r in requests), 5)

    def test_rows_of_a_batch_that_fail_for_good_are_dirty_the_others_are_written(self):
        strike = [{"operation": self.BATCH, **REFUSED}]
        for limit in ("5", ""):
            with self.subTest(limit=limit):
                rows, report, _ = self.run_with(strike, limit, lanes=1)
                self.assertEqual((len(rows), report["dirty"]), (COUNT - 5, 5))
                missing = [row[0] for row in self.source if row not in rows]
                self.assertEqual(self.dirty_keys(report), sorted(map(self.shown, missing)))
        self.run_with(strike, "4", expect=4, lanes=1)
        self.assertIn("5 dirty rows, errorLimit allows 4", self.said)

    def test_a_refused_request_of_a_task_does_not_blame_the_script(self):
        for call in self.READS:
            with self.subTest(call=call):
                self.run_with([{"operation": call, "action": "error", "status": 400,
                                "code": "OTSParameterInvalid", "message": "not this"}], expect=1)
                self.assertIn("400 OTSParameterInvalid (not this)", self.said)

    def test_a_run_killed_again_and_again_ends_with_the_same_table(self):
        target, job = self.prepare("0", lanes=2, per_request=2)
        draw = random.Random(20230423)
        killed = sum(self.run_until(job, draw.randint(1, 36)) for _ in range(KILLS))
        self.assertGreater(killed, KILLS // 2)
        self.space.hopline("run", job)
        self.assertEqual(self.rows(target), self.source)

    def run_until(self, job, requests):
        """Starts a run and kills it after so many requests; False when it was over before."""
        last = self.last_request()
        process = subprocess.Popen(
            self.space.command("run", job), env=self.space.environment(), cwd=self.space.path,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        pause = threading.Event()
        while process.poll() is None:
            pause.wait(0.002)
            if self.last_request() - last >= requests:
                process.send_signal(signal.SIGKILL)
                return process.wait() == -signal.SIGKILL
        self.assertEqual(process.returncode, 0)
        return False

    def dirty_keys(self, report):
        run = Run(report["run_directory"])
        keys = []
        for task in run.tasks:
            for step, cells, reasons in run.dirty_rows(task):
                self.assertEqual(step, "Writer")
                for reason in reasons:
                    self.assertRegex(reason["reason"],
                                     r"Tablestore answered 400 OTSParameterInvalid \(not this\)")
                keys.append([cells[name] for name in self.KEYS])
        return sorted(keys)


class Rows(Faults, unittest.TestCase):
    CALLS = ["DescribeTable", "ComputeSplitPointsBySize", "GetRange", "BatchWriteRow"]
    READS = ["GetRange"]
    BATCH = "BatchWriteRow"
    KEYS = ["k", "n"]
    stored = staticmethod(str)

    @classmethod
    def create(cls, table):
        cls.client.create_table(
            ots.TableMeta(table, [("k", "STRING"), ("n", "INTEGER")]),
            ots.TableOptions(time_to_live=-1, max_version=1),
            ots.ReservedThroughput(ots.CapacityUnit(0, 0)))

    @classmethod
    def fill(cls):
        anything = ots.Condition(ots.RowExistenceExpectation.IGNORE)
        request = ots.BatchWriteRowRequest()
        request.add(ots.TableInBatchWriteRowItem("source", [
            ots.PutRowItem(ots.Row([("k", f"k{n % 9}"), ("n", n)], [("v", f"值 {n}"), ("d", n / 8)]),
                           anything) for n in range(COUNT)]))
        assert cls.client.batch_write_row(request).is_all_succeed()

    @staticmethod
    def steps(target):
        keys = [{"name": "k", "type": "STRING"}, {"name": "n", "type": "INT"}]
        columns = [{"name": "v", "type": "STRING"}, {"name": "d", "type": "DOUBLE"}]
        return (
            ("ots", {"datasource": "tablestore_demo", "table": "source", "column": keys + columns}),
            ("ots", {"datasource": "tablestore_demo", "table": target, "writeMode": "PutRow",
                     "primaryKey": keys, "column": columns}))

    @staticmethod
    def shown(key):
        return [value for _, value, *_ in key]


POINT_COLUMNS = [
    {"name": "_m_name"}, {"name": "_data_source"}, {"name": "_tags"}, {"name": "_time"},
    {"name": "v", "type": "INT"}, {"name": "text", "type": "STRING"},
    {"name": "half", "type": "DOUBLE"}, {"name": "odd", "type": "BOOL"},
    {"name": "raw", "type": "BINARY"},
]


class Points(Faults, unittest.TestCase):
    CALLS = ["DescribeTimeseriesTable", "SplitTimeseriesScanTask", "ScanTimeseriesData",
             "PutTimeseriesData"]
    READS = ["ScanTimeseriesData"]
    BATCH = "PutTimeseriesData"
    KEYS = ["_m_name", "_data_source", "_tags", "_time"]

    @classmethod
    def create(cls, table):
        cls.python.create(table)

    @staticmethod
    def stored(table):
        return table + "#timeseries"

    @classmethod
    def fill(cls):
        cls.python.put("source", [
            point(f"m{n % 2}", f"host,{n % 7}", {"a": "x,y"} if n % 3 else {}, 10**15 + n,
                  {"v": -n, "text": f"值 {n}", "half": n / 2, "odd": n % 2 == 1,
                   "raw": bytearray([0, 255, n])}) for n in range(COUNT)])

    def steps(self, target):
        return ("ots", self.step("table", "source")), ("ots", self.step("table", target))

    @staticmethod
    def step(name, table):
        return {"datasource": "tablestore_demo", name: table, "isTimeseriesTable": "true",
                "newVersion": "true", "mode": "normal", "column": POINT_COLUMNS}

    @staticmethod
    def shown(key):
        return [value for _, value, *_ in key[1:]]


class Changes(Points):
    CALLS = ["DescribeTimeseriesTable", "ListStream", "DescribeStream", "GetShardIterator",
             "GetStreamRecord", "DescribeTable", "CreateTable", "GetRow", "GetRange", "PutRow",
             "PutTimeseriesData"]
    READS = ["GetStreamRecord"]

    def steps(self, target):
        filled_ms = int(time.time() - AGE_S) * 1000
        reader = {**self.step("dataTable", "source"), "mode": "single_version_and_update_only",
                  "statusTable": f"status{self.runs}",
                  "startTimestampMillis": filled_ms - 600_000,
                  "endTimestampMillis": filled_ms + 600_000}
        return ("otsstream", reader), ("ots", self.step("table", target))


if __name__ == "__main__":
    # The Python SDK calls what its flatbuffers deprecates, once per row.
    unittest.main(warnings="ignore")
