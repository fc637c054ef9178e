"""A window of a change log into a table, through five lanes and a service that is late, busy, or
does not take some rows: of a thousand updates of one key the last one wins, run after run.

Environment, set by ctest: HOPLINE_TEST_RUNS, how often.
"""

import os
import time
import unittest

import hopline_harness as hh
import main_job
import tablestore as ots

RUNS = int(os.environ.get("HOPLINE_TEST_RUNS", 3))
LANES = 5
# Rows of the other keys come at once, and fill the lanes beside that of the hot key.
OTHERS = [f"k{n}" for n in range(20)] * 2
UPDATES = [
    (key, n) for n in range(1000) for key in [*(OTHERS if n % 50 == 0 else []), "hot"]
]
STRIKES = [
    # The first ones wait for each other, whatever the machine has to do besides.
    {"nth": 1, "times": 8, "action": "delay", "delay_ms": 10},
    {"probability": 0.01, "action": "delay", "delay_ms": 1},
    {"probability": 0.01, "action": "error", "code": "OTSServerBusy"},
    {"probability": 0.01, "action": "cut_after"},
    {"probability": 0.01, "action": "fail_rows", "code": "OTSRowOperationConflict"},
]


class Order(unittest.TestCase):
    def setUp(self):
        self.emulator = self.enterContext(hh.Emulator())
        self.space = self.enterContext(hh.Workspace({"environments": {"prod": {
            "datasources": self.emulator.datasources(main_job.INSTANCE)}}}))
        self.client = main_job.client(self.emulator)
        self.emulator.admin("POST", "/clock", {"advance_s": -1800})
        main_job.create_table(self.emulator)
        self.client.create_table(
            ots.TableMeta("copy", [("id", "STRING")]), ots.TableOptions(max_version=1),
            ots.ReservedThroughput(ots.CapacityUnit(0, 0)))
        for first in range(0, len(UPDATES), 200):
            self.update(main_job.TABLE, UPDATES[first : first + 200])
        self.emulator.admin("POST", "/clock", {"real": True})
        now_ms = int(time.time() * 1000)
        self.job = self.space.write("job.json", hh.job(
            ("otsstream", {
                "datasource": "tablestore_demo", "dataTable": main_job.TABLE,
                "statusTable": "status", "mode": "single_version_and_update_only",
                "startTimestampMillis": now_ms - 3_600_000,
                "endTimestampMillis": now_ms - 600_000,
                "column": [{"name": "id"}, {"name": "n", "type": "INT"}]}),
            ("ots", {
                "datasource": "tablestore_demo", "table": "copy", "writeMode": "UpdateRow",
                "primaryKey": ["id"], "column": [{"name": "n", "type": "INT"}],
                "concurrencyWrite": LANES, "batchWriteCount": 5,
                "retrySleepInMillisecond": 1})))

    def update(self, table, rows):
        anything = ots.Condition(ots.RowExistenceExpectation.IGNORE)
        request = ots.BatchWriteRowRequest()
        request.add(ots.TableInBatchWriteRowItem(table, [
            ots.UpdateRowItem(ots.Row([("id", key)], {"PUT": [("n", n)]}), anything)
            for key, n in rows]))
        self.assertTrue(self.client.batch_write_row(request).is_all_succeed())

    def copied(self):
        _, _, rows, _ = self.client.get_range(
            "copy", ots.Direction.FORWARD, [("id", ots.INF_MIN)], [("id", ots.INF_MAX)],
            max_version=1)
        return {row.primary_key[0][1]: row.attribute_columns[0][1] for row in rows}

    def run_window(self, seed):
        """Runs it with the faults of that seed; returns the requests."""
        since = self.emulator.admin("GET", "/requests?since=99999999")["last"]
        self.emulator.admin("POST", "/faults", [
            {"service": "ots", "operation": "BatchWriteRow", "seed": 10 * seed + n, **strike}
            for n, strike in enumerate(STRIKES)])
        try:
            self.space.hopline("run", self.job)
        finally:
            self.emulator.admin("DELETE", "/faults")
        return self.emulator.admin("GET", f"/requests?since={since}")["requests"]

    def test_of_a_thousand_updates_of_one_key_the_last_one_wins(self):
        last = dict(UPDATES)
        most_in_flight = []
        for run in range(RUNS):
            with self.subTest(run=run):
                self.update("copy", [(key, -1) for key in last])
                requests = self.run_window(run)
                self.assertEqual(self.copied(), last)
                struck = {r["fault"] for r in requests if "fault" in r}
                self.assertEqual(struck, {strike["action"] for strike in STRIKES})
                # Behind the last page of the log only batches are in flight.
                read = max(r["seq"] for r in requests if r["operation"] == "GetStreamRecord")
                most_in_flight.append(max(
                    r["in_flight"] for r in requests
                    if r["operation"] == "BatchWriteRow" and r["seq"] > read))
        self.assertGreater(min(most_in_flight), 1)
        self.assertEqual(max(most_in_flight), LANES)


if __name__ == "__main__":
    unittest.main()
