"""The main job's window while each call of its two connectors goes wrong once, in every way."""

import unittest

import hopline_harness as hh
import main_job

FIRST, _ = main_job.WINDOWS
CALLS = {
    "ots": ["DescribeTable", "ListStream", "DescribeStream", "GetShardIterator",
            "GetStreamRecord", "CreateTable", "GetRow", "GetRange", "PutRow"],
    "oss": ["ListObjects", "PutObject", "DeleteMultipleObjects"],
}
# The first request of a step is refused for its date, for the emulator's clock is a moved one; a
# fault must not be spent on that.
NTH = {"DescribeTable": 2, "ListObjects": 2, "PutObject": 2}
BROKEN = ["cut_before", "cut_after", "truncate", "corrupt"]
REFUSED = {  # throttled, and a moment of weakness
    "ots": [(503, "OTSServerBusy"), (500, "OTSInternalServerError")],
    "oss": [(503, "ServiceUnavailable"), (500, "InternalError")],
}


class Window(unittest.TestCase):
    """One window of the main job's table, run with fault rules on a fresh state."""

    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(
            hh.Emulator("--clock", "2023-04-23T17:40:00+08:00"))
        main_job.make_bucket(cls.emulator)
        cls.stream_id = main_job.create_table(cls.emulator)
        main_job.apply(cls.emulator, main_job.CHANGES)

    script = staticmethod(main_job.script_text)
    expected = main_job.expected(FIRST)

    def prepare(self):
        """What the emulator holds before the run, beside the table."""
        self.forget_status_table()

    def run_with(self, faults):
        """Returns the finished process and the bucket's objects."""
        at = main_job.WINDOWS[FIRST][0].replace(" ", "T")
        self.emulator.set_clock(f"{at}+08:00")
        self.prepare()
        bucket = main_job.bucket(self.emulator)
        for key in main_job.objects(self.emulator):
            bucket.delete_object(key)
        bucket.put_object(f"demo/orders/{FIRST}/part-old", b"to be truncated")
        with hh.Workspace() as space:
            space.config.write_text(
                hh.json.dumps(main_job.config(self.emulator, space.path / "out")))
            script = space.write("orders.json", self.script())
            self.emulator.admin("POST", "/faults", faults)
            before = self.emulator.admin("GET", "/requests")["last"]
            try:
                done = space.hopline(*main_job.run_arguments(script, FIRST), expect=None)
            finally:
                self.emulator.admin("DELETE", "/faults")
        self.requests = self.emulator.admin("GET", f"/requests?since={before}")["requests"]
        return done, main_job.objects(self.emulator)

    def forget_status_table(self):
        import tablestore

        client = main_job.client(self.emulator)
        if main_job.STATUS_TABLE in client.list_table():
            try:
                client.delete_table(main_job.STATUS_TABLE)
            except tablestore.OTSServiceError as error:
                self.assertEqual(error.get_error_code(), "OTSObjectNotExist")

    def assert_exact(self, done, objects):
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(list(objects.values()), [self.expected])

    def break_each(self, calls):
        for service, operations in calls.items():
            for operation in operations:
                for action in BROKEN:
                    with self.subTest(operation=operation, action=action):
                        self.assert_exact(*self.run_with([
                            {"service": service, "operation": operation,
                             "nth": NTH.get(operation, 1), "action": action}]))
                        (struck,) = [r for r in self.requests if "fault" in r]
                        self.assertIn(struck["status"], (0, 200, 404))

    def refuse_each(self, calls):
        for service, operations in calls.items():
            for operation in operations:
                for status, code in REFUSED[service]:
                    with self.subTest(operation=operation, code=code):
                        self.assert_exact(*self.run_with([
                            {"service": service, "operation": operation,
                             "nth": NTH.get(operation, 1), "times": 2, "action": "error",
                             "status": status, "code": code, "message": "try again"}]))


class Faults(Window):
    def test_every_call_may_break_once(self):
        self.break_each(CALLS)

    def test_every_call_may_be_refused_a_few_times(self):
        self.refuse_each(CALLS)

    def test_every_call_may_be_slow(self):
        self.assert_exact(*self.run_with([{"action": "delay", "delay_ms": 100}]))
        # And there are no others.
        self.assertEqual({(r["service"], r["operation"]) for r in self.requests},
                         {(service, o) for service, some in CALLS.items() for o in some})

    def test_what_never_passes_is_a_clear_failure_and_leaves_the_old_objects(self):
        done, objects = self.run_with([
            {"service": "ots", "operation": "GetStreamRecord", "action": "error",
             "status": 403, "code": "OTSNoPermissionAccess",
             "message": "You have no permission"}])
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("OTSNoPermissionAccess", done.stderr)
        self.assertEqual(list(objects.values()), [b"to be truncated"])


