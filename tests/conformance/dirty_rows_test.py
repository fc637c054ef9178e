"""Dirty rows of four tasks at once: each limit of errorLimit, exact counts, what the files keep."""

import json
import unittest

import hopline_harness as hh
import main_job
from run_directory_reader import Run

TABLE = "orders"
FIRST, SECOND = ("20230423170000", "20230423180000"), ("20230423180000", "20230423190000")
KEYS = [a + b for a in "abcdefgh" for b in "0123456789"]
# Cells of `n` that are no INT, and what the dirty file says of each.
BAD = {"many": "the text is no number", "99999999999999999999": "the number is out of range",
       1e300: "the number is out of range"}
DIRTY = {a + b: bad for a in "bdfh" for b, bad in zip("258", BAD)}
READER = {
    "datasource": "tablestore_demo", "dataTable": TABLE, "statusTable": "status",
    "startTimeString": "${startTime}", "endTimeString": "${endTime}",
    "mode": "single_version_and_update_only",
    "column": [{"name": "id"}, {"name": "n", "type": "INT"}],
}
WRITER = {"datasource": "osstest", "object": "${startTime}/part", "writeMode": "truncate",
          "fileFormat": "csv"}


class DirtyRows(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(hh.Emulator("--clock", "2023-04-23T16:00:00+08:00"))
        cls.space = cls.enterClassContext(hh.Workspace({"environments": {"prod": {
            "datasources": cls.emulator.datasources()}}}))
        main_job.make_bucket(cls.emulator)
        main_job.create_table(cls.emulator)
        cls.emulator.set_clock("2023-04-23T17:30:00+08:00")
        cls.write({key: 1 for key in KEYS})
        cls.split_into_four()
        cls.emulator.set_clock("2023-04-23T18:30:00+08:00")
        cls.write({key: DIRTY.get(key, i) for i, key in enumerate(KEYS)})
        cls.emulator.set_clock("2023-04-23T19:06:00+08:00")
        # This window reads the parents to their end, so that their children are four lineages.
        cls.run_window(FIRST, {"record": "0"}, expect=0)

    @classmethod
    def write(cls, numbers):
        import tablestore as ots

        anything = ots.Condition(ots.RowExistenceExpectation.IGNORE)
        request = ots.BatchWriteRowRequest()
        request.add(ots.TableInBatchWriteRowItem(TABLE, [
            ots.PutRowItem(ots.Row([("id", key)], [("n", n)]), anything)
            for key, n in numbers.items()]))
        assert main_job.client(cls.emulator).batch_write_row(request).is_all_succeed()

    @classmethod
    def split_into_four(cls):
        path = f"/tablestore/{main_job.INSTANCE}/{TABLE}"
        for shard in cls.emulator.admin("POST", path + "/split", {})["shards"]:
            cls.emulator.admin("POST", path + "/split", {"shard": shard})

    @classmethod
    def run_window(cls, window, limit, expect):
        """Runs a window on a fresh state; returns its report and what it printed."""
        setting = {"errorLimit": limit, "speed": {"concurrent": 4}}
        job = cls.space.write(
            "job.json", hh.job(("otsstream", READER), ("oss", WRITER), setting))
        report = cls.space.path / "report.json"
        done = cls.space.hopline(
            "run", job, "--set", f"startTime={window[0]}", "--set", f"endTime={window[1]}",
            "--report", report, expect=expect)
        return json.loads(report.read_text()), done.stdout + done.stderr

    def setUp(self):
        bucket = main_job.bucket(self.emulator)
        for key in main_job.objects(self.emulator):
            bucket.delete_object(key)

    def good_rows(self):
        return sorted(f"{key},{i}" for i, key in enumerate(KEYS) if key not in DIRTY)

    def exported_rows(self):
        bodies = main_job.objects(self.emulator).values()
        return sorted(line for body in bodies for line in body.decode().splitlines())

    def assert_kept(self, report):
        """The dirty files hold every dirty row of the winning attempts, with its reason."""
        run = Run(report["run_directory"])
        kept = {}
        for task in run.tasks:
            for step, cells, reasons in run.dirty_rows(task):
                self.assertEqual(step, "Reader")
                (reason,) = reasons
                self.assertEqual(reason["column"], "n")
                kept[cells["id"]["value"]] = (cells["n"]["value"], reason["reason"])
        self.assertEqual(kept, {key: (bad, BAD[bad]) for key, bad in DIRTY.items()})

    def test_limits_that_hold(self):
        for limit in ({"record": "12"}, {"record": ""}, {}, {"percentage": 0.15},
                      {"percentage": "0.16"}):
            with self.subTest(limit=limit):
                report, text = self.run_window(SECOND, limit, expect=0)
                self.assertEqual(text.count("first dirty row of this task: step 'Reader', column"), 4)
                self.assertEqual((report["rows"], report["dirty"]), (68, 12))
                self.assertEqual([task["dirty"] for task in report["tasks"]], [3] * 4)
                (reader,) = [s for s in report["steps"] if s["name"] == "Reader"]
                self.assertEqual(reader["dirty"], 12)
                self.assertEqual(self.exported_rows(), self.good_rows())
                self.assert_kept(report)

    def test_limits_that_are_passed(self):
        for limit, message in (
            ({"record": "11"}, "12 dirty rows, errorLimit.record allows 11"),
            ({"record": "10"}, "12 dirty rows, errorLimit.record allows 10"),
            ({"percentage": 0.1499}, "12 of 80 rows are dirty, errorLimit.percentage allows 0.1499"),
        ):
            with self.subTest(limit=limit):
                report, text = self.run_window(SECOND, limit, expect=4)
                self.assertIn(message, text)
                self.assertEqual((report["outcome"], report["dirty"]), ("failed", 12))
                self.assert_kept(report)
                self.assertEqual(main_job.objects(self.emulator), {})

    def test_a_limit_of_none_stops_at_the_first(self):
        report, text = self.run_window(SECOND, {"record": "0"}, expect=4)
        self.assertRegex(text, r"step 'Reader' .*: \d dirty rows, errorLimit allows 0: column 'n': "
                               r".+; they are kept in .+/dirty/\d\.a1\.jsonl")
        self.assertEqual(report["outcome"], "failed")
        self.assertEqual(main_job.objects(self.emulator), {})
        # A window that failed left no position: the one before is still the one to go on from.
        report, _ = self.run_window(SECOND, {"record": "12"}, expect=0)
        self.assertEqual(self.exported_rows(), self.good_rows())


if __name__ == "__main__":
    unittest.main()
