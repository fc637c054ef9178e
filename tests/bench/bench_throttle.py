"""The rate limit of a job: DataX's bytes per second, as `mbps` asks for them."""

import json

import hopline_harness as hh
import local_jobs

NAME = "throttle"
TARGETS = ["hopline_plugin_stream"]
MBPS = 4


def run(bench):
    """Twice the rows against once the rows: what start and end cost falls out."""
    seconds = 3 if bench.quick else 10
    for tasks in (1, 4):
        row_bytes = bytes_of(bench, 1000, tasks)[0] / (1000 * tasks)
        rows = int(MBPS * 2**20 * seconds / row_bytes / tasks)
        once, short = bytes_of(bench, rows, tasks)
        twice, long = bytes_of(bench, 2 * rows, tasks)
        rate = (twice - once) / (long - short) / 2**20
        bench.note(f"mbps {MBPS}, {tasks} at once: rate over {seconds} s", rate, "MiB/s")
        bench.note(f"mbps {MBPS}, {tasks} at once: away from the limit",
                   abs(rate / MBPS - 1) * 100, "%", 2, False)


def bytes_of(bench, rows, tasks):
    """DataX's bytes of a run, and its seconds."""
    reader = ("stream", {"sliceRecordCount": rows, "column": local_jobs.columns()})
    setting = {"errorLimit": {"record": "0"},
               "speed": {"throttle": True, "mbps": str(MBPS), "concurrent": tasks}}
    report = bench.folder / "report.json"
    document = hh.job(reader, ("stream", {"print": False}), setting)
    process = bench.run_job(document, "--report", report)
    return json.loads(report.read_text())["bytes"], process.wall_s
