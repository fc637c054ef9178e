"""Rows per core-second, beside a loop over the same cells that does nothing else."""

import json

import local_jobs
from measuring import REPEAT

NAME = "speed"
TARGETS = [*local_jobs.TARGETS, "bench_encode_loop"]


def run(bench):
    rows = 1_000_000 if bench.quick else 8_000_000
    loop = yardstick(bench, rows)
    for writer in local_jobs.WRITERS:
        runs = [local_jobs.run(bench, rows, writer) for _ in range(REPEAT)]
        speed = rows / min(r.cpu_s for r in runs)
        wall = rows / min(r.wall_s for r in runs)
        bench.note(f"{writer}: rows per core-second", speed / 1e6, "Mrow/s", 2, True)
        ratio = speed / loop["plain_loop"]
        bench.note(f"{writer}: ratio to the plain loop", ratio, "×", 0.5, True)
        if writer == local_jobs.CSV:
            ratio = speed / loop["plain_loop_file"]
            bench.note(f"{writer}: ratio to that loop writing a file", ratio, "×")
        bench.note(f"{writer}: rows per second of wall time", wall / 1e6, "Mrow/s")


def yardstick(bench, rows):
    """Rows per core-second of the loops of encode_loop.cc, the best of each."""
    config = {"sliceRecordCount": rows, "column": local_jobs.columns()}
    scratch = bench.folder / "loop.csv"
    arguments = ["bench_encode_loop", rows, scratch, json.dumps(config)]
    loops = [json.loads(bench.run_program(*arguments).output) for _ in range(REPEAT)]
    scratch.unlink()
    loop = {key: max(figures[key] for figures in loops) for key in loops[0]}
    bench.note("bytes of a csv row", loop["bytes_per_row"], "bytes")
    bench.note("plain loop over the cells", loop["plain_loop"] / 1e6, "Mrow/s")
    bench.note("plain loop that writes a file", loop["plain_loop_file"] / 1e6, "Mrow/s")
    bench.note("csv encoder alone over the same cells", loop["encoder"] / 1e6, "Mrow/s")
    return loop
