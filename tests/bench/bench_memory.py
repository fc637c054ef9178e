"""Peak memory does not grow with the rows."""

import local_jobs

NAME = "memory"
TARGETS = local_jobs.TARGETS


def run(bench):
    many = 2_000_000 if bench.quick else 10_000_000
    for writer in local_jobs.WRITERS:
        few_rss = local_jobs.run(bench, 100_000, writer).rss
        many_rss = local_jobs.run(bench, many, writer).rss
        ratio = many_rss / few_rss
        bench.note(f"{writer}: peak memory at 10^5 rows", few_rss / 2**20, "MiB")
        bench.note(f"{writer}: peak memory, {many:.0e} to 1e+05 rows", ratio, "×", 1.1, False)
