"""Write modes of the oss writer, run anew and killed at each stage of a commit: the objects and
their bytes are those promised, no upload of ours is left, nobody else's is touched.

A kill falls while a reply is held back: the request's effect is there, the program does not know.
"""

import collections
import itertools
import subprocess
import unittest

import hopline_harness as hh
import main_job
import oss2

ROWS, PADDING = 1200, "x" * 1000    # over 1 MiB for each task: the part with which an upload begins
PREFIX = "out/part"
OURS = r"^out/part__[0-9a-f]{32}$"
FOREIGN_UPLOADS = sorted([f"{PREFIX}__{'0' * 32}", "elsewhere/upload"])

Mode = collections.namedtuple("Mode", "write_mode single stable")
MODES = [Mode("truncate", False, False), Mode("append", False, False),
         Mode("append", False, True), Mode("nonConflict", False, False),
         Mode("truncate", True, False), Mode("nonConflict", True, False)]
TASKS = [1, 3]
# (operation, the task whose request it is: "first" or "last")
MOMENTS = {"before the commit": ("ListParts", "first"),
           "during the commit": ("CompleteMultipartUpload", "first"),
           "after the last object": ("CompleteMultipartUpload", "last"),
           "after the old ones went": ("DeleteMultipleObjects", "first")}


def lines(tasks):
    return [f"{i},{PADDING}\n".encode() for i in range(tasks * ROWS)]


class WriteModes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(hh.Emulator())
        cls.numbers = itertools.count()

    def setUp(self):
        self.space = self.enterContext(hh.Workspace())

    def begin(self, mode, tasks):
        """A new bucket with what others have in it, and the job."""
        keys = self.emulator["anyClock"]
        self.bucket = oss2.Bucket(oss2.Auth(keys["accessId"], keys["accessKey"]),
                                  self.emulator["oss"], f"bucket-{next(self.numbers)}")
        self.bucket.create_bucket()
        self.kept = {"out/other": b"not of the prefix", "outside": b"1"}
        old = {}
        if mode.write_mode == "truncate":
            old = {PREFIX: b"old"} if mode.single else {f"{PREFIX}-old": b"old", f"{PREFIX}/x": b""}
        if mode.write_mode == "append" or mode.single:
            self.kept[f"{PREFIX}-beside"] = b"stays"
        for key, content in {**self.kept, **old}.items():
            self.bucket.put_object(key, content)
        for key in FOREIGN_UPLOADS:
            self.bucket.init_multipart_upload(key)
        source = {**self.emulator.datasources()["osstest"], "bucket": self.bucket.bucket_name}
        del source["type"]
        reader = {"column": [{"type": "long", "sequence": "0"}, {"value": PADDING}],
                  "sliceRecordCount": ROWS}
        writer = {**source, "object": PREFIX, "writeMode": mode.write_mode, "fileFormat": "csv",
                  "writeSingleObject": mode.single, "stableNames": mode.stable}
        self.job = self.space.write(
            f"{self.bucket.bucket_name}.json",
            hh.job(("stream", reader), ("oss", writer), {"speed": {"concurrent": tasks}}))

    def run_until(self, moment, tasks):
        """Runs and kills when the moment's request has had its effect; False if none came."""
        operation, task = MOMENTS[moment]
        self.emulator.admin("POST", "/faults", [
            {"service": "oss", "operation": operation, "nth": tasks if task == "last" else 1,
             "times": 1, "action": "delay", "delay_ms": 600000}])
        with hh.killed_group(subprocess.Popen(
                self.space.command("run", self.job), env=self.space.environment(),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True)) as process:
            def over():
                (fault,) = self.emulator.admin("GET", "/faults")["faults"]
                return fault["struck"] > 0 or process.poll() is not None
            hh.wait_until(over, moment)
            (fault,) = self.emulator.admin("GET", "/faults")["faults"]
        self.emulator.admin("DELETE", "/faults")
        return fault["struck"] > 0

    def objects(self):
        return {o.key: self.bucket.get_object(o.key).read()
                for o in oss2.ObjectIterator(self.bucket)}

    def assert_promised(self, mode, tasks, sets=1):
        """Others' objects and `sets` times the rows, each set whole; no upload of ours."""
        found = self.objects()
        for key, content in self.kept.items():
            self.assertEqual(found.pop(key, None), content, key)
        rows = lines(tasks)
        if mode.single:
            self.assertEqual(list(found), [PREFIX])
            self.assertEqual(found[PREFIX], b"".join(rows))
        else:
            self.assertEqual(len(found), sets * tasks, list(found))
            for key in found:
                self.assertRegex(key, OURS)
            written = [line for content in found.values()
                       for line in content.splitlines(keepends=True)]
            self.assertEqual(sorted(written), sorted(rows * sets))
        uploads = [u.key for u in oss2.MultipartUploadIterator(self.bucket)]
        self.assertEqual(sorted(uploads), FOREIGN_UPLOADS)

    def test_fresh_and_again(self):
        for mode, tasks in itertools.product(MODES, TASKS):
            with self.subTest(mode=mode, tasks=tasks):
                self.begin(mode, tasks)
                self.space.hopline("run", self.job)
                self.assert_promised(mode, tasks)
                before = self.objects()
                if mode.write_mode == "nonConflict":
                    done = self.space.hopline("run", self.job, expect=1)
                    self.assertIn("nonConflict", done.stderr)
                    self.assertEqual(self.objects(), before)
                    self.assert_promised(mode, tasks)
                    continue
                self.space.hopline("run", self.job)
                adds_up = mode.write_mode == "append" and not mode.stable
                self.assert_promised(mode, tasks, sets=2 if adds_up else 1)
                if mode.stable:
                    self.assertEqual(self.objects(), before)

    def test_killed_and_run_again(self):
        struck = collections.Counter()
        for mode, tasks, moment in itertools.product(MODES, TASKS, MOMENTS):
            if moment == "after the last object" and (mode.single or tasks == 1):
                continue    # the first is the last
            if moment == "after the old ones went" and (
                    mode.write_mode != "truncate" or mode.single):
                continue    # no old ones to go
            with self.subTest(mode=mode, tasks=tasks, moment=moment):
                self.begin(mode, tasks)
                struck[moment] += self.run_until(moment, tasks)
                self.space.hopline("run", self.job)
                self.assert_promised(mode, tasks)
        self.assertEqual(struck, {"before the commit": 12, "during the commit": 12,
                                  "after the last object": 4, "after the old ones went": 2})


if __name__ == "__main__":
    unittest.main()
