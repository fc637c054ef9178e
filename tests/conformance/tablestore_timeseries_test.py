"""The vendor's SDKs, unchanged, against the emulator's time-series tables: Python, Go and both
generations of Java write, read each other's points and meta, scan, and follow the stream."""

import collections
import unittest

import hopline_harness as hh
import tablestore as ts
from tablestore.timeseries_condition import (
    CompositeMetaQueryCondition,
    DataSourceMetaQueryCondition,
    MetaQueryCompositeOperator,
    MetaQuerySingleOperator,
    TagMetaQueryCondition,
)
from timeseries_sdks import Go, Java, Python, lines, point

# Nothing is escaped in the string of tags; the Python SDK cannot read values with commas back.
AWKWARD_TAGS = [
    {},
    {"os": "linux", "region": "hangzhou"},
    {"B": "1", "a": "x,y", "Z": "[z]", "b\\c": "你 \\"},
    {"!#$": "a'b", "~": "{\t}", "long": "x" * 480},
    {"k": " ", "k2": '],['},
]
EVERY_TYPE = {
    "binary_v": bytearray(b"\x00\xff\x80"),
    "bool_v": False,
    "double_v": -2.5e-300,
    "int_v": -(2**63),
    "string_v": "中文, é, 😀",
    "empty_v": "",
}
TIMES = [0, 1, 1600000000123456, 1600000000123457, 4102444800000001, 2**53 + 1]


def all_points():
    """Every tag form, every type and every kind of time; one field changes its type."""
    points = []
    for i, tags in enumerate(AWKWARD_TAGS):
        for j, time in enumerate(TIMES):
            fields = {**EVERY_TYPE, "n": i * 100 + j} if j % 2 == 0 else {"n": f"text {j}"}
            points.append(point(f"m{i % 2}", "" if i == 0 else f"host,{i}", tags, time, fields))
    return points


def many_points(count, time_lines):
    return [
        point("many", f"h{i % time_lines}", {"n": str(i % 7)}, i, {"v": i, "d": i / 3})
        for i in range(count)
    ]


class Common(unittest.TestCase):
    """Every test has an instance of its own, with a time-series table t."""

    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(hh.Emulator())

    def setUp(self):
        type(self).instances = getattr(type(self), "instances", 0) + 1
        self.instance = f"test-{self.instances}"
        self.python = Python(self.emulator, self.instance)
        self.python.create("t")

    def java(self, generation):
        return Java(self.emulator, self.instance, generation)


class Points(Common):
    def test_python_writes_and_both_generations_of_java_scan(self):
        points = all_points() + many_points(1000, 60)
        self.python.put("t", points)
        for generation in ("old", "new"):
            found = self.java(generation).scan("t", splits=3)
            self.assertEqual(lines(found), lines(points))
            counts = collections.Counter(p["split"] for p in found)
            self.assertEqual(set(counts), {0, 1, 2})
        # Writing again changes nothing; a scan of one measurement, in small pages.
        self.python.put("t", points)
        wanted = [p for p in points if p["measurement"] == "m1"]
        self.assertEqual(lines(self.java("new").scan("t", 2, "m1", 7)), lines(wanted))

    def test_java_writes_and_the_others_read(self):
        points = all_points()
        for generation, other in (("old", "new"), ("new", "old")):
            table = f"by_{generation}"
            self.python.create(table)
            self.assertEqual(self.java(generation).put(table, points), [])
            self.assertEqual(lines(self.java(other).scan(table)), lines(points))
            key = next(p for p in points if p["tags"] == AWKWARD_TAGS[1])
            of_key = [p for p in points if p["tags"] == key["tags"]]
            self.assertEqual(self.python.get(table, key, limit=4), of_key)
            self.assertEqual(self.python.get(table, key, backward=True), of_key[::-1])

    def test_go_writes_both_encodings_and_java_scans(self):
        points = all_points()
        go = Go(self.emulator, self.instance)
        half = len(points) // 2
        self.assertEqual(go.put("t", points[:half], "flatbuffers"), [])
        self.assertEqual(go.put("t", points[half:], "protobuf"), [])
        self.assertEqual(lines(self.java("new").scan("t")), lines(points))
        keys = [p for p in points if p["time"] == 0]
        self.assertEqual(lines(go.get("t", keys, limit=4)), lines(points))

    def test_one_time_line_read_backward_page_by_page(self):
        points = [point("m", "", {"a": "x,y"}, t, {"v": t}) for t in range(25)]
        self.python.put("t", points)
        for generation in ("old", "new"):
            found = self.java(generation).get("t", points[:1], limit=10, backward=True)
            self.assertEqual([p["time"] for p in found], list(range(24, -1, -1)))

    def test_a_refused_point_is_named(self):
        bad = point("m", "", {}, 1, {"v:i": 1})
        good = point("m", "", {}, 2, {"v": 1})
        for generation in ("old", "new"):
            (failed,) = self.java(generation).put("t", [good, bad])
            self.assertEqual(failed["index"], 1)
            self.assertEqual(failed["code"], "OTSParameterInvalid")
        self.assertEqual(self.python.get("t", good), [good])

    def test_points_that_are_made_to_fail_are_named_the_others_are_written(self):
        points = [point("m", "", {}, t, {"v": t}) for t in range(5)]
        self.emulator.admin("POST", "/faults", {
            "operation": "PutTimeseriesData", "nth": 1, "action": "fail_rows",
            "code": "OTSParameterInvalid"})
        # The Python SDK breaks on every reply that has failed rows.
        failed = self.java("new").put("t", points)
        self.emulator.admin("DELETE", "/faults")
        self.assertEqual([(f["index"], f["code"]) for f in failed],
                         [(n, "OTSParameterInvalid") for n in (0, 2, 4)])
        self.assertEqual(self.python.get("t", points[0]), points[1::2])


