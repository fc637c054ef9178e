"""What a job costs that moves next to nothing."""

import statistics

import local_jobs

NAME = "startup"
TARGETS = local_jobs.TARGETS


def run(bench):
    for writer in local_jobs.WRITERS:
        runs = [local_jobs.run(bench, 10, writer) for _ in range(5 if bench.quick else 21)]
        wall = statistics.median(r.wall_s for r in runs) * 1000
        rss = statistics.median(r.rss for r in runs) / 2**20
        cpu = statistics.median(r.cpu_s for r in runs) * 1000
        bench.note(f"10 rows, {writer}: wall time", wall, "ms", 50, False)
        bench.note(f"10 rows, {writer}: processor time", cpu, "ms")
        bench.note(f"10 rows, {writer}: peak memory", rss, "MiB", 15, False)
