"""A plugin that takes its process along, or never comes back: the next run puts it right."""

import os
import signal
import subprocess
import unittest

import hopline_harness as hh

PLUGINS = hh.pathlib.Path(os.environ["HOPLINE_BUILD_DIR"]) / "tests/hostile/run/plugins"


class HostileProcess(unittest.TestCase):
    def setUp(self):
        self.workspace = self.enterContext(hh.Workspace())
        self.out = self.workspace.path / "out"
        self.mark = self.workspace.path / "mark"
        self.job = self.workspace.write("job.json", hh.job(
            ("deed", {"deed": "${deed}", "mark": str(self.mark)}),
            ("file", {"path": str(self.out), "object": "o", "writeMode": "truncate",
                      "fileFormat": "csv"}),
        ))

    def run_words(self, deed, *more):
        return ("run", self.job, "--plugin-dir", PLUGINS, "--set", f"deed={deed}", *more)

    def expect_nothing_visible(self):
        self.assertEqual([], [f for f in self.out.glob("*") if not f.name.startswith(".")])

    def expect_recovery(self):
        """A sound run of the same window afterwards: its row, and no leftovers."""
        self.workspace.hopline(*self.run_words("behave"))
        files = list(self.out.iterdir())
        self.assertEqual(["1\n"], [f.read_text() for f in files])

    def test_a_death_takes_the_run_along_and_the_next_one_is_whole(self):
        self.workspace.hopline(*self.run_words("die"), expect=-signal.SIGKILL)
        self.expect_nothing_visible()
        self.expect_recovery()

    def test_an_isolated_death_is_tried_three_times_and_told(self):
        done = self.workspace.hopline(*self.run_words("die", "--isolate"), expect=1)
        self.assertIn("the process of task 0 died by signal 9", done.stderr)
        started = list(self.workspace.state.glob("runs/*/*/*/tasks/*.started"))
        self.assertEqual(3, len(started))
        self.expect_nothing_visible()
        self.expect_recovery()

    def test_a_second_signal_leaves_a_plugin_that_hangs(self):
        command = self.workspace.command(*self.run_words("hang"))
        process = subprocess.Popen(
            command, env=self.workspace.environment(), cwd=self.workspace.path,
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )
        with hh.killed_group(process), process.stderr:
            hh.wait_until(self.mark.exists, "the plugin hangs")
            process.send_signal(signal.SIGTERM)
            for line in process.stderr:
                if "interrupted: stopping" in line:
                    break
            process.send_signal(signal.SIGTERM)
            self.assertEqual(128 + signal.SIGTERM, process.wait(timeout=60))
        self.expect_nothing_visible()
        self.expect_recovery()


if __name__ == "__main__":
    unittest.main()
