"""The published pair of scripts that keeps a copy of a time-series table, as they stand: all of it
(ots → ots), then hour by hour what changed (otsstream → ots). The vendor's Python SDK writes, its
Java SDK scans both tables."""

import unittest

import hopline_harness as hh
from timeseries_sdks import Java, Python, lines, point

INSTANCE = "demo"
SOURCE, TARGET = "source_timeseries_table", "target_timeseries_table"
FULL, CHANGES = hh.SEEDS / "004_ots_to_ots.json", hh.SEEDS / "004_otsstream_to_ots.json"
TAGS = [{}, {"os": "linux", "region": "杭州"}, {"a": "x,y", "Z": "[z]", "b\\c": "'{}' \\"}]


def points_of(numbers, **fields):
    """Points of 20 time lines; the columns that the scripts name, or `fields` in place of them."""
    return [
        point(
            f"m{i % 2}", "" if i % 20 == 0 else f"host {i % 20}", TAGS[i % 20 % 3],
            1_600_000_000_000_000 + i * 1_000_001,
            fields or {
                "string_col": f'text, "{i}"\n中文', "bool_col": i % 3 == 0,
                "int_col": (-1) ** i * (2**62 + i), "double_col": i / 7,
            },
        )
        for i in numbers
    ]  # fmt: skip


class Pair(unittest.TestCase):
    def setUp(self):
        self.emulator = self.enterContext(hh.Emulator("--clock", "2023-04-23T17:40:00+08:00"))
        record = self.emulator.datasources(INSTANCE)["tablestore_demo"]
        self.space = self.enterContext(hh.Workspace({"environments": {"prod": {"datasources": {
            "MySourceTablestoreDatasource": record, "MyTargetTablestoreDatasource": record,
        }}}}))  # fmt: skip
        self.python = Python(self.emulator, INSTANCE)
        self.java = Java(self.emulator, INSTANCE)
        for table in (SOURCE, TARGET):
            self.python.create(table)

    def run_script(self, script, *arguments):
        path = self.space.write("job.json", script.read_text(encoding="utf-8"))
        self.space.hopline("run", path, *arguments)

    def run_window(self, hour):
        """At six minutes past its end."""
        self.emulator.set_clock(f"2023-04-23T{hour + 1:02}:06:00+08:00")
        start, end = (f"20230423{h:02}0000" for h in (hour, hour + 1))
        self.run_script(CHANGES, "--set", f"startTime={start}", "--set", f"endTime={end}")

    def test_a_full_copy_and_the_windows_behind_it_are_the_table(self):
        self.python.put(SOURCE, points_of(range(200)))
        self.run_script(FULL)
        # A point that is written again loses the fields that it does not have any more.
        windows = {18: points_of(range(200, 300)) + points_of(range(50), int_col=7),
                   19: points_of(range(300, 320)) + points_of(range(25), double_col=0.1)}
        for hour, points in windows.items():
            self.emulator.set_clock(f"2023-04-23T{hour:02}:10:00+08:00")
            self.python.put(SOURCE, points)
        for hour in (18, 19, 18, 19):  # and once more from the first one
            self.run_window(hour)
            if hour == 19:
                self.assertEqual(lines(self.java.scan(TARGET, 2)), lines(self.java.scan(SOURCE)))
        self.assertEqual(len(self.java.scan(TARGET)), 320)


if __name__ == "__main__":
    # The Python SDK calls what its flatbuffers deprecates, once per row.
    unittest.main(warnings="ignore")
