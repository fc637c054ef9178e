"""The vendor's Java SDK, unchanged, against the emulator's MaxCompute, and tables that it and hopline
hand to each other: tests/conformance/java_odps/OdpsJudge.java says what it does and how cells look."""

import base64
import datetime
import decimal
import json
import os
import pathlib
import subprocess
import unittest

import hopline_harness as hh
import numpy
import odps_client as oc
import pandas

JAVA_DIR = pathlib.Path(os.environ.get("HOPLINE_JAVA_DIR", hh.ROOT / "build/java")) / "odps"
RECORD_COMPRESSIONS = ("ODPS_RAW", "ODPS_ZLIB", "ODPS_SNAPPY", "ODPS_LZ4_FRAME", "ODPS_ZSTD")
ARROW_COMPRESSIONS = ("ODPS_RAW", "ODPS_ZLIB", "ODPS_SNAPPY", "ODPS_ARROW_LZ4_FRAME")
# What PyODPS has no values for, or writes wrong.
MORE_TYPES = {"d": "interval_day_time", "m": "interval_year_month", "t": "timestamp", "n": "decimal"}
MORE_ROWS = [[[-1, 999999999], -14, [-1, 999999999], "9" * 36 + "." + "1" * 18],
             [[86400, 0], 14, [-2208988800, 1], "-0.5"], [None] * 4]


