"""Whole tables copied, and a change log into a table, beside the same requests with plain libcurl."""

import json
import shutil

import bench_otsstream
import hopline_harness as hh
import main_job
from measuring import REPEAT

NAME = "ots"
TARGETS = [
    "hopline-emulator", "hopline_plugin_ots", "hopline_plugin_otsstream", "hopline_plugin_stream",
    "bench_fill_table", "bench_replay",
]
LANES = 5  # the writer's requests in flight
TIME_LINES = 1000
FIELDS = [{"name": "n", "type": "INT"}, {"name": "x", "type": "DOUBLE"},
          {"name": "ok", "type": "BOOL"}, {"name": "t", "type": "STRING"}]
SERIES = {"newVersion": "true", "isTimeseriesTable": "true",
          "column": [{"name": n} for n in ("_m_name", "_data_source", "_tags", "_time")] + FIELDS}
PUT = {"writeMode": "PutRow", "primaryKey": ["id"], "column": FIELDS}


def run(bench):
    rows = 50_000 if bench.quick else 200_000
    with Tables(bench) as tables:
        copy(bench, tables, "rows", rows)
        copy(bench, tables, "points", rows)
        memory(bench, tables, few=rows, many=4 * rows)
        if not bench.quick:
            much_memory(bench, tables)
    changes(bench, rows)


class Tables:
    """An emulator with tables of rows and of points."""

    def __init__(self, bench):
        self.bench = bench

    def __enter__(self):
        self.emulator = self.bench.emulator()
        self.emulator.__enter__()
        self.bench.configure({"environments": {"prod": {
            "datasources": self.emulator.datasources(main_job.INSTANCE)}}})
        return self

    def __exit__(self, *failure):
        self.emulator.__exit__(*failure)

    def transfer(self, kind, table, *more):
        keys = (self.emulator["accessId"], self.emulator["accessKey"])
        words = [kind, self.emulator["ots"], main_job.INSTANCE, *keys, table, *more]
        return ",".join(map(str, words))

    def replay(self, *transfers):
        """Seconds that the transfers take with plain libcurl."""
        done = self.bench.run_program("bench_replay", *transfers)
        return json.loads(done.output)["wall_s"]

    def fill(self, kind, table, count):
        create(self.emulator, kind, table)
        self.replay(self.transfer(kind, table, count, keys_of(kind, count), LANES))

    def run_job(self, kind, source, target):
        shutil.rmtree(self.bench.folder / "state", ignore_errors=True)
        base = {"datasource": "tablestore_demo"}
        reader, writer = {"table": source, **base}, {"table": target, **base}
        if kind == "points":
            steps = ("ots", {**reader, **SERIES}), ("ots", {**writer, **SERIES})
        else:
            columns = [{"name": "id"}, *FIELDS]
            steps = ("ots", {**reader, "column": columns}), ("ots", {**writer, **PUT})
        return self.bench.run_job(hh.job(*steps))


def keys_of(kind, count):
    return TIME_LINES if kind == "points" else count


def create(emulator, kind, table):
    import tablestore as ots

    client = main_job.client(emulator)
    if kind == "points":
        client.create_timeseries_table(ots.CreateTimeseriesTableRequest(
            ots.TimeseriesTableMeta(table, ots.TimeseriesTableOptions(-1))))
    else:
        client.create_table(
            ots.TableMeta(table, [("id", "STRING")]),
            ots.TableOptions(time_to_live=-1, max_version=1),
            ots.ReservedThroughput(ots.CapacityUnit(0, 0)))


def drop(emulator, kind, *tables):
    client = main_job.client(emulator)
    remove = client.delete_timeseries_table if kind == "points" else client.delete_table
    for table in tables:
        remove(table)


def copy(bench, tables, kind, count):
    """Job and replay in turn, so that both meet the same machine; the best of each."""
    tables.fill(kind, f"{kind}_source", count)
    read = tables.transfer({"rows": "range", "points": "scan"}[kind], f"{kind}_source")
    jobs, replays = [], []
    for _ in range(REPEAT):
        create(tables.emulator, kind, "of_job")
        create(tables.emulator, kind, "of_replay")
        jobs.append(tables.run_job(kind, f"{kind}_source", "of_job"))
        write = tables.transfer(kind, "of_replay", count, keys_of(kind, count), LANES)
        replays.append(tables.replay(read, write))
        drop(tables.emulator, kind, "of_job", "of_replay")
    note(bench, f"ots → ots, {kind}", count, jobs, replays)


def note(bench, name, count, jobs, replays):
    job, replay = min(j.wall_s for j in jobs), min(replays)
    bench.note(f"{name}: rows per core-second", count / min(j.cpu_s for j in jobs) / 1e6, "Mrow/s")
    bench.note(f"{name}: wall time", job, "s")
    bench.note("the same requests with plain libcurl: wall time", replay, "s")
    bench.note(f"{name}: ratio to plain libcurl", job / replay, "×", 1.3, False)


def memory(bench, tables, few, many):
    """Peak memory does not grow with the rows."""
    for kind in ("rows", "points"):
        tables.fill(kind, f"{kind}_many", many)
        create(tables.emulator, kind, f"{kind}_few_copy")
        create(tables.emulator, kind, f"{kind}_many_copy")
        few_rss = tables.run_job(kind, f"{kind}_source", f"{kind}_few_copy").rss
        many_rss = tables.run_job(kind, f"{kind}_many", f"{kind}_many_copy").rss
        drop(tables.emulator, kind, f"{kind}_few_copy", f"{kind}_many_copy", f"{kind}_many")
        bench.note(f"ots → ots, {kind}: peak memory at {few:.0e} rows", few_rss / 2**20, "MiB")
        bench.note(f"ots → ots, {kind}: peak memory, {many:.0e} to {few:.0e} rows",
                   many_rss / few_rss, "×", 1.1, False)


def much_memory(bench, tables):
    """The same with millions of rows, copied onto themselves: the emulator holds them once."""
    name, peaks = "ots → ots, rows onto themselves: peak memory", []
    for count in (10**6, 10**7):
        tables.fill("rows", "large", count)
        peaks.append(tables.run_job("rows", "large", "large").rss)
        drop(tables.emulator, "rows", "large")
        bench.note(f"{name} at {count:.0e} rows", peaks[-1] / 2**20, "MiB")
    bench.note(f"{name}, 1e+07 to 1e+06 rows", peaks[1] / peaks[0], "×", 1.1, False)


def changes(bench, rows):
    """A change log into a table."""
    with bench_otsstream.Log(bench, 1, rows) as log:
        keys = log.keys()
        jobs, replays = [], []
        for i in range(REPEAT):
            for name in (f"job{i}", f"replay{i}"):
                create(log.emulator, "rows", name)
            jobs.append(log.run_job(("ots", {"datasource": "tablestore_demo", "table": f"job{i}", **PUT})))
            replays.append(replay_changes(bench, log, keys, f"replay{i}"))
        note(bench, "otsstream → ots", rows, jobs, replays)


def replay_changes(bench, log, keys, table):
    shards = log.emulator.admin(
        "GET", f"/tablestore/{main_job.INSTANCE}/{main_job.TABLE}/shards")["shards"]
    where = [log.emulator["ots"], main_job.INSTANCE, *keys]
    transfers = (["stream", *where, main_job.TABLE, shards[-1]["shard"]],
                 ["rows", *where, table, log.rows, bench_otsstream.KEYS, LANES])
    done = bench.run_program("bench_replay", *[",".join(map(str, t)) for t in transfers])
    return json.loads(done.output)["wall_s"]