class LatestValues(Window):
    """Present values beside written ones, and a position of an earlier run that has to go."""

    CALLS = {"ots": ["BatchGetRow", "DeleteRow"]}
    LATEST = {"b": "changed again", "c": None, "d": "中文,表格存储", "e": "last of the window"}

    def script(self):
        text = main_job.script_text()
        column = '"name": "column2"'
        assert text.count(column) == 1
        return text.replace(column, '"name": "column1", "dataType": "latest"')

    @property
    def expected(self):
        lines = []
        for at, operation, key, columns in main_job.CHANGES:
            if "17:50:00" <= at < "18:50:00" and operation != "delete":
                values = [columns.get("column1"), self.LATEST[key]]
                if values != [None, None]:
                    lines.append(main_job.csv_line(values))
        return "".join(lines).encode()

    def prepare(self):
        import tablestore as ots

        client = main_job.client(self.emulator)
        if main_job.STATUS_TABLE not in client.list_table():
            names = ("StreamId", "StatusType", "StatusValue")
            client.create_table(
                ots.TableMeta(main_job.STATUS_TABLE, [(name, "STRING") for name in names]),
                ots.TableOptions(), ots.ReservedThroughput(ots.CapacityUnit(0, 0)))
        self.vanished = [
            ("StreamId", self.stream_id),
            ("StatusType", "CheckpointForDataxReader"),
            ("StatusValue", "   1682247000000\tshard_of_old")]
        client.put_row(
            main_job.STATUS_TABLE,
            ots.Row(self.vanished, [("Version", "old"), ("Checkpoint", "SHARD_END")]),
            ots.Condition(ots.RowExistenceExpectation.IGNORE))

    def assert_exact(self, done, objects):
        super().assert_exact(done, objects)
        client = main_job.client(self.emulator)
        _, row, _ = client.get_row(main_job.STATUS_TABLE, self.vanished, max_version=1)
        self.assertIsNone(row)

    def test_every_call_may_break_once(self):
        self.break_each(self.CALLS)

    def test_every_call_may_be_refused_a_few_times(self):
        self.refuse_each(self.CALLS)

    def test_rows_of_a_read_may_fail_for_a_while_but_not_for_good(self):
        rule = {"operation": "BatchGetRow", "action": "fail_rows", "message": "not this one"}
        self.assert_exact(*self.run_with([{**rule, "nth": 1, "code": "OTSServerBusy"}]))
        for code in ("OTSObjectNotExist", "OTSParameterInvalid"):
            done, _ = self.run_with([{**rule, "code": code}])
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(f"{code} (not this one)", done.stderr)


class LargeObject(unittest.TestCase):
    """An object of several parts, so that the calls of multipart uploads are made too."""

    CALLS = ["InitiateMultipartUpload", "UploadPart", "ListParts", "CompleteMultipartUpload"]
    ROWS, TEXT = 5000, "x" * 1000

    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(hh.Emulator())
        main_job.make_bucket(cls.emulator)

    def run_with(self, fault):
        generator = {"column": [{"type": "string", "value": self.TEXT}],
                     "sliceRecordCount": self.ROWS}
        writer = {"datasource": "osstest", "object": "big/part", "writeMode": "truncate",
                  "fileFormat": "csv"}
        with hh.Workspace() as space:
            space.config.write_text(
                hh.json.dumps(main_job.config(self.emulator, space.path / "out")))
            job = space.write("big.json", hh.job(("stream", generator), ("oss", writer)))
            self.emulator.admin("POST", "/faults", {"service": "oss", **fault})
            space.hopline("run", job, "--env", "prod")
            self.emulator.admin("DELETE", "/faults")
        (body,) = main_job.objects(self.emulator).values()
        self.assertEqual(len(body), self.ROWS * (len(self.TEXT) + 1))
        self.assertEqual(body, (self.TEXT + "\n").encode() * self.ROWS)
        uploads = main_job.bucket(self.emulator).list_multipart_uploads().upload_list
        self.assertEqual(uploads, [])

    def test_every_call_may_break_once(self):
        for operation in self.CALLS:
            for action in BROKEN:
                with self.subTest(operation=operation, action=action):
                    self.run_with({"operation": operation, "nth": 1, "times": 1, "action": action})

    def test_every_call_may_be_refused_a_few_times_or_slow(self):
        for operation in self.CALLS:
            for status, code in REFUSED["oss"]:
                with self.subTest(operation=operation, code=code):
                    self.run_with({"operation": operation, "times": 2, "action": "error",
                                   "status": status, "code": code})
        self.run_with({"action": "delay", "delay_ms": 100})


if __name__ == "__main__":
    unittest.main()