class Judge:
    """The SDK in a process of its own; each command is a line there, its answer a line back."""

    def __init__(self, emulator):
        self.process = subprocess.Popen(
            # The best code is not worth its time for so few rows. Arrow wants the module opened.
            ["java", "-XX:TieredStopAtLevel=1", "--add-opens=java.base/java.nio=ALL-UNNAMED",
             "-cp", f"{JAVA_DIR}/*:{JAVA_DIR}", "OdpsJudge", emulator["odps"],
             emulator["accessId"], emulator["accessKey"], oc.PROJECT],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.communicate()

    def __call__(self, command, **arguments):
        self.process.stdin.write(json.dumps({"do": command, **arguments}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the judge has died:\n{self.process.stderr.read()}")
        answer = json.loads(line)
        if isinstance(answer, dict) and "error" in answer:
            raise Refused(answer["error"])
        return answer


class Refused(Exception):
    """What the SDK throws."""


def moment(nanoseconds):
    return [int(nanoseconds // 10**9), int(nanoseconds % 10**9)]


def cell(value, kind=""):
    """A Python value in the judge's form."""
    if kind == "json":
        return None if value is None else json.dumps(value, separators=(",", ":"))
    if isinstance(value, dict):
        if kind.startswith("struct"):
            return {name: cell(field) for name, field in value.items()}
        return sorted([cell(key), cell(item)] for key, item in value.items())
    if isinstance(value, list):
        return [cell(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return moment(pandas.Timestamp(value).as_unit("ns").value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def cells(rows):
    return [[cell(value, kind) for value, kind in zip(row, oc.TYPES.values())] for row in rows]


class JavaTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(
            hh.Emulator("--odps", "127.0.0.1:0", "--admin", "127.0.0.1:0"))
        cls.judge = cls.enterClassContext(Judge(cls.emulator))
        cls.client = oc.connect(cls.emulator)

    def table(self, types, suffix="", partition=()):
        name = "v_" + self.id().rsplit(".", 1)[1] + suffix
        self.judge("create", table=name, columns=types, partition_columns=dict(partition))
        return name

    def python_rows(self, table):
        """What PyODPS reads."""
        with self.client.get_table(table).open_reader(reopen=True) as reader:
            return [oc.plain_row(record) for record in reader]

    def java_rows(self, table, **options):
        return self.judge("download", table=table, **options)

    def assert_rows(self, actual, expected):
        """Java prints the shortest text of a float, Python that of the double with its value."""
        place = list(oc.TYPES).index("c_float")
        for row in actual:
            row[place] = None if row[place] is None else float(numpy.float32(row[place]))
        self.assertEqual(actual, expected)

    def test_tables_are_made_described_and_dropped(self):
        self.judge("create", table="made", columns={**oc.TYPES, **MORE_TYPES}, comment="it's \"one\"",
                   partition_columns={"pt": "string"})
        described = self.judge("describe", table="made")
        self.assertEqual(described["comment"], "it's \"one\"")
        self.assertEqual({name: kind.lower() for name, kind in described["columns"].items()},
                         {**oc.TYPES, **MORE_TYPES, "pt": "string"})
        with self.assertRaisesRegex(Refused, "already exists"):
            self.judge("create", table="made", columns={"a": "bigint"}, partition_columns={})
        self.judge("drop", table="made")
        with self.assertRaisesRegex(Refused, "NoSuchObject.*ODPS-0130131:Table not found"):
            self.judge("describe", table="made")

    def test_partitions_are_added_found_listed_and_dropped(self):
        table = self.table({"a": "bigint"}, partition={"pt": "string", "hh": "bigint"}.items())
        for spec in ("pt='b',hh='1'", "pt='a',hh='2'"):
            self.judge("add_partition", table=table, partition=spec)
        with self.assertRaisesRegex(Refused, "already exists"):
            self.judge("add_partition", table=table, partition="pt='a',hh='2'")
        self.assertEqual(self.judge("partitions", table=table), ["pt=a/hh=2", "pt=b/hh=1"])
        self.assertTrue(self.judge("has_partition", table=table, partition="pt='a',hh='2'"))
        self.assertFalse(self.judge("has_partition", table=table, partition="pt='a',hh='1'"))
        self.judge("upload", table=table, partition="pt='a',hh='2'", blocks={"0": [[1]]})
        self.assertEqual(self.java_rows(table, partition="pt='a',hh='2'"), [[1]])
        self.assertEqual(self.java_rows(table, partition="pt='b',hh='1'"), [])
        with self.assertRaisesRegex(Refused, "NoSuchPartition"):
            self.java_rows(table, partition="pt='c',hh='1'")
        self.judge("drop_partition", table=table, partition="pt='a',hh='2'")
        self.assertEqual(self.judge("partitions", table=table), ["pt=b/hh=1"])

    def test_every_type_as_records_in_every_compression(self):
        table = self.table(oc.TYPES)
        expected = [[oc.plain(value) for value in row] for row in oc.ROWS]
        for compression in RECORD_COMPRESSIONS:
            with self.subTest(compression=compression):
                state = self.judge("upload", table=table, blocks={"3": cells(oc.ROWS)},
                                   overwrite=True, compression=compression)
                self.assertEqual(state, "CLOSED")
                seen = self.python_rows(table)
                self.assertEqual(seen, expected)
                self.assert_rows(self.java_rows(table, compression=compression), cells(seen))

    def test_every_type_as_arrow(self):
        source, copy = self.table(oc.TYPES, "_a"), self.table(oc.TYPES, "_b")
        self.judge("upload", table=source, blocks={"0": cells(oc.ROWS)})
        for compression in ARROW_COMPRESSIONS:
            with self.subTest(compression=compression):
                self.judge("truncate", table=copy)
                self.assertEqual(self.java_rows(copy), [])
                self.judge("copy_arrow", source=source, table=copy, compression=compression)
                self.assertEqual(self.java_rows(copy), self.java_rows(source))

    def test_intervals_and_moments_before_1970(self):
        table = self.table(MORE_TYPES)
        rows = [*MORE_ROWS, [None, None, [-62135596800, 1], "7"]]
        self.judge("upload", table=table, blocks={"0": rows})
        read = self.java_rows(table)
        self.assertEqual([row[:3] for row in read], [row[:3] for row in rows])
        self.assertEqual([row[3] and decimal.Decimal(row[3]) for row in read],
                         [row[3] and decimal.Decimal(row[3]) for row in rows])

    def test_ranges_and_columns(self):
        table = self.table({"a": "bigint", "b": "string", "c": "double"})
        rows = [[i, f"row {i}", i / 2] for i in range(1000)]
        self.judge("upload", table=table, blocks={"7": rows[400:], "0": rows[:400]})
        self.assertEqual(self.java_rows(table), rows)
        for start, count in ((399, 2), (999, 1), (1000, 0)):
            self.assertEqual(self.java_rows(table, start=start, count=count), rows[start:start + count])
        self.assertEqual(self.java_rows(table, start=398, count=3, columns=["c", "a"]),
                         [[i / 2, i] for i in range(398, 401)])
        with self.assertRaisesRegex(Refused, "InvalidRowRange"):
            self.java_rows(table, start=999, count=2)

    def test_an_upload_adds_and_an_overwrite_replaces(self):
        table = self.table({"a": "bigint"})
        for value, overwrite in ((1, False), (2, False), (3, True)):
            self.judge("upload", table=table, blocks={"0": [[value]]}, overwrite=overwrite)
            expected = [[3]] if overwrite else [[i] for i in range(1, value + 1)]
            self.assertEqual(self.java_rows(table), expected)

    def test_queries(self):
        table = self.table({"a": "bigint", "s": "string"})
        self.judge("upload", table=table, blocks={"0": [[1, "it's, \"so\""], [2, None], [3, "中"]]})
        found = self.judge("sql", query=f"select s, a from {table} where a <> 3;")
        self.assertEqual(found["rows"], [["it's, \"so\"", 1], [None, 2]])
        self.assertEqual(found["csv"], '"s","a"\n"it\'s, ""so""",1\n\\N,2\n')
        found = self.judge("sql", query=f"select count(*) from {table};")
        self.assertEqual(found, {"rows": [[3]], "csv": '"_c0"\n3\n'})
        with self.assertRaisesRegex(Refused, r"ODPS-0130161:\[1,1\] Parse exception"):
            self.judge("sql", query="selec 1;")

    def test_hopline_reads_what_java_wrote_and_java_what_hopline_wrote(self):
        types = {**oc.TYPES, **MORE_TYPES}
        rows = [row + more for row, more in zip(cells(oc.ROWS), MORE_ROWS)]
        source = self.table(types, "_a", [("pt", "string")])
        self.judge("add_partition", table=source, partition="pt='1'")
        self.judge("upload", table=source, partition="pt='1'", blocks={"0": rows})
        copy = self.table(types, "_b")
        place = {"odpsServer": self.emulator["odps"], "project": oc.PROJECT, "column": ["*"],
                 "accessId": self.emulator["accessId"], "accessKey": self.emulator["accessKey"]}
        with hh.Workspace() as space:
            job = space.write("job.json", hh.job(
                ("odps", {**place, "table": source, "partition": "pt=1"}),
                ("odps", {**place, "table": copy, "truncate": True})))
            space.hopline("run", job)
        read = self.java_rows(copy)
        self.assertEqual(len(read), len(MORE_ROWS))
        self.assertEqual(read, self.java_rows(source, partition="pt='1'"))


if __name__ == "__main__":
    unittest.main()
