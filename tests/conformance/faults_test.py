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
BROKEN = ["cut_before", "cut_after", "truncate", "corrupt"]
REFUSED = {"ots": (503, "OTSServerBusy"), "oss": (503, "ServiceUnavailable")}


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(
            hh.Emulator("--clock", "2023-04-23T17:40:00+08:00"))
        main_job.make_bucket(cls.emulator)
        main_job.create_table(cls.emulator)
        main_job.apply(cls.emulator, main_job.CHANGES)

    def run_with(self, faults):
        """Runs the window with these fault rules, on a fresh state; returns its objects."""
        at = main_job.WINDOWS[FIRST][0].replace(" ", "T")
        self.emulator.set_clock(f"{at}+08:00")
        self.forget_status_table()
        bucket = main_job.bucket(self.emulator)
        for key in main_job.objects(self.emulator):
            bucket.delete_object(key)
        bucket.put_object(f"demo/orders/{FIRST}/part-old", b"to be truncated")
        with hh.Workspace() as space:
            space.config.write_text(
                hh.json.dumps(main_job.config(self.emulator, space.path / "out")))
            script = space.write("orders.json", main_job.script_text())
            self.emulator.admin("POST", "/faults", faults)
            try:
                done = space.hopline(*main_job.run_arguments(script, FIRST), expect=None)
            finally:
                self.emulator.admin("DELETE", "/faults")
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
        self.assertEqual(list(objects.values()), [main_job.expected(FIRST)])

    def test_every_call_may_break_once(self):
        for service, operations in CALLS.items():
            for operation in operations:
                for action in BROKEN:
                    with self.subTest(operation=operation, action=action):
                        self.assert_exact(*self.run_with([
                            {"service": service, "operation": operation, "nth": 1,
                             "times": 1, "action": action}]))

    def test_every_call_may_be_refused_a_few_times(self):
        for service, operations in CALLS.items():
            status, code = REFUSED[service]
            for operation in operations:
                with self.subTest(operation=operation):
                    self.assert_exact(*self.run_with([
                        {"service": service, "operation": operation, "times": 3,
                         "action": "error", "status": status, "code": code,
                         "message": "try again"}]))

    def test_what_never_passes_is_a_clear_failure_and_leaves_the_old_objects(self):
        done, objects = self.run_with([
            {"service": "ots", "operation": "GetStreamRecord", "action": "error",
             "status": 403, "code": "OTSNoPermissionAccess",
             "message": "You have no permission"}])
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("OTSNoPermissionAccess", done.stderr)
        self.assertEqual(list(objects.values()), [b"to be truncated"])


class LargeObject(unittest.TestCase):
    """An object of several parts, so that the calls of multipart uploads are made too."""

    CALLS = ["InitiateMultipartUpload", "UploadPart", "ListParts", "CompleteMultipartUpload"]
    ROWS, TEXT = 5000, "x" * 1000

    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(hh.Emulator())
        main_job.make_bucket(cls.emulator)

    def test_every_call_may_break_once(self):
        generator = {"column": [{"type": "string", "value": self.TEXT}],
                     "sliceRecordCount": self.ROWS}
        writer = {"datasource": "osstest", "object": "big/part", "writeMode": "truncate",
                  "fileFormat": "csv"}
        expected = (self.TEXT + "\n").encode() * self.ROWS
        bucket = main_job.bucket(self.emulator)
        for operation in self.CALLS:
            for action in BROKEN:
                with self.subTest(operation=operation, action=action), hh.Workspace() as space:
                    space.config.write_text(
                        hh.json.dumps(main_job.config(self.emulator, space.path / "out")))
                    job = space.write(
                        "big.json", hh.job(("stream", generator), ("oss", writer)))
                    self.emulator.admin("POST", "/faults", [
                        {"service": "oss", "operation": operation, "nth": 1, "times": 1,
                         "action": action}])
                    space.hopline("run", job, "--env", "prod")
                    self.emulator.admin("DELETE", "/faults")
                    found = main_job.objects(self.emulator)
                    self.assertEqual([len(body) for body in found.values()], [len(expected)])
                    self.assertEqual(list(found.values()), [expected])
                    self.assertEqual(bucket.list_multipart_uploads().upload_list, [])


if __name__ == "__main__":
    unittest.main()
