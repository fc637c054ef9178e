"""What users of the MaxCompute connector get to see when a job cannot work: columns, values, partitions,
sessions that have expired, quotas. Each time one clear line, the documented exit code, and the table
as it was."""

import json
import pathlib
import signal
import subprocess
import unittest

import hopline_harness as hh
import odps_client as oc

DAY_S = 24 * 3600
EXPIRED = "sessions live for 24 hours"  # whoever says it
OLD = [[0, "old"]]
NEW = [[1, "alpha"], [2, "alpha"]]
GENERATOR = ("stream", {"sliceRecordCount": 2, "column": [
    {"name": "id", "type": "long", "sequence": "1"}, {"name": "name", "value": "alpha"}]})


class Errors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(
            hh.Emulator("--odps", "127.0.0.1:0", "--admin", "127.0.0.1:0"))
        keys = cls.emulator["anyClock"]
        cls.client = oc.connect(cls.emulator, access_id=keys["accessId"],
                                secret_access_key=keys["accessKey"])

    def setUp(self):
        source = {"type": "maxcompute", "endpoint": self.emulator["odps"], "project": oc.PROJECT,
                  "accessId": self.emulator["accessId"], "accessKey": self.emulator["accessKey"]}
        self.space = self.enterContext(hh.Workspace({"environments": {"prod": {"datasources": {
            "odps": source}}}}))
        self.addCleanup(self.emulator.admin, "POST", "/clock", {"real": True})
        self.addCleanup(self.emulator.admin, "DELETE", "/faults")
        self.name = "e_" + self.id().rsplit(".", 1)[1]

    def table(self, types=None):
        """A table of one partition, which holds OLD unless it has other columns."""
        table = oc.create(self.client, self.name, types or {"id": "bigint", "name": "string"},
                          "pt string")
        with table.open_writer(partition="pt=1", create_partition=True) as writer:
            if not types:
                writer.write(OLD)
        return table

    def rows(self, table):
        with table.open_reader(partition="pt=1", reopen=True) as reader:
            return [list(record.values)[:-1] for record in reader]

    def writer(self, **changed):
        return ("odps", {"datasource": "odps", "table": self.name, "partition": "pt=1",
                         "column": ["*"], "truncate": True, "maxRetryTime": 1, **changed})

    def reader(self, **changed):
        return ("odps", {"datasource": "odps", "table": self.name, "partition": "pt=1",
                         "column": ["*"], **changed})

    def job(self, reader=GENERATOR, writer=None, speed=None):
        setting = {"errorLimit": {"record": "0"}, "speed": speed or {"concurrent": 1}}
        return self.space.write("job.json", hh.job(reader, writer or self.writer(), setting))

    def fault(self, operation, **rule):
        self.emulator.admin("POST", "/faults", [{
            "service": "odps", "operation": operation, "action": "error", "status": 429,
            "code": "FlowExceeded", "message": "Your flow quota is exceeded", **rule}])

    def struck(self):
        return sum(fault["struck"] for fault in self.emulator.admin("GET", "/faults")["faults"])

    def a_day_passes(self):
        self.emulator.admin("POST", "/clock", {"advance_s": DAY_S})

    def assert_line(self, done, text):
        """One line of it, the last."""
        self.assertIn(text, done.stderr.rstrip("\n").rsplit("\n", 1)[-1])

    def assert_dirty(self, done, column, reason):
        """What is said of the only dirty row, and what the run directory keeps."""
        self.assert_line(done, f"1 dirty rows, errorLimit allows 0: column '{column}': {reason}; "
                               "they are kept in ")
        run = done.stderr.split("the run stands in ", 1)[1].split(": ", 1)[0]
        (file,) = pathlib.Path(run).glob("dirty/*.jsonl")
        _, row = file.read_text().splitlines()
        (told,) = json.loads(row)["reasons"]
        self.assertEqual((told["column"], told["reason"]), (column, reason))

    # ---- columns, values, partitions

    def test_columns_and_partitions_that_are_not_there(self):
        table = self.table()
        null = ("stream", {"print": False})
        for reader, writer, code, says in (
            (GENERATOR, self.writer(column=["id", "nmae"]), 2,
             "column[1]: the table has no column nmae; it has id, name"),
            (GENERATOR, self.writer(column=["id", "pt"]), 2, "column[1]: pt is a partition column"),
            (self.reader(column=["id", "nmae"]), null, 2, "column[1]: the table has no column nmae"),
            (self.reader(partition="pt=2"), null, 1, "none of the table's 1 partitions fits"),
        ):
            with self.subTest(says=says):
                done = self.space.hopline("run", self.job(reader, writer), expect=code)
                self.assert_line(done, says)
        self.assertEqual(self.rows(table), OLD)

    def test_values_of_a_wrong_type(self):
        table = self.table()
        words = ("stream", {"sliceRecordCount": 1, "column": [{"name": "word", "value": "seven"}]})
        done = self.space.hopline("run", self.job(words), expect=4)
        self.assert_dirty(done, "word", "the text is no number")
        self.assertEqual(self.rows(table), OLD)

    def test_text_beyond_what_the_service_takes(self):
        """8 MiB and one byte, by each rule; keepOn leaves it to the service's limit."""
        table = self.table({"s": "string"})
        (self.space.path / "in").mkdir()
        self.space.write("in/rows.csv", "x" * (2**23 + 1) + "\n")
        rows = ("file", {"path": str(self.space.path / "in"), "object": ["rows.csv"],
                         "fileFormat": "csv", "column": [{"type": "string", "index": 0}]})
        done = self.space.hopline("run", self.job(rows), expect=4)
        self.assert_dirty(done, "", "the value is longer than the service takes")
        for rule, expected in (("setNull", [[None]]), ("truncate", [["x" * 2**23]])):
            with self.subTest(rule=rule):
                self.space.hopline("run", self.job(rows, self.writer(overLengthRule=rule)))
                self.assertTrue(self.rows(table) == expected, rule)  # too long to be printed

    # ---- sessions that expire

    def test_an_upload_expires_before_its_blocks(self):
        table = self.table()
        run = self.space.hopline("plan", self.job()).stdout.strip()
        self.a_day_passes()
        done = self.space.hopline("task", run, "--index", 0, expect=1)
        self.assert_line(done, "StatusConflict")
        self.assert_line(done, EXPIRED)
        self.assertEqual(self.rows(table), OLD)
        self.space.hopline("abort", run)
        self.space.hopline("run", self.job())
        self.assertEqual(self.rows(table), NEW)

    def test_an_upload_expires_between_its_blocks_and_the_commit(self):
        table = self.table()
        run = self.space.hopline("plan", self.job()).stdout.strip()
        self.space.hopline("task", run, "--index", 0)
        self.a_day_passes()
        done = self.space.hopline("commit", run, expect=1)
        self.assert_line(done, EXPIRED)
        self.assertEqual(self.rows(table), OLD)
        self.space.hopline("run", self.job())
        self.assertEqual(self.rows(table), NEW)

    def test_an_upload_expires_while_its_commit_is_in_doubt(self):
        table = self.table()
        self.fault("CommitUpload")
        with self.start() as process:
            hh.wait_until(self.struck, "a commit")
            process.kill()
        self.emulator.admin("DELETE", "/faults")
        self.a_day_passes()
        done = self.space.hopline("run", self.job(), expect=5)
        self.assert_line(done, "cannot be found out")
        run = done.stderr.rsplit("hopline abort ", 1)[1].split()[0]
        self.space.hopline("abort", run, "--give-up", "Writer")
        self.assertEqual(self.rows(table), OLD)
        self.space.hopline("run", self.job())
        self.assertEqual(self.rows(table), NEW)

    def test_a_download_expires(self):
        table = self.table()
        job = self.job(self.reader(), ("stream", {"print": True}))
        run = self.space.hopline("plan", job).stdout.strip()
        self.a_day_passes()
        done = self.space.hopline("task", run, "--index", 0, expect=1)
        self.assert_line(done, EXPIRED)
        self.space.hopline("abort", run)
        self.assertIn("old", self.space.hopline("run", job).stdout)
        self.assertEqual(self.rows(table), OLD)

    # ---- quotas

    def start(self):
        return hh.killed_group(subprocess.Popen(
            self.space.command("run", self.job()), env=self.space.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            start_new_session=True))

    def test_a_quota_that_is_exceeded_for_a_moment(self):
        table = self.table()
        for operation, code in (
            ("CreateUpload", "SlotExceeded"), ("UploadBlock", "FlowExceeded"),
            ("GetUpload", "QPSExceeded"), ("CommitUpload", "RequestQuotaExceeded"),
            ("CreateInstance", "OdpsQuotaExceeded"),  # no code that is known: 429 says it
        ):
            self.fault(operation, code=code, message="quota exceeded", times=1)
        self.space.hopline("run", self.job(writer=self.writer(maxRetryTime=2)))
        self.assertEqual(self.struck(), 5)
        self.assertEqual(self.rows(table), NEW)

    def test_tunnel_says_how_long_to_wait(self):
        """Longer than the first pause would be, which is below 300 ms."""
        table = self.table()
        self.fault("UploadBlock", hold_ms=321, times=1)
        done = self.space.hopline("run", self.job(writer=self.writer(maxRetryTime=2)), "-v")
        self.assertEqual(self.struck(), 1)
        self.assertIn("repetition 1 in 321 ms", done.stderr)
        self.assertEqual(self.rows(table), NEW)

    def test_a_quota_that_stays_exceeded(self):
        table = self.table()
        self.fault("UploadBlock")
        done = self.space.hopline("run", self.job(), expect=1)
        self.assertGreater(self.struck(), 1)  # the task was tried again
        self.assert_line(done, f"uploading block 2 to table {self.name}: MaxCompute answered 429 "
                               "FlowExceeded (Your flow quota is exceeded); run it again later")
        self.assertEqual(self.rows(table), OLD)
        self.emulator.admin("DELETE", "/faults")
        self.space.hopline("run", self.job(), "--resume")
        self.assertEqual(self.rows(table), NEW)

    def test_a_quota_that_stays_exceeded_at_the_commit(self):
        """Who waits no longer gets 5, and the next run finishes it."""
        table = self.table()
        self.fault("CommitUpload")
        with self.start() as process:
            hh.wait_until(self.struck, "a commit")
            for _ in range(2):  # the first asks for an end once the commit is made
                process.send_signal(signal.SIGTERM)
                hh.wait_until(process.stderr.readline, "a line on the signal")
            self.assertEqual(process.wait(timeout=60), 5)
        self.assertEqual(self.rows(table), OLD)
        self.emulator.admin("DELETE", "/faults")
        self.space.hopline("run", self.job())
        self.assertEqual(self.rows(table), NEW)

    def test_a_connection_that_may_not_pause_and_one_that_is_slow(self):
        """A block is sent once it is whole: rows that come slowly do not leave the connection
        idle. Rows of 1.4 seconds, one to send them."""
        table = self.table()
        self.addCleanup(self.emulator.admin, "POST", "/maxcompute/limits",
                        {"idle_cut_s": 120, "bytes_per_second": 0})
        text = "x" * 1000
        rows = ("stream", {"sliceRecordCount": 1500, "column": [
            {"name": "id", "type": "long", "sequence": "1"}, {"name": "name", "value": text}]})
        for limits, speed in (({"idle_cut_s": 1}, {"concurrent": 1, "throttle": True, "mbps": "1"}),
                              ({"idle_cut_s": 120, "bytes_per_second": 1_500_000}, None)):
            with self.subTest(limits=limits):
                self.emulator.admin("POST", "/maxcompute/limits", limits)
                self.space.hopline("run", self.job(rows, speed=speed))
                self.assertEqual(self.rows(table), [[i, text] for i in range(1, 1501)])


if __name__ == "__main__":
    unittest.main()
