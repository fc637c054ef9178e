"""A wide-column table with every key type copied row by row and cell by cell, also through
failing requests; the vendor's Python SDK writes it and compares cell by cell."""

import unittest

import hopline_harness as hh
import tablestore as ots

KEYS = [("s", "STRING"), ("i", "INTEGER"), ("b", "BINARY"), ("n", "INTEGER")]
COLUMNS = [f"c{n}" for n in range(200)]
WORDS = ["STRING", "INT", "DOUBLE", "BOOL", "BINARY"]


def value(row, column):
    """A value of each type in turn; every ninth cell is missing."""
    kind = column % 5
    if (row + column) % 9 == 0:
        return None
    return [f"文 {row},{column}", row * 1000 - column, row / 8 + column, row % 2 == 0,
            bytearray([row % 256, column % 256, 0])][kind]


def rows(count):
    return [
        ([("s", f"k{row % 7}"), ("i", row - count // 2), ("b", bytearray([row % 256])), ("n", row)],
         [(name, v) for n, name in enumerate(COLUMNS) if (v := value(row, n)) is not None])
        for row in range(count)
    ]


class Tables(unittest.TestCase):
    def setUp(self):
        self.emulator = self.enterContext(hh.Emulator())
        self.space = self.enterContext(hh.Workspace({"environments": {"prod": {
            "datasources": self.emulator.datasources()}}}))
        self.client = ots.OTSClient(self.emulator["ots"], self.emulator["accessId"],
                                    self.emulator["accessKey"], "demo")
        for table in ("source", "target"):
            self.client.create_table(
                ots.TableMeta(table, KEYS),
                ots.TableOptions(time_to_live=-1, max_version=3,
                                 max_time_deviation=1_000_000_000),
                ots.ReservedThroughput(ots.CapacityUnit(0, 0)))

    def fill(self, count):
        anything = ots.Condition(ots.RowExistenceExpectation.IGNORE)
        content = rows(count)
        for first in range(0, count, 20):
            request = ots.BatchWriteRowRequest()
            request.add(ots.TableInBatchWriteRowItem("source", [
                ots.PutRowItem(ots.Row(key, cells), anything)
                for key, cells in content[first : first + 20]]))
            self.assertTrue(self.client.batch_write_row(request).is_all_succeed())

    def read(self, table, versions=False):
        """Every row: key and cells, with or without their versions."""
        found, start = [], [(name, ots.INF_MIN) for name, _ in KEYS]
        end = [(name, ots.INF_MAX) for name, _ in KEYS]
        while start:
            _, start, page, _ = self.client.get_range(
                table, ots.Direction.FORWARD, start, end, max_version=3)
            found += [(row.primary_key, [c if versions else c[:2] for c in row.attribute_columns])
                      for row in page]
        return found

    def job(self, writer=None):
        keys = [{"name": name, "type": "INT" if kind == "INTEGER" else kind}
                for name, kind in KEYS]
        columns = [{"name": name, "type": WORDS[n % 5]} for n, name in enumerate(COLUMNS)]
        return hh.job(
            ("ots", {"datasource": "tablestore_demo", "table": "source",
                     "column": [*({"name": name} for name, _ in KEYS), *columns]}),
            ("ots", {"datasource": "tablestore_demo", "table": "target", "writeMode": "PutRow",
                     "primaryKey": keys, "column": columns, **(writer or {})}),
            {"errorLimit": {"record": ""}, "speed": {"concurrent": 2}},
        )

    def run_job(self, job, **options):
        return self.space.hopline("run", self.space.write("job.json", job), **options)


class Copies(Tables):
    def test_rows_of_every_type(self):
        self.fill(300)
        self.run_job(self.job())
        self.assertEqual(self.read("target"), self.read("source"))

    def test_cells_with_their_versions(self):
        self.fill(60)
        anything = ots.Condition(ots.RowExistenceExpectation.IGNORE)
        for version in (1_700_000_000_000, 1_700_000_000_001):
            for key, _ in rows(60)[::7]:
                self.client.update_row("source", ots.Row(key, {"PUT": [("c0", version, version)]}),
                                       anything)
        cells = {"newVersion": "true", "mode": "multiVersion"}
        job = hh.job(
            ("ots", {"datasource": "tablestore_demo", "table": "source", **cells}),
            ("ots", {"datasource": "tablestore_demo", "table": "target", **cells,
                     "primaryKey": [name for name, _ in KEYS]}))
        for _ in range(2):
            self.run_job(job)
            self.assertEqual(self.read("target", versions=True),
                             self.read("source", versions=True))

    def test_requests_that_fail_at_random_change_nothing(self):
        self.fill(60)
        self.emulator.admin("POST", "/faults", [
            {"service": "ots", "operation": "BatchWriteRow", "probability": 0.15, "seed": seed,
             **fault}
            for seed, fault in enumerate([
                {"action": "cut_before"}, {"action": "cut_after"}, {"action": "truncate"},
                {"action": "error", "code": "OTSServerBusy"},
                {"action": "error", "status": 500, "code": "OTSInternalServerError"}])
        ] + [{"service": "ots", "operation": "GetRange", "nth": 1, "times": 3,
              "action": "cut_after"}])
        self.run_job(self.job({"batchWriteCount": 3}))
        self.emulator.admin("DELETE", "/faults")
        self.assertEqual(self.read("target"), self.read("source"))

    def test_an_outage_fails_the_job_whatever_the_error_limit_says(self):
        self.fill(40)
        self.emulator.admin("POST", "/faults", [
            {"service": "ots", "operation": "BatchWriteRow", "action": "error",
             "code": "OTSServerBusy"}])
        done = self.run_job(self.job({"maxRetryTime": 1, "retrySleepInMillisecond": 1}), expect=1)
        self.assertIn("OTSServerBusy", done.stderr)
        self.assertEqual(self.read("target"), [])

    def test_rows_that_the_service_refuses_are_dirty_the_others_are_written(self):
        self.fill(40)
        anything = ots.Condition(ots.RowExistenceExpectation.IGNORE)
        bad = [("s", "k"), ("i", 0), ("b", bytearray(b"x")), ("n", 0)]
        self.client.put_row("source", ots.Row(bad, [("c0", "x"), ("c1", "no number")]), anything)
        done = self.run_job(self.job())
        wanted = [row for row in self.read("source") if row[0] != bad]
        self.assertEqual(self.read("target"), wanted)
        self.assertRegex(done.stdout + done.stderr, r"1 dirty|dirty.* 1\b|1 .*dirty")


if __name__ == "__main__":
    unittest.main()
