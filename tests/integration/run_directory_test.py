"""The published format of the run directory, read by a program that knows only the page."""

import pathlib
import unittest

import hopline_harness as hh
import run_directory_reader


def generator_to_file(target, rows):
    reader = {"column": [{"type": "long", "value": "7"}], "sliceRecordCount": rows}
    writer = {"path": str(target), "object": "out", "writeMode": "truncate",
              "fileFormat": "csv"}
    return hh.job(("stream", reader), ("file", writer), {"speed": {"concurrent": 2}})


class RunDirectory(unittest.TestCase):
    def setUp(self):
        self.space = self.enterContext(hh.Workspace())
        target = self.space.path / "target"
        target.mkdir()
        self.space.write("job.json", generator_to_file(target, 100))

    def test_each_phase_leaves_what_the_page_says(self):
        path = self.space.hopline("plan", "job.json").stdout.strip()
        run = run_directory_reader.Run(path)
        self.assertEqual(run.state, "planned")
        self.assertEqual(run.run["mode"], "pieces")
        self.assertEqual(run.run["incarnation"], 1)
        self.assertEqual([s["connector"] for s in run.run["steps"]],
                         ["stream.reader", "file.writer"])
        self.assertEqual([t["reader"] for t in run.plan["tasks"]], [0, 0])
        self.assertEqual([t["writer"] for t in run.plan["tokens"]], [1])
        self.assertEqual(run.started, [])

        for task in (1, 0):
            self.space.hopline("task", path, "--index", task)
        run = run_directory_reader.Run(path)
        self.assertEqual(run.started, [(0, 1), (1, 1)])
        for task in (0, 1):
            self.assertEqual([s["rows"] for s in run.tasks[task]["steps"]], [100, 100])
            self.assertEqual(list(run.messages(task)), [1])
            self.assertEqual(list(run.dirty_rows(task)), [])

        self.space.hopline("commit", path)
        run = run_directory_reader.Run(path)
        self.assertEqual(run.state, "finished")
        self.assertEqual(run.steps_marked("committed"), [1])
        self.assertEqual(run.steps_marked("acknowledged"), [0])
        self.assertEqual((run.report["outcome"], run.report["rows"]), ("done", 200))

    def test_a_changed_byte_is_noticed(self):
        path = pathlib.Path(self.space.hopline("plan", "job.json").stdout.strip())
        record = path / "plan.json"
        content = bytearray(record.read_bytes())
        content[20] ^= 1
        record.write_bytes(content)
        self.assertIsNone(run_directory_reader.read_record(record))
        done = self.space.hopline("task", path, "--index", 0, expect=1)
        self.assertIn("plan.json", done.stderr)
        self.assertTrue((path / "plan.json.broken-1").exists())


if __name__ == "__main__":
    unittest.main()
