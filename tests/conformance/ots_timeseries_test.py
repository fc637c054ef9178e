"""The two published scripts that copy a time-series table into another, whole and hour by hour, as
they stand: the vendor's Python SDK writes the source, its Java SDK scans the target."""

import unittest

import hopline_harness as hh
from timeseries_sdks import Java, Python, lines, point

SCRIPT = hh.SEEDS / "004_ots_to_ots.json"
INCREMENTAL = hh.SEEDS / "004_otsstream_to_ots.json"
SOURCE, TARGET = "source_timeseries_table", "target_timeseries_table"
POINTS, TIME_LINES = 100_000, 1_000
TAGS = [
    {},
    {"os": "linux", "region": "hangzhou"},
    {"B": "1", "a": "x,y", "Z": "[z]", "b\\c": "你 \\"},
    {"!#$": "a'b", "~": "{\t}", "long": "x" * 480},
    {"k": " ", "k2": '],['},
]
TIMES = [0, 1, 1600000000123456, 1600000000123457, 4102444800000001, 2**53 + 1]


def awkward_points():
    """Every tag form and kind of time; every type, alone and together."""
    values = {"string_col": "中文, é, 😀", "bool_col": False, "int_col": -(2**63),
              "double_col": -2.5e-300}
    one_each = [{name: value} for name, value in values.items()]
    return [
        point(f"m{i % 2}", "" if i == 0 else f"host,{i}", tags, time,
              [values, *one_each][(i + j) % 5])
        for i, tags in enumerate(TAGS)
        for j, time in enumerate(TIMES)
    ]


def many_points(count):
    return [
        point("many", f"h{i % TIME_LINES}", {"n": str(i % 7)}, 1600000000000000 + i,
              {"int_col": i, "double_col": i / 8})
        for i in range(count)
    ]


class Tables(unittest.TestCase):
    """A source and a target table."""

    CLOCK = ()

    def setUp(self):
        self.emulator = self.enterContext(hh.Emulator(*self.CLOCK))
        record = self.emulator.datasources("test")["tablestore_demo"]
        self.space = self.enterContext(hh.Workspace({"environments": {"prod": {"datasources": {
            "MySourceTablestoreDatasource": record,
            "MyTargetTablestoreDatasource": record,
        }}}}))
        self.python = Python(self.emulator, "test")
        self.java = Java(self.emulator, "test")
        for table in (SOURCE, TARGET):
            self.python.create(table)


class WholeCopy(Tables):
    def copied(self, points, script=None):
        """Writes the points, runs the script twice, compares the tables each time."""
        self.python.put(SOURCE, points)
        path = self.space.write("job.json", script or SCRIPT.read_text(encoding="utf-8"))
        for _ in range(2):
            done = self.space.hopline("run", path)
            self.assertEqual(lines(self.java.scan(TARGET, splits=2)), lines(points))
        return done

    def test_the_script_copies_every_time_line_twice_alike(self):
        self.copied(awkward_points() + many_points(POINTS))

    def test_binary_fields_too(self):
        script = SCRIPT.read_text(encoding="utf-8").replace(
            '{ "name": "int_col", "type": "INT" }',
            '{ "name": "int_col", "type": "INT" }, { "name": "x", "type": "BINARY" }',
        )
        self.copied(
            [point("m", "", {}, i, {"x": bytearray([0, 255, i])}) for i in range(20)], script
        )

    def test_requests_that_fail_at_random_change_nothing(self):
        points = many_points(3_000)
        self.python.put(SOURCE, points)
        self.emulator.admin("POST", "/faults", [
            {"service": "ots", "operation": "PutTimeseriesData", "probability": 0.2,
             "action": "cut_after"},
            {"service": "ots", "operation": "PutTimeseriesData", "probability": 0.2, "seed": 2,
             "action": "error", "code": "OTSServerBusy"},
            {"service": "ots", "operation": "ScanTimeseriesData", "nth": 1, "times": 2,
             "action": "truncate"},
        ])
        self.space.hopline("run", self.space.write("job.json", SCRIPT.read_text()))
        self.emulator.admin("DELETE", "/faults")
        self.assertEqual(lines(self.java.scan(TARGET)), lines(points))

    def test_integer_is_refused_with_the_cure(self):
        window = ["--set", "startTime=20230423010000", "--set", "endTime=20230423020000"]
        for script, arguments in ((SCRIPT, []), (INCREMENTAL, window)):
            text = script.read_text(encoding="utf-8").replace('"INT"', '"INTEGER"')
            done = self.space.hopline(
                "check", self.space.write("job.json", text), *arguments, expect=2)
            self.assertRegex(done.stderr, r"job\.json:1:\d+: .*INTEGER.*write INT")


class IncrementalCopy(Tables):
    CLOCK = ("--clock", "2023-04-23T00:00:00+08:00")

    def put(self, time, points):
        self.emulator.set_clock(f"2023-04-23T{time}:00+08:00")
        self.python.put(SOURCE, points)

    def run_window(self, hour):
        self.emulator.set_clock(f"2023-04-23T{hour + 1:02}:06:00+08:00")
        self.space.hopline(
            "run", INCREMENTAL, "--set", f"startTime=20230423{hour:02}0000",
            "--set", f"endTime=20230423{hour + 1:02}0000")

    def target(self):
        return lines(self.java.scan(TARGET))

    def test_chained_windows_make_the_target_what_the_source_was(self):
        first = awkward_points() + many_points(2_000)
        later = [{**p, "fields": {"int_col": ["INTEGER", i]}} for i, p in enumerate(first[::5])]
        self.put("01:10", first)
        self.put("02:20", later)
        for _ in range(2):
            self.run_window(1)
            self.assertEqual(self.target(), lines(first))
        self.run_window(2)
        untouched = [p for i, p in enumerate(first) if i % 5 != 0]
        self.assertEqual(self.target(), lines(untouched + later))


if __name__ == "__main__":
    unittest.main()
