"""MaxCompute tables written and read, as records and as Arrow, and what blocks cost in memory."""

import shutil

import hopline_harness as hh
from measuring import REPEAT
from odps import ODPS

NAME = "odps"
TARGETS = ["hopline-emulator", "hopline_plugin_odps", "hopline_plugin_stream"]
PROJECT = "demo"
COLUMNS = [{"type": "long", "sequence": "0"}, {"type": "double", "value": "0.5"},
           {"value": "a text of usual length, as tables have it"},
           {"type": "date", "value": "2023-04-23 17:50:00"}, {"type": "bool", "value": "true"}]
TYPES = "id bigint, x double, name string, t datetime, ok boolean"
FORMS = ("records", "arrow")
BLOCKS = (16, 64, 512)  # MiB


def run(bench):
    rows = 500_000 if bench.quick else 2_000_000
    with Table(bench) as table:
        speed(bench, table, rows)
    memory(bench)


def speed(bench, table, rows):
    """The forms in turn, so that both meet the same machine."""
    written, read = {form: [] for form in FORMS}, {form: [] for form in FORMS}
    for _ in range(REPEAT):
        for form in FORMS:
            written[form].append(table.write(rows, tunnelFormat=form).cpu_s)
            read[form].append(table.read(tunnelFormat=form).cpu_s)
    for job, runs in (("generator → odps", written), ("odps → null", read)):
        for form in FORMS:
            bench.note(f"{job}, {form}: rows per core-second", rows / min(runs[form]) / 1e6, "Mrow/s")
        ratio = min(runs["arrow"]) / min(runs["records"])
        bench.note(f"{job}: processor time of arrow to records", ratio, "×", 1, False)


def memory(bench):
    """Peak memory of a task: blocks beyond 16 MiB wait in a file. 8 million rows fill the largest."""
    rows = 3_000_000 if bench.quick else 8_000_000
    peaks = []
    for size in BLOCKS:
        with Table(bench) as table:
            peaks.append(table.write(rows, blockSizeInMB=size).rss / 2**20)
        bench.note(f"generator → odps, blocks of {size} MB: peak memory", peaks[-1], "MiB", 128, False)
    bench.note("generator → odps: peak memory, the largest blocks to the smallest", peaks[-1] / peaks[0],
               "×", 1.3, False)


class Table:
    """An emulator with one table."""

    def __init__(self, bench):
        self.bench = bench

    def __enter__(self):
        self.emulator = self.bench.emulator()
        self.emulator.__enter__()
        keys = self.emulator["accessId"], self.emulator["accessKey"]
        ODPS(*keys, project=PROJECT, endpoint=self.emulator["odps"]).create_table("t", TYPES)
        self.source = {"odpsServer": self.emulator["odps"], "project": PROJECT, "accessId": keys[0],
                       "accessKey": keys[1], "table": "t", "column": ["*"]}
        return self

    def __exit__(self, *failure):
        self.emulator.__exit__(*failure)

    def run_job(self, reader, writer):
        shutil.rmtree(self.bench.folder / "state", ignore_errors=True)
        setting = {"errorLimit": {"record": "0"}, "speed": {"concurrent": 1}}
        return self.bench.run_job(hh.job(reader, writer, setting))

    def write(self, rows, **changed):
        generator = {"sliceRecordCount": rows, "column": COLUMNS}
        return self.run_job(("stream", generator), ("odps", {**self.source, "truncate": True, **changed}))

    def read(self, **changed):
        return self.run_job(("odps", {**self.source, **changed}), ("stream", {"print": False}))
