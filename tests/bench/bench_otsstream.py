"""The change log of a table: decoded, read by a job, exported to OSS; with its memory."""

import json
import shutil
import statistics
import sys

import hopline_harness as hh
import main_job
from measuring import REPEAT

NAME = "otsstream"
TARGETS = [
    "hopline-emulator", "hopline_plugin_otsstream", "hopline_plugin_oss", "hopline_plugin_stream",
    "bench_otsstream_decode", "bench_fill_table", "bench_replay",
]
KEYS, ROW_BYTES = 2000, 220
COLUMNS = [{"name": name} for name in ("id", "n", "x", "ok", "t")]
NULL = ("stream", {"print": False})
OSS = ("oss", {"datasource": "osstest", "object": "rows", "writeMode": "truncate",
               "fileFormat": "csv"})
SPLIT, FILL, END = "01:00", "02:30", "04:00"  # of one day; windows are hours


def run(bench):
    decode(bench)
    rows = 200_000 if bench.quick else 1_000_000
    with Log(bench, 1, rows) as log:
        speed(bench, log)
        export(bench, log)
    memory(bench)


def decode(bench):
    rows = 1_000_000 if bench.quick else 4_000_000
    runs = [json.loads(bench.run_program("bench_otsstream_decode", rows).output)
            for _ in range(REPEAT)]
    best = {key: max(figures[key] for figures in runs) for key in runs[0]}
    bench.note("decoder alone, 220-byte rows", best["plain_loop"] / 1e6, "Mrow/s")
    bench.note("pages → batches, row mode", best["row_mode"] / 1e6, "Mrow/s", 1.5)
    bench.note("pages → batches, column mode: log rows", best["column_mode"] / 1e6, "Mrow/s")


def speed(bench, log):
    runs = [log.run_job(NULL) for _ in range(REPEAT)]
    bench.note("otsstream → null: rows per core-second", log.rows / min(r.cpu_s for r in runs) / 1e6,
               "Mrow/s")


def export(bench, log):
    """Job and replay in turn, so that a pair of them meets the same machine."""
    jobs, replays = [], []
    for _ in range(REPEAT if bench.quick else 2 * REPEAT - 1):
        before = log.emulator.admin("GET", "/requests")["last"]
        jobs.append(log.run_job(OSS).wall_s)
        replays.append(log.replay(before).wall_s)
    size = log.rows * ROW_BYTES / 2**20
    bench.note("otsstream → oss: wall time", min(jobs), "s")
    bench.note("otsstream → oss: bytes of the log", size / min(jobs), "MiB/s")
    bench.note("the same calls with plain libcurl: wall time", min(replays), "s")
    ratio = statistics.median(job / replay for job, replay in zip(jobs, replays))
    bench.note("otsstream → oss: ratio to plain libcurl", ratio, "×", 1.3, False)


def memory(bench):
    """Peak memory of four pipelines: once their buffers are full, more rows take no more."""
    few, many = (300_000, 1_000_000) if bench.quick else (1_000_000, 10_000_000)
    peaks = []
    for rows in (100_000, few, many):
        with Log(bench, 4, rows) as log:
            peaks.append(log.run_job(OSS).rss / 2**20)
        bench.note(f"otsstream → oss, 4 pipelines: peak memory, {rows:.0e} rows", peaks[-1], "MiB", 128, False)
    bench.note(f"otsstream → oss: peak memory, {many:.0e} to {few:.0e} rows", peaks[2] / peaks[1], "×", 1.1, False)


class Log:
    """An emulator with a table whose stream holds `rows` changes in `pipelines` open shards."""

    def __init__(self, bench, pipelines, rows):
        self.bench, self.pipelines, self.rows = bench, pipelines, rows

    def __enter__(self):
        self.emulator = self.bench.emulator("--clock", "2023-04-23T00:30:00+08:00")
        self.emulator.__enter__()
        main_job.make_bucket(self.emulator)
        main_job.create_table(self.emulator)
        self.bench.configure(main_job.config(self.emulator, self.bench.folder / "out"))
        if self.pipelines > 1:
            self.split()
        self.at(FILL)
        self.fill(self.rows)
        self.at(END)
        return self

    def __exit__(self, *failure):
        self.emulator.__exit__(*failure)

    def at(self, time):
        self.emulator.set_clock(f"2023-04-23T{time}:00+08:00")

    def keys(self):
        """The keys that are exempt from the clock check."""
        return self.emulator["anyClock"]["accessId"], self.emulator["anyClock"]["accessKey"]

    def fill(self, rows):
        self.bench.run_program("bench_fill_table", self.emulator["ots"], main_job.INSTANCE,
                               *self.keys(), main_job.TABLE, rows, KEYS)

    def split(self):
        """Four shards whose parents an earlier window has read to their end."""
        path = f"/tablestore/{main_job.INSTANCE}/{main_job.TABLE}"
        self.fill(KEYS)
        self.at(SPLIT)
        for shard in self.emulator.admin("POST", path + "/split", {})["shards"]:
            self.emulator.admin("POST", path + "/split", {"shard": shard})
        self.at("02:10")
        self.run_job(NULL, "00", "02")

    def run_job(self, writer, start="02", end="03"):
        """Exports [start, end) o'clock; with every run as if it were the first."""
        shutil.rmtree(self.bench.folder / "state", ignore_errors=True)
        reader = {
            "datasource": "tablestore_demo", "dataTable": main_job.TABLE, "statusTable": "status",
            "startTimeString": f"20230423{start}0000", "endTimeString": f"20230423{end}0000",
            "mode": "single_version_and_update_only", "column": COLUMNS,
        }
        setting = {"errorLimit": {"record": "0"}, "speed": {"concurrent": self.pipelines}}
        return self.bench.run_job(hh.job(("otsstream", reader), writer, setting))

    def replay(self, since):
        """The pages and the upload of the run whose requests follow `since`."""
        log = self.emulator.admin("GET", f"/requests?since={since}")["requests"]
        parts = [r["bytes_in"] for r in log if r["operation"] == "UploadPart"]
        if not parts:
            sys.exit("the job uploaded no parts")
        shards = self.emulator.admin(
            "GET", f"/tablestore/{main_job.INSTANCE}/{main_job.TABLE}/shards")["shards"]
        stream = ["stream", self.emulator["ots"], main_job.INSTANCE, *self.keys(),
                  main_job.TABLE, shards[-1]["shard"]]
        upload = ["upload", self.emulator["oss"], main_job.BUCKET, *self.keys(), "replayed", *parts]
        return self.bench.run_program("bench_replay", *[",".join(map(str, t)) for t in (stream, upload)])
