"""The published pair of scripts that keeps a copy of a time-series table, as they stand: all of it
(ots → ots), then hour by hour what changed (otsstream → ots). The vendor's Python SDK writes, its
Java SDK, of both generations, scans.

Environment, set by ctest: HOPLINE_TEST_RUNS, how often many points are copied.
"""

import json
import os
import unittest

import hopline_harness as hh
from timeseries_sdks import Java, Python, lines, point

INSTANCE, OTHER = "demo", "other"  # two targets of one name
SOURCE, TARGET = "source_timeseries_table", "target_timeseries_table"
FULL, CHANGES = hh.SEEDS / "004_ots_to_ots.json", hh.SEEDS / "004_otsstream_to_ots.json"
POINTS, TIME_LINES = 100_000, 1_000
RUNS = int(os.environ.get("HOPLINE_TEST_RUNS", 1))
TAGS = [
    {},
    {"os": "linux", "region": "杭州"},
    {"B": "1", "a": "x,y", "Z": "[z]", "b\\c": "'{}' 你 \\"},
    {"!#$": "a'b", "~": "{\t}", "long": "x" * 480},
    {"k": " ", "k2": "],["},
]
TIMES = [0, 1, 1600000000123456, 1600000000123457, 4102444800000001, 2**53 + 1]


def points_of(numbers, **fields):
    """Points of 20 time lines; the columns that the scripts name, or `fields` in place of them."""
    return [
        point(
            f"m{i % 2}", "" if i % 20 == 0 else f"host {i % 20}", TAGS[i % 20 % 5],
            1_600_000_000_000_000 + i * 1_000_001,
            fields or {
                "string_col": f'text, "{i}"\n中文', "bool_col": i % 3 == 0,
                "int_col": (-1) ** i * (2**62 + i), "double_col": i / 7,
            },
        )
        for i in numbers
    ]  # fmt: skip


def awkward_points(**more):
    """Every tag form and kind of time; every type, alone and together; `more` beside each."""
    values = {"string_col": "中文, é, 😀", "bool_col": False, "int_col": -(2**63),
              "double_col": -2.5e-300}
    one_each = [{name: value} for name, value in values.items()]
    return [
        point(f"m{i % 2}", "" if i == 0 else f"host,{i}", tags, time,
              [values, *one_each][(i + j) % 5] | more)
        for i, tags in enumerate(TAGS)
        for j, time in enumerate(TIMES)
    ]


def many_points(numbers, again=""):
    """Points of many time lines, of every type in turn; `again` makes them others."""
    fields = [
        lambda i: {"int_col": i, "double_col": i / 8},
        lambda i: {"string_col": f"{i}{again}"},
        lambda i: {"bool_col": i % 3 == 0, "int_col": -i},
        lambda i: {"double_col": float(i)},
    ]
    return [
        point("many", f"h{i % TIME_LINES}", {"n": str(i % 7)}, 1600000000000000 + i,
              fields[(i + len(again)) % 4](i))
        for i in numbers
    ]


def with_column(script, name, kind):
    """The script with one more column in both of its steps."""
    last = '{ "name": "double_col", "type": "DOUBLE" }'
    text = script.read_text(encoding="utf-8")
    assert text.count(last) == 2
    return text.replace(last, f'{last}, {{ "name": "{name}", "type": "{kind}" }}')


