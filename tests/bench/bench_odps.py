"""MaxCompute tables written and read, as records and as Arrow, beside the same calls with plain
libcurl, and what blocks cost in memory."""

import json
import re
import shutil
import statistics
import sys

import hopline_harness as hh
from measuring import REPEAT
from odps import ODPS

NAME = "odps"
TARGETS = ["hopline-emulator", "hopline_plugin_odps", "hopline_plugin_stream", "bench_replay"]
PROJECT = "demo"
COLUMNS = [{"type": "long", "sequence": "0"}, {"type": "double", "value": "0.5"},
           {"value": "a text of usual length, as tables have it"},
           {"type": "date", "value": "2023-04-23 17:50:00"}, {"type": "bool", "value": "true"}]
TYPES = "id bigint, x double, name string, t datetime, ok boolean"
FORMS = ("records", "arrow")
BLOCKS = (16, 64, 512)  # MiB


def run(bench):
    rows = 500_000 if bench.quick else 4_000_000
    with Table(bench) as table:
        speed(bench, table, rows)
    memory(bench)


def speed(bench, table, rows):
    """The forms in turn, each job followed by its replay, so that all meet the same machine."""
    written, read = {form: [] for form in FORMS}, {form: [] for form in FORMS}
    for _ in range(REPEAT):
        for form in FORMS:
            before = table.last_request()
            job = table.write(rows, tunnelFormat=form)
            written[form].append((job, table.replay_blocks(form, before, rows)))
            before = table.last_request()
            job = table.read(tunnelFormat=form)
            read[form].append((job, table.replay_pages(form, before, rows)))
    for name, runs in (("generator → odps", written), ("odps → null", read)):
        cpu = {form: min(job.cpu_s for job, _ in runs[form]) for form in FORMS}
        for form in FORMS:
            bench.note(f"{name}, {form}: rows per core-second", rows / cpu[form] / 1e6, "Mrow/s")
            bench.note(f"{name}, {form}: wall time", min(job.wall_s for job, _ in runs[form]), "s")
            ratio = statistics.median(job.wall_s / replay for job, replay in runs[form])
            bench.note(f"{name}, {form}: wall time to plain libcurl", ratio, "×", 1.3, False)
        bench.note(f"{name}: processor time of arrow to records", cpu["arrow"] / cpu["records"], "×",
                   1, False)


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
    """An emulator with a table and one for replays."""

    def __init__(self, bench):
        self.bench = bench

    def __enter__(self):
        self.emulator = self.bench.emulator()
        self.emulator.__enter__()
        keys = self.emulator["accessId"], self.emulator["accessKey"]
        client = ODPS(*keys, project=PROJECT, endpoint=self.emulator["odps"])
        for name in ("t", "replayed"):
            client.create_table(name, TYPES)
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

    def last_request(self):
        return self.emulator.admin("GET", "/requests")["last"]

    def requests(self, operation, since):
        log = self.emulator.admin("GET", f"/requests?since={since}")["requests"]
        return [r for r in log if r["operation"] == operation]

    def replay(self, kind, form, *more):
        """Seconds that the transfer takes with plain libcurl."""
        words = [kind, self.emulator["tunnel"], PROJECT, self.emulator["accessId"],
                 self.emulator["accessKey"], "t", form, *more]
        done = self.bench.run_program("bench_replay", ",".join(str(word) for word in words))
        return json.loads(done.output)["wall_s"]

    def replay_blocks(self, form, since, rows):
        """The job's rows in blocks of the sizes that its blocks had."""
        sizes = [r["bytes_in"] for r in self.requests("UploadBlock", since)]
        counts = [rows * size // sum(sizes) for size in sizes]
        counts[-1] += rows - sum(counts)
        before = self.last_request()
        seconds = self.replay("blocks", form, "replayed", *counts)
        again = sum(r["bytes_in"] for r in self.requests("UploadBlock", before))
        if abs(again / sum(sizes) - 1) > 0.02:
            sys.exit(f"the job has sent {sum(sizes)} bytes, the replay {again}")
        return seconds

    def replay_pages(self, form, since, rows):
        pages = [re.search(r"rowrange=%28\d+%2C(\d+)%29", r["target"])[1]
                 for r in self.requests("ReadRows", since)]
        if sum(map(int, pages)) != rows:
            sys.exit(f"the job has read {sum(map(int, pages))} rows, not {rows}")
        return self.replay("pages", form, *pages)