class Streams(Common):
    def test_both_generations_of_java_follow_the_stream(self):
        points = all_points() + many_points(300, 20)
        self.python.put("t", points)
        self.emulator.admin("POST", f"/tablestore/{self.instance}/t/split", {})
        self.python.put("t", points[:1])
        for generation in ("old", "new"):
            records = self.java(generation).stream("t", limit=100)
            self.assertEqual({r["type"] for r in records}, {"PUT"})
            self.assertEqual(len({r["shard"] for r in records}), 2)
            # Of one shard in the order of writing.
            self.assertEqual(
                [(r["measurement"], r["source"], r["time"], r["fields"]) for r in records],
                [
                    (p["measurement"], p["source"], p["time"], p["fields"])
                    for p in points + points[:1]
                ],
            )
            self.assertEqual(records[12]["tags_text"], '["B=1","Z=[z]","a=x,y","b\\c=你 \\"]')


class Meta(Common):
    def find(self, condition=None, **options):
        request = ts.QueryTimeseriesMetaRequest("t", condition, getTotalHits=True, **options)
        return self.python.client.query_timeseries_meta(request)

    def test_conditions_and_pages_of_python(self):
        self.python.put("t", many_points(70, 10))
        page = self.find(limit=30)
        self.assertEqual((len(page.timeseriesMetas), page.totalHits), (30, 70))
        rest = self.find(limit=100, nextToken=page.nextToken)
        self.assertEqual((len(rest.timeseriesMetas), rest.nextToken), (40, None))
        host = DataSourceMetaQueryCondition(MetaQuerySingleOperator.OP_EQUAL, "h3")
        tag = TagMetaQueryCondition(MetaQuerySingleOperator.OP_LESS_EQUAL, "n", "2")
        both = CompositeMetaQueryCondition(MetaQueryCompositeOperator.OP_AND, [host, tag])
        self.assertEqual(self.find(host).totalHits, 7)
        self.assertEqual(self.find(tag).totalHits, 30)
        self.assertEqual(self.find(both).totalHits, 3)
        neither = CompositeMetaQueryCondition(MetaQueryCompositeOperator.OP_NOT, [both])
        self.assertEqual(self.find(neither).totalHits, 67)

    def test_attributes_written_by_python_are_seen_by_java(self):
        self.python.put("t", all_points())
        key = Python.key(all_points()[6])
        self.python.client.update_timeseries_meta(
            ts.UpdateTimeseriesMetaRequest("t", [ts.TimeseriesMeta(key, {"owner": "me"})])
        )
        for generation in ("old", "new"):
            metas = self.java(generation).meta("t")
            self.assertEqual({m["total"] for m in metas}, {len(AWKWARD_TAGS)})
            tags = sorted((m["tags"] for m in metas), key=str)
            self.assertEqual(tags, sorted(AWKWARD_TAGS, key=str))
            owned = [m for m in metas if m["attributes"]]
            self.assertEqual([m["attributes"] for m in owned], [{"owner": "me"}])
        self.python.client.delete_timeseries_meta(ts.DeleteTimeseriesMetaRequest("t", [key]))
        self.assertEqual(self.find().totalHits, len(AWKWARD_TAGS) - 1)


class Tables(Common):
    def test_tables_are_described_listed_updated_and_deleted_by_python(self):
        client = self.python.client
        self.python.create(
            "own", 86400,
            timeseries_meta_options=ts.TimeseriesMetaOptions(604800, False),
            timeseries_keys=["_m_name", "_tags", "region"],
            field_primary_keys=[("cores", "INTEGER")],
        )
        meta = client.describe_timeseries_table("own").table_meta
        self.assertEqual(meta.timeseries_table_options.time_to_live, 86400)
        self.assertEqual(meta.timeseries_meta_options.meta_time_to_live, 604800)
        self.assertIs(meta.timeseries_meta_options.allow_update_attributes, False)
        self.assertEqual(meta.timeseries_keys, ["_m_name", "_tags", "region"])
        names = [table.timeseries_table_name for table in client.list_timeseries_table()]
        self.assertEqual(names, ["own", "t"])
        self.assertEqual(list(client.list_table()), [])
        client.update_timeseries_table(
            ts.TimeseriesTableMeta("t", ts.TimeseriesTableOptions(172800))
        )
        meta = client.describe_timeseries_table("t").table_meta
        self.assertEqual(meta.timeseries_table_options.time_to_live, 172800)
        client.delete_timeseries_table("t")
        with self.assertRaises(ts.OTSServiceError) as error:
            client.describe_timeseries_table("t")
        self.assertEqual(error.exception.get_error_code(), "OTSObjectNotExist")

    def test_keys_of_a_tables_own_become_tags_and_fields(self):
        self.python.create(
            "own", timeseries_keys=["_m_name", "_tags", "region"],
            field_primary_keys=[("cores", "INTEGER")],
        )
        points = [
            point("cpu", "", {"region": "hz", "vendor": v}, t, {"cores": t + 1, "load": 0.5})
            for v in ("a", "b") for t in range(3)
        ]  # fmt: skip
        self.python.put("own", points)
        self.assertEqual(lines(self.java("new").scan("own", 2)), lines(points))
        self.assertEqual(self.python.get("own", points[0]), points[:3])
        with self.assertRaisesRegex(RuntimeError, "OTSParameterInvalid"):
            self.java("old").scan("own")


if __name__ == "__main__":
    # The Python SDK calls what its flatbuffers deprecates, once per row.
    unittest.main(warnings="ignore")
