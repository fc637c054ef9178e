"""Generator to files, killed at random 50 times: the next run ends with exactly the promised
rows and nothing else.

The moment of each kill is an event (so many files in the run directory, so many staged bytes,
so many visible files), drawn from a fixed seed; nothing sleeps.
"""

import os
import random
import signal
import subprocess
import unittest

import hopline_harness as hh

ROUNDS = 50
TASKS, ROWS = 2, 20_000
PADDING = "x" * 120
SEED = 20230423


def job(directory):
    reader = {
        "column": [{"type": "long", "sequence": "0"}, {"value": PADDING}],
        "sliceRecordCount": ROWS,
    }
    writer = {
        "path": str(directory),
        "object": "out/part",
        "writeMode": "truncate",
        "fileFormat": "csv",
        "maxFileSize": 1,
        "blockSizeInMB": 1,
    }
    return hh.job(("stream", reader), ("file", writer), {"speed": {"concurrent": TASKS}})


def files_below(directory):
    """(path, bytes) of each file, as far as it stays long enough to be looked at."""
    found, folders = [], [directory]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        found.append((entry.path, entry.stat(follow_symlinks=False).st_size))
        except FileNotFoundError:
            continue
    return found


def is_hidden(path):
    return os.path.basename(path).startswith(".hopline-")


class RandomKill(unittest.TestCase):
    def setUp(self):
        self.space = self.enterContext(hh.Workspace())
        self.out = self.space.path / "target"
        self.out.mkdir()
        self.space.write("job.json", job(self.out))
        # What truncate has to take away, and what it must not touch.
        (self.out / "out").mkdir()
        (self.out / "out/part-of-yesterday").write_text("old\n")
        (self.out / "out/other").write_text("stays\n")

    def trigger(self, draw):
        """An event to wait for: a text that names it and a function that sees it."""
        before = len(files_below(self.space.state))
        kind = draw.choice(["journal", "staged", "visible"])
        if kind == "journal":
            n = draw.randint(1, 12)
            return f"{n} files in the run directory", lambda: (
                len(files_below(self.space.state)) >= before + n
            )
        if kind == "staged":
            n = draw.randint(0, TASKS * ROWS * len(PADDING))
            return f"{n} staged bytes", lambda: (
                sum(size for path, size in files_below(self.out) if is_hidden(path)) >= n
            )
        known = {path for path, _ in files_below(self.out)}
        n = draw.randint(1, 6)
        return f"{n} new visible files", lambda: (
            sum(not is_hidden(p) and p not in known for p, _ in files_below(self.out)) >= n
        )

    def run_until(self, event):
        """Starts a run and kills it at the event; False when it was over before."""
        process = subprocess.Popen(
            self.space.command("run", "job.json"),
            env=self.space.environment(),
            cwd=self.space.path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None:
            if event():
                process.send_signal(signal.SIGKILL)
                return process.wait() == -signal.SIGKILL
        self.assertEqual(process.returncode, 0)
        return False

    def assert_promise(self, context):
        rows, leftovers = [], []
        for path, _ in files_below(self.out):
            name = os.path.relpath(path, self.out)
            if name == "out/other":
                continue
            if not name.startswith("out/part__"):
                leftovers.append(name)
                continue
            with open(path) as file:
                rows += (line.rstrip("\n").split(",") for line in file)
        self.assertEqual(leftovers, [], context)
        self.assertTrue(all(row[1] == PADDING for row in rows), context)
        self.assertEqual(sorted(int(row[0]) for row in rows), list(range(TASKS * ROWS)), context)
        self.assertEqual((self.out / "out/other").read_text(), "stays\n", context)

    def test_the_next_run_ends_with_every_row_once(self):
        draw = random.Random(SEED)
        killed = 0
        for round_number in range(ROUNDS):
            name, event = self.trigger(draw)
            resume = ["--resume"] if draw.random() < 0.5 else []
            context = f"round {round_number}: killed at {name}, then run {' '.join(resume)}"
            killed += self.run_until(event)
            self.space.hopline("run", *resume, "job.json")
            self.assert_promise(context)
        self.assertGreater(killed, ROUNDS // 2, "too few runs were alive at their event")


if __name__ == "__main__":
    unittest.main()
