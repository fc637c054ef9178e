"""Points of time-series tables, written and read by the vendor's SDKs: Python, Go, and both
generations of Java, the only ones that scan.

A point is a dict as tests/conformance/java/TimeseriesJudge.java prints it: measurement, source,
tags, time (µs), fields: name → [type, value], binary values in base64.

Environment, set by ctest: HOPLINE_JAVA_DIR, where scripts/setup keeps the Java SDKs.
"""

import base64
import json
import os
import pathlib
import subprocess

import hopline_harness as hh
import tablestore as ts

JAVA_DIR = pathlib.Path(os.environ.get("HOPLINE_JAVA_DIR", hh.ROOT / "build/java"))
GO_DIR = hh.ROOT / "tests/conformance/go_timeseries"
PUT_POINTS = 200  # of one request


def point(measurement, source, tags, time, fields):
    """A point; its fields are Python values: bytearray is binary."""
    return {
        "measurement": measurement,
        "source": source,
        "tags": tags,
        "time": time,
        "fields": {name: typed(value) for name, value in fields.items()},
    }


def typed(value):
    match value:
        case bool():
            return ["BOOLEAN", value]
        case int():
            return ["INTEGER", value]
        case float():
            return ["DOUBLE", value]
        case bytearray():
            return ["BINARY", base64.b64encode(value).decode()]
        case _:
            return ["STRING", value]


def plain(typed_value):
    """The opposite of typed()."""
    kind, value = typed_value
    return bytearray(base64.b64decode(value)) if kind == "BINARY" else value


def lines(points):
    """The points in an order of their own, to be compared; what is not part of them left out."""
    names = ("measurement", "source", "tags", "time", "fields")
    return sorted(json.dumps([p[name] for name in names], sort_keys=True) for p in points)


class Python:
    """The vendor's Python SDK. It has no scan."""

    def __init__(self, emulator, instance):
        keys = emulator["anyClock"]
        self.client = ts.OTSClient(
            emulator["ots"], keys["accessId"], keys["accessKey"], instance
        )

    def create(self, table, ttl=-1, **options):
        meta = ts.TimeseriesTableMeta(table, ts.TimeseriesTableOptions(ttl), **options)
        self.client.create_timeseries_table(ts.CreateTimeseriesTableRequest(meta))

    def put(self, table, points):
        for first in range(0, len(points), PUT_POINTS):
            rows = [
                ts.TimeseriesRow(
                    self.key(p), {n: plain(v) for n, v in p["fields"].items()}, p["time"]
                )
                for p in points[first : first + PUT_POINTS]
            ]
            self.client.put_timeseries_data(table, rows)

    def get(self, table, key, **options):
        """All points of the time line of a point, page by page."""
        request = ts.GetTimeseriesDataRequest(
            table, self.key(key), **{"endTimeInUs": 2**63 - 1, **options}
        )
        points = []
        while True:
            page = self.client.get_timeseries_data(request)
            for row in page.rows or []:
                found = row.timeseries_key
                points.append(
                    point(found.measurement_name, found.data_source or "", found.tags,
                          row.time_in_us, row.fields)
                )
            request.nextToken = page.nextToken
            if page.nextToken is None:
                return points

    @staticmethod
    def key(p):
        return ts.TimeseriesKey(p["measurement"], p["source"], p["tags"])


class Program:
    """An SDK at work in a process of its own: points in, points out."""

    def __init__(self, command, emulator, instance, folder=None):
        keys = emulator["anyClock"]
        self.command = [
            *command, emulator["ots"], keys["accessId"], keys["accessKey"], instance
        ]  # fmt: skip
        self.folder = folder

    def run(self, table, command, *arguments, points=()):
        done = subprocess.run(
            [*self.command, table, command, *(str(a) for a in arguments)],
            input="".join(json.dumps(p) + "\n" for p in points),
            capture_output=True,
            encoding="utf-8",
            cwd=self.folder,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{self.command[0]} … {command} failed:\n{done.stderr[-4000:]}")
        return [json.loads(line) for line in done.stdout.splitlines()]


class Go(Program):
    """The vendor's Go SDK: the only one that writes the protobuf encoding. It has no scan."""

    def __init__(self, emulator, instance):
        super().__init__(["go", "run", "."], emulator, instance, GO_DIR)

    def put(self, table, points, encoding="flatbuffers"):
        """At most PUT_POINTS. The rows that failed."""
        return self.run(table, "put", encoding, points=points)

    def get(self, table, keys, limit):
        return self.run(table, "get", limit, points=keys)


class Java(Program):
    """The vendor's Java SDK: generation "old" (tags as a string) or "new" (tags as a list)."""

    def __init__(self, emulator, instance, generation="new"):
        folder = JAVA_DIR / generation
        # The best code is not worth its time for a process of a second.
        command = ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{folder}/*:{folder}"]
        super().__init__([*command, "TimeseriesJudge"], emulator, instance)

    def put(self, table, points):
        """The rows that failed."""
        return self.run(table, "put", points=points)

    def scan(self, table, splits=1, measurement="", limit=0):
        return self.run(table, "scan", splits, measurement, limit)

    def get(self, table, keys, limit=0, backward=False):
        return self.run(table, "get", limit, str(backward).lower(), points=keys)

    def meta(self, table):
        return self.run(table, "meta")

    def stream(self, table, limit=0):
        """Its points have `tags_text` in place of `tags`."""
        return self.run(table, "stream", limit)
