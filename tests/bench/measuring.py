"""What the parts of tests/bench share: processes that are measured, figures that are noted.

A part is a file bench_<name>.py with
  NAME      what --only calls it
  TARGETS   what it needs beside hopline and bench_measure, as CMake targets
  run(bench)
Yardstick programs of a part are built by bench_<name>.cmake beside it.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/release"
os.environ["HOPLINE_BIN_DIR"] = str(BUILD / "bin")
os.environ["HOPLINE_PLUGIN_DIR"] = str(BUILD / "lib/hopline/plugins")
sys.path.insert(0, str(ROOT / "tests/harness"))
import hopline_harness as hh  # noqa: E402  it reads the two variables

REPEAT = 5  # the best of so many counts


class Process:
    """One finished run of a command: wall and processor seconds, peak resident bytes, output.

    Processor seconds are the command's own; an emulator it talks to is another process.
    """

    def __init__(self, command, environment, folder):
        log = folder / "log"
        command = [str(argument) for argument in command]
        with open(log, "w") as errors:
            printed = subprocess.check_output(
                [BUILD / "bin/bench_measure", *command],
                env=environment, cwd=folder, stdin=subprocess.DEVNULL, stderr=errors, text=True,
            )
        self.output, _, last = printed.rstrip("\n").rpartition("\n")
        figures = json.loads(last)
        if figures["exit"] != 0:
            sys.exit(f"{' '.join(command)}: exit {figures['exit']}\n{log.read_text()}")
        self.wall_s, self.cpu_s, self.rss = figures["wall_s"], figures["cpu_s"], figures["rss"]


class Bench:
    """What a part measures with. `quick` asks for fewer rows and repetitions; `folder` takes
    whatever a part writes and is removed at the end."""

    def __init__(self, quick, parent):
        self.quick = quick
        self.results = []
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hopline-bench-", dir=parent))
        self.configure({})
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("HOPLINE_")},
            "HOPLINE_CONFIG": str(self.folder / "hopline.json"),
            "HOPLINE_STATE_DIR": str(self.folder / "state"),
            "HOPLINE_PLUGIN_PATH": str(hh.PLUGINS),
        }

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def configure(self, config):
        """Sets hopline.json of the jobs that follow: data sources, environments."""
        (self.folder / "hopline.json").write_text(json.dumps(config))

    def emulator(self, *arguments):
        """An emulator for a `with` block: hopline_harness.Emulator."""
        return hh.Emulator(*arguments)

    def run_job(self, document, *options):
        """Runs a job document (hopline_harness.job makes one) with `hopline run`."""
        path = self.folder / "job.json"
        path.write_text(json.dumps(document))
        return Process([BUILD / "bin/hopline", "run", path, *options], self.environment, self.folder)

    def run_program(self, target, *arguments):
        """Runs a yardstick program, as plain as one writes it by hand: a loop, a replayer
        of requests. What it prints is in `output`."""
        return Process([BUILD / "bin" / target, *arguments], self.environment, self.folder)

    def note(self, name, value, unit, limit=None, at_least=True):
        """Keeps a figure; limit None = for information."""
        ok = None if limit is None else (value >= limit if at_least else value <= limit)
        bound = "" if limit is None else f"{'≥' if at_least else '≤'} {limit:g}"
        self.results.append({"name": name, "value": value, "unit": unit, "limit": limit, "ok": ok})
        mark = {None: "", True: "ok", False: "MISSED"}[ok]
        print(f"  {name:<56} {value:>10.3f} {unit:<8} {bound:<8} {mark}", flush=True)
