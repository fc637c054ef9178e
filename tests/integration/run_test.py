"""One job, run every way there is: in one process, in pieces, isolated, resumed, withdrawn."""

import contextlib
import fcntl
import json
import os
import pathlib
import resource
import signal
import subprocess
import unittest

import hopline_harness as hh

ROWS_PER_TASK = 1000


def generator_to_file(directory, tasks=2, rows=ROWS_PER_TASK, **changed):
    reader = {"column": [{"type": "long", "value": "7"}, {"type": "string", "value": "a,b"}],
              "sliceRecordCount": rows}
    writer = {"path": str(directory), "object": "out/part", "writeMode": "truncate",
              "fileFormat": "csv", **changed}
    setting = {"errorLimit": {"record": "0"}, "speed": {"concurrent": tasks}}
    return hh.job(("stream", reader), ("file", writer), setting)


class Run(unittest.TestCase):
    def setUp(self):
        self.space = self.enterContext(hh.Workspace())
        self.out = self.space.path / "target"
        self.out.mkdir()
        self.space.write("job.json", generator_to_file(self.out))

    def files(self):
        """Every file below the target, hidden ones too: name -> lines."""
        return {
            p.relative_to(self.out).as_posix(): p.read_text().splitlines()
            for p in self.out.rglob("*") if p.is_file()
        }

    def assert_written_once(self, tasks=2, rows=ROWS_PER_TASK):
        files = self.files()
        self.assertEqual(len(files), tasks, files.keys())
        for name, lines in files.items():
            self.assertRegex(name, r"^out/part__[0-9a-f]{32}$")
            self.assertEqual(lines, ['7,"a,b"'] * rows)

    def plan(self):
        return self.space.hopline("plan", "job.json").stdout.strip()

    def report(self, *arguments):
        self.space.hopline("run", "job.json", "--report", "report.json", *arguments)
        return json.loads((self.space.path / "report.json").read_text())

    def test_in_one_process(self):
        done = self.space.hopline("run", "job.json")
        self.assert_written_once()
        self.assertIn("Current task status: FINISH", done.stdout + done.stderr)

    def test_isolated_each_task_in_its_own_process(self):
        self.space.hopline("run", "job.json", "--isolate")
        self.assert_written_once()

    def test_in_pieces(self):
        run = self.plan()
        self.assertTrue(os.path.isdir(run), run)
        for index in (1, 0):
            self.assertEqual([n for n in self.files() if "/." not in n], [])
            self.space.hopline("task", run, "--index", index)
        self.space.hopline("commit", run)
        self.assert_written_once()
        self.space.hopline("commit", run)
        self.assert_written_once()

    def test_a_task_that_is_finished_is_left_alone(self):
        run = self.plan()
        for index in (0, 0, 1):
            self.space.hopline("task", run, "--index", index)
        self.space.hopline("commit", run)
        self.assert_written_once()

    def test_commit_wants_every_task(self):
        run = self.plan()
        self.space.hopline("task", run, "--index", 0)
        done = self.space.hopline("commit", run, expect=1)
        self.assertRegex(done.stderr, r"task 1\b")
        self.space.hopline("task", run, "--index", 1)
        self.space.hopline("commit", run)
        self.assert_written_once()

    def test_abort_withdraws_what_was_staged(self):
        run = self.plan()
        self.space.hopline("task", run, "--index", 0)
        self.assertNotEqual(self.files(), {})
        self.space.hopline("abort", run)
        self.assertEqual(self.files(), {})

    def test_a_run_in_pieces_keeps_others_of_its_window_out_until_taken_over(self):
        run = self.plan()
        done = self.space.hopline("run", "job.json", expect=1)
        self.assertIn("--takeover", done.stderr)
        self.space.hopline("run", "job.json", "--takeover")
        self.assert_written_once()
        self.space.hopline("task", run, "--index", 0, expect=1)

    def test_the_report_counts_rows_bytes_dirty_and_waits_per_step(self):
        report = self.report()
        steps = {step["name"]: step for step in report["steps"]}
        for name in ("Reader", "Writer"):
            self.assertEqual(steps[name]["rows"], 2 * ROWS_PER_TASK)
            self.assertGreater(steps[name]["bytes"], 0)
            self.assertEqual(steps[name]["dirty"], 0)
            self.assertIn("wait_ms", steps[name])
        self.assertEqual(report["status"], "FINISH")

    def test_a_finished_run_id_is_not_run_again(self):
        for _ in range(2):
            self.space.hopline("run", "job.json", "--run-id", "hour-17")
        self.assert_written_once()
        self.assertEqual(len(list(self.space.state.rglob("report.json"))), 1)

    def test_runs_lists_what_happened(self):
        self.space.hopline("run", "job.json", "--run-id", "hour-17")
        listed = self.space.hopline("runs", "job.json").stdout
        self.assertIn("hour-17", listed)

    def test_secrets_reach_no_file_of_the_run_directory(self):
        secret = "a-very-secret-value"
        self.space.write("job.json", generator_to_file(self.out, accessKey=secret))
        self.space.hopline("run", "job.json", "--report", "report.json", "--verbose")
        for path in [*self.space.state.rglob("*"), self.space.path / "report.json"]:
            if path.is_file():
                self.assertNotIn(secret.encode(), path.read_bytes(), path)

    def test_a_report_that_cannot_be_written_fails_no_run_that_is_done(self):
        done = self.space.hopline("run", "job.json", "--report", "nowhere/report.json", expect=2)
        self.assertIn("--report nowhere/report.json: No such file", done.stderr)
        self.assertEqual(self.files(), {})
        done = self.space.hopline("run", "job.json", "--report", "/dev/full")
        self.assertIn("writing the report to /dev/full failed", done.stderr)
        self.assert_written_once()

    def test_commit_by_a_link_heeds_the_lock_of_the_window(self):
        run = pathlib.Path(self.plan())
        for index in (0, 1):
            self.space.hopline("task", run, "--index", index)
        (self.space.path / "latest").symlink_to(run)
        with open(run.parent / "lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = self.space.hopline("commit", "latest", expect=1)
            self.assertIn("another run of this window is at work", done.stderr)
        self.space.hopline("commit", "latest")
        self.assert_written_once()

    def test_isolated_under_a_parent_that_ignores_its_children(self):
        done = self.process("run", "job.json", "--isolate",
                            before=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_written_once()

    def test_a_container_that_starts_again_is_not_stopped_by_what_it_left(self):
        """It has its host name and process ids again, so they name nothing."""
        container = ["unshare", "--user", "--map-root-user", "--pid", "--fork"]
        if subprocess.run([*container, "true"], stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("no namespaces here")
        run = self.plan()
        for index in (0, 1):
            self.space.hopline("task", run, "--index", index)
        # Larger than the text of a lock, smaller than a marker.
        done = self.process("commit", run, container=container, before=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (110, resource.RLIM_INFINITY)))
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("File too large", done.stderr)
        self.assertTrue(list(pathlib.Path(run).glob(".tmp-committing-*")))
        done = self.process("commit", run, container=container)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_written_once()

    def test_a_limit_on_the_size_of_files_is_told_and_kills_nobody(self):
        done = self.process("run", "job.json", before=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (5000, resource.RLIM_INFINITY)))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("File too large; set maxFileSize, or lift the limit", done.stderr)

    def test_an_age_beyond_all_numbers_withdraws_nothing(self):
        run = self.plan()
        self.space.hopline("abort", "--older-than", "200000000000d", expect=2)
        self.space.hopline("task", run, "--index", 0)

    def test_one_old_run_that_cannot_be_withdrawn_keeps_no_other(self):
        self.space.write("job.json", generator_to_file(self.out, object="${hour}/part"))
        runs = []
        for hour in ("1", "2", "3"):
            runs.append(self.space.hopline("plan", "job.json", "--set", f"hour={hour}").stdout.strip())
            self.space.hopline("task", runs[-1], "--index", 0)
        with open(pathlib.Path(runs[0]).parent / "lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = self.space.hopline("abort", "--older-than", "0s", expect=1)
        self.assertIn("another run of this window is at work", done.stderr)
        self.assertIn("1 run could not be withdrawn", done.stderr)
        self.assertEqual({name[0] for name in self.files()}, {"1"})
        self.space.hopline("abort", "--older-than", "0s")
        self.assertEqual(self.files(), {})

    def process(self, *arguments, container=(), before=None):
        return subprocess.run([*container, *map(str, self.space.command(*arguments))],
                              env=self.space.environment(), cwd=self.space.path,
                              capture_output=True, text=True, preexec_fn=before)

    def test_the_state_directory_is_private(self):
        self.space.hopline("run", "job.json")
        (run,) = self.space.state.glob("runs/*/*/*/run.json")
        self.assertEqual(run.parent.stat().st_mode & 0o077, 0)


class Interrupted(unittest.TestCase):
    """A reader that never ends soon: the signal meets the run in its tasks."""

    def setUp(self):
        self.space = self.enterContext(hh.Workspace())
        self.out = self.space.path / "target"
        self.out.mkdir()
        self.space.write("job.json", generator_to_file(self.out, rows=2_000_000_000))

    def interrupt(self, number):
        process = subprocess.Popen(
            self.space.command("run", "job.json"), env=self.space.environment(),
            cwd=self.space.path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )
        with hh.killed_group(process):
            hh.wait_until(lambda: list(self.space.state.rglob("*.started")), "a task")
            process.send_signal(number)
            _, messages = process.communicate(timeout=60)
        return process.returncode, messages

    def test_the_second_signal_ends_a_run_whose_messages_nobody_reads(self):
        unread, messages = os.pipe()
        self.addCleanup(os.close, unread)
        os.set_blocking(messages, False)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(messages, b"x")
        os.set_blocking(messages, True)
        process = subprocess.Popen(
            self.space.command("run", "job.json"), env=self.space.environment(),
            cwd=self.space.path, stdout=subprocess.DEVNULL, stderr=messages,
            start_new_session=True,
        )
        os.close(messages)
        with hh.killed_group(process):
            hh.wait_until(lambda: list(self.space.state.rglob("*.started")), "a task")
            process.send_signal(signal.SIGTERM)
            pending = pathlib.Path(f"/proc/{process.pid}/status")
            hh.wait_until(lambda: "ShdPnd:\t0000000000000000" in pending.read_text(),
                          "the first signal to be taken")
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(timeout=60), 143)

    def test_sigint_ends_with_130_and_names_the_way_on(self):
        code, messages = self.interrupt(signal.SIGINT)
        self.assertEqual(code, 130)
        self.assertIn("--resume", messages)

    def test_sigterm_ends_with_143(self):
        code, _ = self.interrupt(signal.SIGTERM)
        self.assertEqual(code, 143)

    def test_abort_after_an_interrupt_leaves_nothing(self):
        self.interrupt(signal.SIGINT)
        (run,) = {p.parent for p in self.space.state.rglob("run.json")}
        self.space.hopline("abort", run)
        self.assertEqual([p for p in self.out.rglob("*") if p.is_file()], [])


class Locked(unittest.TestCase):
    def test_two_runs_of_one_window_are_kept_apart(self):
        space = self.enterContext(hh.Workspace())
        target = space.path / "target"
        target.mkdir()
        space.write("job.json", generator_to_file(target, rows=2_000_000_000))
        process = subprocess.Popen(
            space.command("run", "job.json"), env=space.environment(), cwd=space.path,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )
        with hh.killed_group(process):
            hh.wait_until(lambda: list(space.state.rglob("*.started")), "a task")
            done = space.hopline("run", "job.json", expect=1)
        self.assertRegex(done.stderr, rf"\b{process.pid}\b")
        self.assertIn("--wait", done.stderr)


if __name__ == "__main__":
    unittest.main()