class Pair(unittest.TestCase):
    def setUp(self):
        self.emulator = self.enterContext(hh.Emulator("--clock", "2023-04-23T17:40:00+08:00"))
        source, other = (
            self.emulator.datasources(instance)["tablestore_demo"] for instance in (INSTANCE, OTHER)
        )
        self.space = self.enterContext(hh.Workspace({
            "datasources": {"MySourceTablestoreDatasource": source},
            "environments": {
                "prod": {"datasources": {"MyTargetTablestoreDatasource": source}},
                OTHER: {"datasources": {"MyTargetTablestoreDatasource": other}},
            },
        }))  # fmt: skip
        self.python = Python(self.emulator, INSTANCE)
        self.java = Java(self.emulator, INSTANCE)
        self.old_java = Java(self.emulator, OTHER, "old")
        for table in (SOURCE, TARGET):
            self.python.create(table)
        Python(self.emulator, OTHER).create(TARGET)

    def run_script(self, text, *arguments):
        """Returns the rows of its tasks."""
        path, report = self.space.write("job.json", text), self.space.path / "report.json"
        self.space.hopline("run", path, "--report", report, *arguments)
        return [task["rows"] for task in json.loads(report.read_text())["tasks"]]

    def run_full(self, text=FULL.read_text(encoding="utf-8"), environment="prod"):
        return self.run_script(text, "--env", environment)

    def run_window(self, hour, text=CHANGES.read_text(encoding="utf-8")):
        """At six minutes past its end."""
        self.emulator.set_clock(f"2023-04-23T{hour + 1:02}:06:00+08:00")
        start, end = (f"20230423{h:02}0000" for h in (hour, hour + 1))
        return self.run_script(
            text, "--set", f"startTime={start}", "--set", f"endTime={end}")

    def put(self, time, points):
        self.emulator.set_clock(f"2023-04-23T{time}:00+08:00")
        self.python.put(SOURCE, points)
        return points

    def split(self, *shard):
        return self.emulator.admin(
            "POST", f"/tablestore/{INSTANCE}/{SOURCE}/split", dict(zip(["shard"], shard)))["shards"]

    def test_a_full_copy_and_the_windows_behind_it_are_the_table(self):
        self.python.put(SOURCE, points_of(range(200)))
        self.run_full()
        # A point that is written again loses the fields that it does not have any more.
        windows = {18: points_of(range(200, 300)) + points_of(range(50), int_col=7),
                   19: points_of(range(300, 320)) + points_of(range(25), double_col=0.1)}
        for hour, points in windows.items():
            self.put(f"{hour}:10", points)
        for hour in (18, 19, 18, 19):  # and once more from the first one
            self.run_window(hour)
            if hour == 19:
                self.assertEqual(lines(self.java.scan(TARGET, 2)), lines(self.java.scan(SOURCE)))
        self.assertEqual(len(self.java.scan(TARGET)), 320)

    def test_with_a_column_more_binary_fields_travel(self):
        full, changes = (with_column(script, "x", "BINARY") for script in (FULL, CHANGES))
        wanted = lines(self.put("18:10", awkward_points(x=bytearray(range(256))) + [
            point("m", "", {}, i, {"x": bytearray(i)}) for i in range(20)]))
        for _ in range(2):
            self.run_window(18, changes)
            self.assertEqual(lines(self.java.scan(TARGET, 3)), wanted)
            self.run_full(full, OTHER)
            self.assertEqual(lines(self.old_java.scan(TARGET, 3)), wanted)

    def test_many_time_lines_in_two_tasks(self):
        halves = self.split()
        self.put("18:10", many_points(range(2_000)))
        self.run_window(18)  # it ends the shard that was split: each half has a task from now on
        # Fields that the scripts do not name stay behind.
        changes = self.put("19:10", awkward_points(x=bytearray(b"x")) +
                           many_points(range(2_000, POINTS // 2)))
        self.split(halves[0])
        changes += self.put("19:40", many_points(range(POINTS // 2, POINTS)))
        again = self.put("19:50", many_points(range(0, POINTS, 50), "again"))
        replaced = {(p["source"], p["time"]) for p in again}
        wanted = lines(awkward_points() + again + [
            p for p in many_points(range(POINTS)) if (p["source"], p["time"]) not in replaced])
        self.assertEqual(len(wanted), POINTS + len(awkward_points()))
        for _ in range(RUNS):
            self.assert_two(self.run_window(19), len(changes) + len(again))
            self.assertEqual(lines(self.java.scan(TARGET, 3)), wanted)
            self.assert_two(self.run_full(environment=OTHER), len(wanted))
            self.assertEqual(lines(self.old_java.scan(TARGET, 2)), wanted)

    def assert_two(self, rows, total):
        """That two tasks had rows, so many in all."""
        self.assertEqual((len(rows), sum(rows)), (2, total))
        self.assertGreater(min(rows), 0)

    def test_requests_that_fail_at_random_change_nothing(self):
        points = many_points(range(3_000))
        self.python.put(SOURCE, points)
        self.emulator.admin("POST", "/faults", [
            {"service": "ots", "operation": "PutTimeseriesData", "probability": 0.2,
             "action": "cut_after"},
            {"service": "ots", "operation": "PutTimeseriesData", "probability": 0.2, "seed": 2,
             "action": "error", "code": "OTSServerBusy"},
            {"service": "ots", "operation": "ScanTimeseriesData", "nth": 1, "times": 2,
             "action": "truncate"},
        ])
        self.run_full()
        self.emulator.admin("DELETE", "/faults")
        self.assertEqual(lines(self.java.scan(TARGET)), lines(points))

    def test_integer_is_refused_with_the_cure(self):
        window = ["--set", "startTime=20230423010000", "--set", "endTime=20230423020000"]
        for script, arguments in ((FULL, []), (CHANGES, window)):
            text = script.read_text(encoding="utf-8").replace('"INT"', '"INTEGER"')
            done = self.space.hopline(
                "check", self.space.write("job.json", text), *arguments, expect=2)
            self.assertRegex(done.stderr, r"job\.json:1:\d+: .*INTEGER.*write INT")


if __name__ == "__main__":
    # The Python SDK calls what its flatbuffers deprecates, once per row.
    unittest.main(warnings="ignore")
