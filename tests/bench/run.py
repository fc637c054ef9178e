#!/usr/bin/env python3
"""Measures Hopline and prints each figure beside its limit: docs/benchmarks.md.

  tests/bench/run.py [--quick] [--no-build] [--only startup,speed,memory] [--dir D] [--json F]

The parts are the files bench_*.py beside this one; measuring.py says what one is made of.
Speeds are rows per second of processor time (user and system, all threads), so that other
work on the machine disturbs them little. Ratios compare figures of the same run.
"""

import argparse
import importlib
import json
import os
import pathlib
import subprocess
import sys

from measuring import BUILD, ROOT, Bench

PYTHON = ROOT / "build/venv/bin/python"  # has the vendor's SDKs, which fill tables and buckets


def load_parts():
    files = sorted(pathlib.Path(__file__).parent.glob("bench_*.py"))
    parts = [importlib.import_module(file.stem) for file in files]
    return {part.NAME: part for part in parts}


def build(parts):
    targets = {"hopline", "bench_measure"}.union(*(part.TARGETS for part in parts))
    for command in (
        ["cmake", "--preset", "release"],
        ["cmake", "--build", "--preset", "release", "--target", *sorted(targets)],
    ):
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def main():
    if PYTHON.exists() and not PYTHON.parents[1].samefile(sys.prefix):
        os.execv(PYTHON, [PYTHON, *sys.argv])
    parts = load_parts()
    parser = argparse.ArgumentParser(description="measures Hopline against its limits")
    parser.add_argument("--quick", action="store_true", help="fewer rows, fewer repetitions")
    parser.add_argument("--no-build", action="store_true", help=f"take {BUILD} as it is")
    parser.add_argument("--only", default=",".join(parts), help="parts, separated by commas: %(default)s")
    parser.add_argument("--dir", default=None, help="folder for output files (default: the temporary folder)")
    parser.add_argument("--json", default=str(ROOT / "build/bench.json"), help="where the figures go")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.only.split(",") if name not in parts]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(parts)}")
    chosen = [parts[name] for name in arguments.only.split(",")]
    if not arguments.no_build:
        build(chosen)
    bench = Bench(arguments.quick, arguments.dir)
    try:
        for part in chosen:
            print(part.NAME, flush=True)
            part.run(bench)
    finally:
        bench.close()
    pathlib.Path(arguments.json).write_text(json.dumps(bench.results, indent=2, ensure_ascii=False) + "\n")
    missed = [r["name"] for r in bench.results if r["ok"] is False]
    return f"missed: {'; '.join(missed)}" if missed else 0


if __name__ == "__main__":
    sys.exit(main())
