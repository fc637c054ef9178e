"""csv objects read and written, beside a plain csv loop and the same calls with plain libcurl."""

import json
import shutil
import sys

import hopline_harness as hh
import local_jobs
import main_job
from measuring import REPEAT

NAME = "oss"
TARGETS = ["hopline-emulator", "hopline_plugin_oss", "hopline_plugin_stream", "bench_csv_loop",
           "bench_replay"]
NULL = ("stream", {"print": False})
PIPELINES = 4


def run(bench):
    rows = 200_000 if bench.quick else 1_000_000
    with Bucket(bench) as bucket:
        write(bench, bucket, rows)
        read(bench, bucket, rows)
    memory(bench)


def write(bench, bucket, rows):
    """Job and replay in turn, so that both meet the same machine; the best of each."""
    jobs, replays = [], []
    for _ in range(REPEAT):
        before = bucket.last_request()
        jobs.append(bucket.write(rows))
        replays.append(bucket.replay("upload", "UploadPart", "bytes_in", before))
    job, replay = (min(r.wall_s for r in runs) for runs in (jobs, replays))
    bench.note("generator → oss: wall time", job, "s")
    bench.note("the same calls with plain libcurl: wall time", replay, "s")
    bench.note("generator → oss: ratio to plain libcurl", job / replay, "×", 1.3, False)
    ratio = min(r.cpu_s for r in jobs) / min(r.cpu_s for r in replays)
    bench.note("generator → oss: processor time to plain libcurl", ratio, "×")


def read(bench, bucket, rows):
    file = bench.folder / "rows.csv"
    bucket.save(file)
    size = file.stat().st_size
    jobs, replays, loops = [], [], []
    for _ in range(REPEAT):
        before = bucket.last_request()
        jobs.append(bucket.read())
        replays.append(bucket.replay("download", "GetObject", "bytes_out", before))
        loops.append(bench.run_program("bench_csv_loop", file))
        if json.loads(loops[-1].output)["records"] != rows:
            sys.exit("the csv loop has read another number of records")
    job, replay, loop = (min(r.cpu_s for r in runs) for runs in (jobs, replays, loops))
    bench.note("plain csv loop over a file", size / loop / 1e6, "MB/s")
    bench.note("oss → null: bytes per core-second", size / job / 1e6, "MB/s")
    bench.note("oss → null: rows per core-second", rows / job / 1e6, "Mrow/s")
    bench.note("oss → null: processor time to the csv loop", job / loop, "×")
    bench.note("oss → null: to the csv loop and plain libcurl", job / (loop + replay), "×")
    wall = min(r.wall_s for r in jobs) / min(r.wall_s for r in replays)
    bench.note("oss → null: wall time to plain libcurl", wall, "×")


def memory(bench):
    """Peak memory of four pipelines. It fills up with what is read ahead or on its way, and is
    the same from then on; the parts of an upload alone grow with the object."""
    counts = [100_000, 1_000_000, 2_000_000 if bench.quick else 10_000_000]
    peaks = {"generator → oss": [], "oss → null": []}
    for rows in counts:
        with Bucket(bench, PIPELINES) as bucket:
            peaks["generator → oss"].append(bucket.write(rows // PIPELINES).rss / 2**20)
            peaks["oss → null"].append(bucket.read().rss / 2**20)
    for job, rss in peaks.items():
        name = f"{job}, {PIPELINES} pipelines: peak memory"
        for rows, peak in zip(counts, rss):
            bench.note(f"{name}, {rows:.0e} rows", peak, "MiB", 128, False)
        limit = 1.1 if job == "oss → null" else None
        bench.note(f"{name}, the last to the one before", rss[2] / rss[1], "×", limit, False)


class Bucket:
    """An emulator with one bucket, written and read by jobs of so many pipelines."""

    def __init__(self, bench, pipelines=1):
        self.bench, self.pipelines = bench, pipelines

    def __enter__(self):
        self.emulator = self.bench.emulator()
        self.emulator.__enter__()
        main_job.make_bucket(self.emulator)
        self.bench.configure(main_job.config(self.emulator, self.bench.folder / "out"))
        return self

    def __exit__(self, *failure):
        self.emulator.__exit__(*failure)

    def run_job(self, reader, writer):
        shutil.rmtree(self.bench.folder / "state", ignore_errors=True)
        setting = {"errorLimit": {"record": "0"}, "speed": {"concurrent": self.pipelines}}
        return self.bench.run_job(hh.job(reader, writer, setting), "--env", "prod")

    def write(self, rows):
        generator = {"sliceRecordCount": rows, "column": local_jobs.columns()}
        writer = {"datasource": "osstest", "object": "rows", "writeMode": "truncate",
                  "fileFormat": "csv"}
        return self.run_job(("stream", generator), ("oss", writer))

    def read(self):
        reader = {"datasource": "osstest", "object": ["rows__*"], "fileFormat": "csv"}
        return self.run_job(("oss", reader), NULL)

    def key(self):
        """The only object that a job has written."""
        (entry,) = main_job.bucket(self.emulator).list_objects(prefix="rows__").object_list
        return entry.key

    def save(self, file):
        main_job.bucket(self.emulator).get_object_to_file(self.key(), str(file))

    def last_request(self):
        return self.emulator.admin("GET", "/requests")["last"]

    def replay(self, kind, operation, counted, since):
        """The requests of an operation that follow `since`, shared by two connections, as the
        connector has two."""
        log = self.emulator.admin("GET", f"/requests?since={since}")["requests"]
        sizes = [r[counted] for r in log if r["operation"] == operation]
        if len(sizes) < 2:
            sys.exit(f"the job made {len(sizes)} requests of {operation}")
        keys = self.emulator["anyClock"]["accessId"], self.emulator["anyClock"]["accessKey"]
        name = self.key() if kind == "download" else "replayed"
        transfers = []
        for i, half in enumerate((sizes[::2], sizes[1::2])):
            target = name if kind == "download" else f"{name}-{i}"
            words = [kind, self.emulator["oss"], main_job.BUCKET, *keys, target, *half]
            transfers.append(",".join(str(word) for word in words))
        return self.bench.run_program("bench_replay", *transfers)
