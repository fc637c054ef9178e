#!/usr/bin/env python3
"""Measures Hopline and prints each figure beside its limit: docs/benchmarks.md.

  tests/bench/run.py [--quick] [--no-build] [--only startup,speed,memory] [--dir D] [--json F]

Speeds are rows per second of processor time (user and system, all threads), so that other
work on the machine disturbs them little. Ratios compare figures of the same run.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/release"
TARGETS = [
    "hopline", "hopline_plugin_stream", "hopline_plugin_file", "bench_encode_loop", "bench_measure",
]
ROW_BYTES = 487
REPEAT = 5  # the best of so many counts


class Process:
    """One finished run of a command: wall and processor seconds, peak resident bytes."""

    def __init__(self, command, environment, folder):
        log = folder / "log"
        with open(log, "w") as errors:
            printed = subprocess.check_output(
                [BUILD / "bin/bench_measure", *command],
                env=environment, cwd=folder, stdin=subprocess.DEVNULL, stderr=errors, text=True,
            )
        figures = json.loads(printed.splitlines()[-1])
        if figures["exit"] != 0:
            sys.exit(f"{' '.join(command)}: exit {figures['exit']}\n{log.read_text()}")
        self.wall_s, self.cpu_s, self.rss = figures["wall_s"], figures["cpu_s"], figures["rss"]


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.results = []
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hopline-bench-", dir=arguments.dir))
        (self.folder / "hopline.json").write_text("{}")
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("HOPLINE_")},
            "HOPLINE_CONFIG": str(self.folder / "hopline.json"),
            "HOPLINE_STATE_DIR": str(self.folder / "state"),
            "HOPLINE_PLUGIN_PATH": str(BUILD / "lib/hopline/plugins"),
        }

    def run_job(self, rows, writer):
        step = {"stepType": writer[0], "parameter": writer[1], "name": "Writer", "category": "writer"}
        reader = {"sliceRecordCount": rows, "column": columns()}
        document = {
            "type": "job",
            "version": "2.0",
            "steps": [
                {"stepType": "stream", "parameter": reader, "name": "Reader", "category": "reader"},
                step,
            ],
            "order": {"hops": [{"from": "Reader", "to": "Writer"}]},
            "setting": {"errorLimit": {"record": "0"}, "speed": {"concurrent": 1}},
        }
        path = self.folder / "job.json"
        path.write_text(json.dumps(document))
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        return Process([str(BUILD / "bin/hopline"), "run", str(path)], self.environment, self.folder)

    def note(self, name, value, unit, limit=None, at_least=True):
        """Keeps a figure; limit None = for information."""
        ok = None if limit is None else (value >= limit if at_least else value <= limit)
        bound = "" if limit is None else f"{'≥' if at_least else '≤'} {limit:g}"
        self.results.append({"name": name, "value": value, "unit": unit, "limit": limit, "ok": ok})
        mark = {None: "", True: "ok", False: "MISSED"}[ok]
        print(f"  {name:<52} {value:>10.3f} {unit:<8} {bound:<8} {mark}", flush=True)

    def startup(self):
        for name, writer in (("generator → null", NULL), ("generator → csv file", self.csv())):
            runs = [self.run_job(10, writer) for _ in range(5 if self.arguments.quick else 21)]
            wall = statistics.median(r.wall_s for r in runs) * 1000
            rss = statistics.median(r.rss for r in runs) / 2**20
            cpu = statistics.median(r.cpu_s for r in runs) * 1000
            self.note(f"10 rows, {name}: wall time", wall, "ms", 50, False)
            self.note(f"10 rows, {name}: processor time", cpu, "ms")
            self.note(f"10 rows, {name}: peak memory", rss, "MiB", 15, False)

    def speed(self):
        rows = 1_000_000 if self.arguments.quick else 4_000_000
        config = {"sliceRecordCount": rows, "column": columns()}
        scratch = self.folder / "loop.csv"
        command = [BUILD / "bin/bench_encode_loop", str(rows), str(scratch), json.dumps(config)]
        loops = [json.loads(subprocess.check_output(command)) for _ in range(REPEAT)]
        scratch.unlink()
        loop = {key: max(figures[key] for figures in loops) for key in loops[0]}
        self.note("bytes of a csv row", loop["bytes_per_row"], "bytes")
        self.note("plain loop over the cells", loop["plain_loop"] / 1e6, "Mrow/s")
        self.note("plain loop that writes a file", loop["plain_loop_file"] / 1e6, "Mrow/s")
        self.note("csv encoder alone over the same cells", loop["encoder"] / 1e6, "Mrow/s")
        for name, writer, yardstick in (
            ("generator → null", NULL, "plain_loop"),
            ("generator → csv file", self.csv(), "plain_loop_file"),
        ):
            runs = [self.run_job(rows, writer) for _ in range(REPEAT)]
            speed = rows / min(r.cpu_s for r in runs)
            wall = rows / min(r.wall_s for r in runs)
            self.note(f"{name}: rows per core-second", speed / 1e6, "Mrow/s", 2, True)
            text = yardstick.replace("_", " ")
            self.note(f"{name}: ratio to the {text}", speed / loop[yardstick], "×", 0.5, True)
            self.note(f"{name}: rows per second of wall time", wall / 1e6, "Mrow/s")

    def memory(self):
        many = 2_000_000 if self.arguments.quick else 10_000_000
        for name, writer in (("generator → null", NULL), ("generator → csv file", self.csv())):
            few_rss = self.run_job(100_000, writer).rss
            many_rss = self.run_job(many, writer).rss
            self.note(f"{name}: peak memory at 10^5 rows", few_rss / 2**20, "MiB")
            self.note(f"{name}: peak memory, {many:.0e} to 1e+05 rows", many_rss / few_rss, "×", 1.1, False)

    def csv(self):
        return (
            "file",
            {"path": str(self.folder / "out"), "object": "rows", "writeMode": "truncate", "fileFormat": "csv"},
        )


NULL = ("stream", {"print": False})


def columns():
    """Ten columns whose csv row has 487 bytes with its line feed."""
    fixed = [
        {"type": "long", "sequence": "10000000"},
        {"type": "long", "value": "19890604"},
        {"type": "date", "value": "1989-06-04 00:00:00"},
        {"type": "bool", "value": "true"},
        {"type": "double", "value": "3.1415926"},
    ]
    used = 8 + 8 + 19 + 4 + 9 + 10
    lengths = [5, 32, 64, 100]
    lengths.append(ROW_BYTES - used - sum(lengths))
    text = "The quick brown fox jumps over the lazy dog; "
    return fixed + [{"value": (text * 10)[:n].strip().ljust(n, ".")} for n in lengths]


def build():
    for command in (
        ["cmake", "--preset", "release"],
        ["cmake", "--build", "--preset", "release", "--target", *TARGETS],
    ):
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser(description="measures Hopline against its limits")
    parser.add_argument("--quick", action="store_true", help="fewer rows, fewer repetitions")
    parser.add_argument("--no-build", action="store_true", help="take build/release as it is")
    parser.add_argument("--only", default="startup,speed,memory", help="parts, separated by commas")
    parser.add_argument("--dir", default=None, help="folder for output files (default: the temporary folder)")
    parser.add_argument("--json", default=str(ROOT / "build/bench.json"), help="where the figures go")
    arguments = parser.parse_args()
    if not arguments.no_build:
        build()
    bench = Bench(arguments)
    try:
        for part in arguments.only.split(","):
            print(part, flush=True)
            {"startup": bench.startup, "speed": bench.speed, "memory": bench.memory}[part]()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
    pathlib.Path(arguments.json).write_text(json.dumps(bench.results, indent=2, ensure_ascii=False) + "\n")
    missed = [r["name"] for r in bench.results if r["ok"] is False]
    return f"missed: {'; '.join(missed)}" if missed else 0


if __name__ == "__main__":
    sys.exit(main())
