"""The oss reader as a program: objects put by the vendor's SDK come out as rows, exactly."""

import gzip
import unittest

import hopline_harness as hh
import main_job

ROWS = 30000
CALLS = ["ListObjects", "HeadObject", "GetObject"]


def table(rows):
    return "".join(f"{i},row {i},{'x' * 90}\n" for i in rows).encode()


class OssReader(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(hh.Emulator())
        main_job.make_bucket(cls.emulator)
        cls.bucket = main_job.bucket(cls.emulator)
        for key, rows in (("d/a.csv", range(ROWS)), ("d/b.csv", range(10)),
                          ("d/c.csv", range(10, 20))):
            cls.bucket.put_object(key, table(rows))
        cls.bucket.put_object("d/packed.gz", gzip.compress(table(range(20))))

    def setUp(self):
        self.space = self.enterContext(hh.Workspace())
        self.out = self.space.path / "out"
        self.out.mkdir()
        self.space.write("hopline.json", main_job.config(self.emulator, self.out))

    def read(self, concurrent=1, expect=0, **parameter):
        """Runs oss -> file; returns the finished process and the rows, sorted by number."""
        reader = {"datasource": "osstest", "fileFormat": "csv", **parameter}
        writer = {"path": str(self.out), "object": "rows", "writeMode": "truncate",
                  "fileFormat": "csv"}
        setting = {"errorLimit": {"record": "0"}, "speed": {"concurrent": concurrent}}
        job = self.space.write("read.json", hh.job(("oss", reader), ("file", writer), setting))
        done = self.space.hopline("run", job, "--env", "prod", expect=expect)
        lines = [line for path in self.out.iterdir()
                 for line in path.read_bytes().splitlines(keepends=True)]
        return done, b"".join(sorted(lines, key=lambda line: int(line.split(b",")[0])))

    def test_a_large_object_and_small_ones_by_one_task_and_by_four(self):
        expected = table(sorted([*range(ROWS), *range(20)]))
        for concurrent in (1, 4):
            with self.subTest(concurrent=concurrent):
                _, rows = self.read(concurrent, object=["d/*.csv"])
                self.assertEqual(rows, expected)

    def test_a_packed_object(self):
        _, rows = self.read(object="d/packed.gz", compress="gzip")
        self.assertEqual(rows, table(range(20)))

    def test_every_call_may_break_once(self):
        faults = [{"action": action} for action in ("cut_before", "cut_after", "truncate")]
        faults.append({"action": "error", "status": 503, "code": "ServiceUnavailable"})
        for operation in CALLS:
            for fault in faults:
                with self.subTest(operation=operation, **fault):
                    self.emulator.admin("POST", "/faults", [
                        {"service": "oss", "operation": operation, "nth": 1, "times": 1, **fault}])
                    _, rows = self.read(2, object=["d/a.csv", "d/b*"])
                    self.emulator.admin("DELETE", "/faults")
                    self.assertEqual(rows, table(sorted([*range(ROWS), *range(10)])))

    def test_corrupt_bodies_never_become_rows(self):
        # the fifth is in the middle of the large object; its end is compared with the whole
        for nth in (1, 2, 5):
            with self.subTest(nth=nth):
                self.emulator.admin("POST", "/faults", [
                    {"service": "oss", "operation": "GetObject", "nth": nth, "times": 1,
                     "action": "corrupt"}])
                _, rows = self.read(object=["d/b.csv", "d/a.csv"],
                                    column=[{"type": "string", "index": i} for i in range(3)])
                self.emulator.admin("DELETE", "/faults")
                self.assertEqual(rows, table(sorted([*range(ROWS), *range(10)])))

    def test_what_is_missing_is_one_line_and_exit_1(self):
        done, _ = self.read(object=["none*"], expect=1)
        self.assertIn("/object: nothing in bucket demo-bucket fits", done.stderr)

    def test_values_that_are_refused_name_the_cure(self):
        for key, value, cure in (("compress", "lzo", "gzip, bzip2, zip or snappy"),
                                 ("fileFormat", "excel", "use csv or text"),
                                 ("fileFormat", "parquet", "use csv or text")):
            with self.subTest(value=value):
                done, _ = self.read(object="d/b.csv", expect=2, **{key: value})
                self.assertIn(f": {key}: '{value}'", done.stderr)
                self.assertIn(cure, done.stderr)


if __name__ == "__main__":
    unittest.main()
