"""The vendor's Python SDK, unchanged, against the emulator's Tablestore: tables, rows, ranges,
batches, with signature versions 2 and 4. (It has no streams and no split points.)"""

import unittest

import hopline_harness as hh
import tablestore as ts

ALL_TYPES = [
    ("binary", bytearray(b"\x00\xff")),
    ("boolean", True),
    ("double", -1.5),
    ("integer", -(2**63)),
    ("string", "中文, é, 😀"),
]
IGNORE = ts.Condition("IGNORE")
EVERYTHING = ([("k", ts.INF_MIN), ("n", ts.INF_MIN)], [("k", ts.INF_MAX), ("n", ts.INF_MAX)])


def key(k, n):
    return [("k", k), ("n", n)]


def plain(row):
    """A row's attributes as name: value; their versions left out."""
    return {name: value for name, value, _ in row.attribute_columns}


class Common:
    """Every test has an instance of its own, with a table t: k STRING, n INTEGER."""

    region = None

    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(hh.Emulator())

    def setUp(self):
        type(self).instances = getattr(type(self), "instances", 0) + 1
        self.client = self.open(f"test-{self.instances}")
        self.create("t")

    def open(self, instance, **options):
        return ts.OTSClient(
            self.emulator["ots"], self.emulator["accessId"], self.emulator["accessKey"],
            instance, region=self.region, **options,
        )

    def create(self, name, keys=(("k", "STRING"), ("n", "INTEGER")), **options):
        self.client.create_table(
            ts.TableMeta(name, list(keys)),
            ts.TableOptions(**{"time_to_live": -1, "max_version": 3, **options}),
            ts.ReservedThroughput(ts.CapacityUnit(0, 0)),
        )

    def put(self, k, n, columns=(("v", 1),), condition=IGNORE, table="t"):
        return self.client.put_row(table, ts.Row(key(k, n), list(columns)), condition)

    def get(self, k, n, **options):
        """The row, or None."""
        return self.client.get_row("t", key(k, n), **options)[1]

    def range(self, direction="FORWARD", start=EVERYTHING[0], end=EVERYTHING[1], **options):
        """One page: the keys found and where the next page begins."""
        _, following, rows, _ = self.client.get_range("t", direction, start, end, **options)
        return [tuple(v for _, v in row.primary_key) for row in rows], following


class Tables(Common):
    def test_a_table_is_made_listed_described_and_deleted(self):
        keys = [("a", "STRING"), ("b", "INTEGER"), ("c", "BINARY"), ("d", "INTEGER")]
        meta = ts.TableMeta("whole", keys, [("name", "STRING"), ("age", "INTEGER")])
        self.client.create_table(
            meta, ts.TableOptions(86400, 5, 3600), ts.ReservedThroughput(ts.CapacityUnit(0, 0))
        )
        self.assertEqual(sorted(self.client.list_table()), ["t", "whole"])
        found = self.client.describe_table("whole")
        self.assertEqual(found.table_meta.table_name, "whole")
        self.assertEqual(found.table_meta.schema_of_primary_key, keys)
        self.assertEqual(
            found.table_meta.defined_columns, [("name", "STRING"), ("age", "INTEGER")]
        )
        options = found.table_options
        self.assertEqual(
            (options.time_to_live, options.max_version, options.max_time_deviation),
            (86400, 5, 3600),
        )
        self.client.delete_table("whole")
        self.assertEqual(list(self.client.list_table()), ["t"])

    def test_options_are_changed_one_by_one(self):
        changed = self.client.update_table("t", ts.TableOptions(None, 7, None))
        self.assertEqual(changed.table_options.max_version, 7)
        self.assertEqual(changed.table_options.time_to_live, -1)
        self.client.update_table("t", ts.TableOptions(100000, None, None))
        options = self.client.describe_table("t").table_options
        self.assertEqual((options.time_to_live, options.max_version), (100000, 7))

    def test_update_row_can_be_forbidden(self):
        self.create("frozen", allow_update=False)
        row = ts.Row(key("a", 1), {"PUT": [("v", 1)]})
        with self.assertRaises(ts.OTSServiceError) as raised:
            self.client.update_row("frozen", row, IGNORE)
        self.assertEqual(raised.exception.code, "OTSParameterInvalid")
        self.client.put_row("frozen", ts.Row(key("a", 1), [("v", 1)]), IGNORE)

    def test_a_table_is_made_with_partitions(self):
        self.client._create_table_ex(
            ts.TableMeta("split", [("k", "STRING")]), ts.TableOptions(-1, 1),
            ts.ReservedThroughput(ts.CapacityUnit(0, 0)), split_points=["g", "p"],
        )
        self.assertIn("split", self.client.list_table())

    def test_instances_do_not_share_tables(self):
        other = self.open("elsewhere")
        self.assertEqual(list(other.list_table()), [])


class Rows(Common):
    def test_every_type_comes_back_as_it_was(self):
        consumed, _ = self.put("a", 1, ALL_TYPES)
        self.assertEqual((consumed.read, consumed.write), (0, 1))
        consumed, row, token = self.client.get_row("t", key("a", 1))
        self.assertEqual((consumed.read, consumed.write), (1, 0))
        self.assertEqual(row.primary_key, key("a", 1))
        self.assertEqual(plain(row), dict(ALL_TYPES))
        self.assertFalse(token)
        self.assertIsNone(self.get("a", 2))

    def test_keys_of_every_type(self):
        keys = [("s", "STRING"), ("i", "INTEGER"), ("b", "BINARY")]
        self.create("typed", keys)
        pk = [("s", "é"), ("i", -5), ("b", bytearray(b"\x00\xff"))]
        self.client.put_row("typed", ts.Row(pk, [("v", 1)]), IGNORE)
        self.assertEqual(self.client.get_row("typed", pk)[1].primary_key, pk)

    def test_a_put_replaces_the_row(self):
        self.put("a", 1, [("old", 1), ("v", 1)])
        self.put("a", 1, [("v", 2)])
        self.assertEqual(plain(self.get("a", 1)), {"v": 2})

    def test_an_update_puts_deletes_and_counts(self):
        now = self.now_ms()
        versions = [("many", n, now + n) for n in range(3)]
        self.put("a", 1, [*versions, ("gone", 1), ("count", 40)])
        change = {
            "PUT": [("new", "x"), ("dated", "y", now)],
            "DELETE": [("many", None, now + 1)],
            "DELETE_ALL": ["gone"],
            "INCREMENT": [("count", 2), ("fresh", -1)],
        }
        self.client.update_row("t", ts.Row(key("a", 1), change), IGNORE)
        row = self.get("a", 1, max_version=5)
        self.assertEqual(
            [(n, v) for n, v, _ in row.attribute_columns if n in ("count", "fresh", "new")],
            [("count", 42), ("count", 40), ("fresh", -1), ("new", "x")],
        )
        self.assertIn(("dated", "y", now), row.attribute_columns)
        many = [(v, t - now) for n, v, t in row.attribute_columns if n == "many"]
        self.assertEqual(many, [(2, 2), (0, 0)])
        self.assertNotIn("gone", plain(row))

    def now_ms(self):
        """A version that the service has just given."""
        self.put("clock", 0)
        return self.get("clock", 0).attribute_columns[0][2]

    def test_versions(self):
        now = self.now_ms()
        for n in range(5):
            put = {"PUT": [("v", n, now + n)]}
            self.client.update_row("t", ts.Row(key("a", 1), put), IGNORE)
        wanted = [  # what is asked for, the versions that come (3 are kept)
            ({"max_version": 1}, [4]),
            ({"max_version": 9}, [4, 3, 2]),
            ({"max_version": None, "time_range": (now + 2, now + 4)}, [3, 2]),
            ({"max_version": 1, "time_range": (now, now + 4)}, [3]),
            ({"max_version": None, "time_range": now + 3}, [3]),
            ({"max_version": None, "time_range": (0, now + 2)}, []),
        ]
        for options, values in wanted:
            with self.subTest(options):
                cells = self.get("a", 1, **options).attribute_columns
                self.assertEqual([v for _, v, _ in cells], values)

    def test_deletes(self):
        self.put("a", 1)
        self.client.delete_row("t", ts.Row(key("a", 1)), IGNORE)
        self.assertIsNone(self.get("a", 1))
        self.client.delete_row("t", ts.Row(key("a", 1)), IGNORE)

    def test_conditions_on_the_row_and_its_columns(self):
        def column(comparator, value, missing=True):
            return ts.SingleColumnCondition("v", value, comparator, missing)

        both = ts.CompositeColumnCondition(ts.LogicalOperator.AND)
        both.add_sub_condition(column(ts.ComparatorType.GREATER_THAN, 0))
        both.add_sub_condition(column(ts.ComparatorType.LESS_THAN, 2))
        neither = ts.CompositeColumnCondition(ts.LogicalOperator.NOT)
        neither.add_sub_condition(both)
        cases = [  # row expectation, column condition, on a present row, on an absent one
            ("IGNORE", None, True, True),
            ("EXPECT_EXIST", None, True, False),
            ("EXPECT_NOT_EXIST", None, False, True),
            ("IGNORE", column(ts.ComparatorType.EQUAL, 1), True, True),
            ("IGNORE", column(ts.ComparatorType.EQUAL, 1, False), True, False),
            ("IGNORE", column(ts.ComparatorType.NOT_EQUAL, 1), False, True),
            ("IGNORE", column(ts.ComparatorType.GREATER_EQUAL, 2), False, True),
            ("IGNORE", column(ts.ComparatorType.LESS_EQUAL, 1), True, True),
            ("EXPECT_EXIST", both, True, False),
            ("IGNORE", neither, False, False),
        ]
        writes = {
            "put": lambda k, c: self.put(k, 1, [("v", 1)], c),
            "update": lambda k, c: self.client.update_row(
                "t", ts.Row(key(k, 1), {"PUT": [("v", 1)]}), c),
            "delete": lambda k, c: self.client.delete_row("t", ts.Row(key(k, 1)), c),
        }
        for row, columns, *outcomes in cases:
            for k, expected in zip(("present", "absent"), outcomes):
                for name, write in writes.items():
                    with self.subTest(write=name, row=row, columns=columns, on=k):
                        self.put("present", 1)
                        self.client.delete_row("t", ts.Row(key("absent", 1)), IGNORE)
                        self.assertEqual(self.met(write, k, ts.Condition(row, columns)), expected)

    def met(self, write, k, condition):
        try:
            write(k, condition)
        except ts.OTSServiceError as error:
            self.assertEqual(
                (error.http_status, error.code, error.message),
                (403, "OTSConditionCheckFail", "Condition check failed."),
            )
            return False
        return True

    def test_generated_keys_grow(self):
        self.create("auto", [("k", "STRING"), ("n", "INTEGER", ts.PK_AUTO_INCR)])
        given = []
        for _ in range(3):
            row = ts.Row(key("a", ts.PK_AUTO_INCR), [("v", 1)])
            _, made = self.client.put_row("auto", row, IGNORE, ts.ReturnType.RT_PK)
            given.append(made.primary_key[1][1])
        self.assertEqual(given, sorted(set(given)))
        rows = self.client.get_range("auto", "FORWARD", *EVERYTHING)[2]
        self.assertEqual([row.primary_key for row in rows], [key("a", n) for n in given])

    def test_columns_and_their_ranges(self):
        self.put("a", 1, [(c, c) for c in "bdca"])
        self.assertEqual(list(plain(self.get("a", 1))), ["a", "b", "c", "d"])
        self.assertEqual(list(plain(self.get("a", 1, columns_to_get=["d", "a", "x"]))), ["a", "d"])
        self.assertEqual(
            list(plain(self.get("a", 1, start_column="b", end_column="d"))), ["b", "c"]
        )
        self.assertIsNone(self.get("a", 1, columns_to_get=["x"]))
        self.assertEqual(plain(self.get("a", 1, columns_to_get=["k"])), {})

    def test_cells_past_their_time_to_live_are_gone(self):
        with hh.Emulator() as self.emulator:
            keys = self.emulator["anyClock"]
            self.client = ts.OTSClient(
                self.emulator["ots"], keys["accessId"], keys["accessKey"], "demo",
                region=self.region,
            )
            self.create("t", time_to_live=86400)
            self.put("a", 1)
            self.emulator.admin("POST", "/clock", {"advance_s": 86399})
            self.assertIsNotNone(self.get("a", 1))
            self.emulator.admin("POST", "/clock", {"advance_s": 2})
            self.assertIsNone(self.get("a", 1))
            self.assertEqual(self.range()[0], [])


class Ranges(Common):
    ROWS = [("a", 1), ("a", 2), ("b", -1), ("b", 5), ("c", 0)]

    def setUp(self):
        super().setUp()
        for k, n in self.ROWS:
            self.put(k, n, [("v", n), (k, "x")])

    def test_bounds_and_directions(self):
        low, high = EVERYTHING
        cases = [
            ("FORWARD", low, high, self.ROWS),
            ("BACKWARD", high, low, self.ROWS[::-1]),
            ("FORWARD", key("a", 2), key("b", 5), [("a", 2), ("b", -1)]),
            ("BACKWARD", key("b", 5), key("a", 2), [("b", 5), ("b", -1)]),
            ("FORWARD", key("b", ts.INF_MIN), key("b", ts.INF_MAX), [("b", -1), ("b", 5)]),
            ("FORWARD", key("aa", 0), key("b", -1), []),
        ]
        for direction, start, end, expected in cases:
            with self.subTest(direction=direction, start=start, end=end):
                self.assertEqual(self.range(direction, start, end), (expected, None))

    def test_pages_end_where_the_next_ones_begin(self):
        low, high = EVERYTHING
        for direction, start, end, rows in (
            ("FORWARD", low, high, self.ROWS), ("BACKWARD", high, low, self.ROWS[::-1]),
        ):
            found = []
            while start:
                page, start = self.range(direction, start, end, limit=2)
                self.assertLessEqual(len(page), 2)
                found += page
            self.assertEqual(found, rows)

    def test_the_iterator_reads_through_pages(self):
        consumed = ts.CapacityUnit(0, 0)
        rows = self.client.xget_range("t", "FORWARD", *EVERYTHING, consumed, count=4)
        self.assertEqual([row.primary_key for row in rows], [key(*r) for r in self.ROWS[:4]])
        self.assertGreater(consumed.read, 0)

    def test_rows_without_the_wanted_columns_are_left_out(self):
        self.assertEqual(self.range(columns_to_get=["b"])[0], [("b", -1), ("b", 5)])
        self.assertEqual(self.range(columns_to_get=["k"])[0], self.ROWS)

    def test_filters(self):
        def column(comparator, value, missing=False):
            return ts.SingleColumnCondition("v", value, comparator, missing)

        either = ts.CompositeColumnCondition(ts.LogicalOperator.OR)
        either.add_sub_condition(column(ts.ComparatorType.EQUAL, 5))
        either.add_sub_condition(column(ts.ComparatorType.LESS_THAN, 0))
        cases = [
            (column(ts.ComparatorType.EQUAL, 2), [("a", 2)]),
            (column(ts.ComparatorType.NOT_EQUAL, 2), [r for r in self.ROWS if r[1] != 2]),
            (column(ts.ComparatorType.GREATER_EQUAL, 2), [("a", 2), ("b", 5)]),
            (column(ts.ComparatorType.EQUAL, "2"), []),
            (either, [("b", -1), ("b", 5)]),
            (ts.SingleColumnCondition("b", "x", ts.ComparatorType.EQUAL, True), self.ROWS),
        ]
        for condition, expected in cases:
            with self.subTest(condition):
                self.assertEqual(self.range(column_filter=condition)[0], expected)

    def test_a_page_may_hold_nothing_and_yet_not_be_the_last(self):
        items = [
            ts.PutRowItem(ts.Row(key("z", n), [("v", 9)]), IGNORE) for n in range(5100)
        ]
        for at in range(0, len(items), 200):
            request = ts.BatchWriteRowRequest()
            request.add(ts.TableInBatchWriteRowItem("t", items[at : at + 200]))
            self.assertTrue(self.client.batch_write_row(request).is_all_succeed())
        nothing = ts.SingleColumnCondition("v", 77, ts.ComparatorType.EQUAL)
        page, following = self.range(column_filter=nothing)
        self.assertEqual((page, following), ([], key("z", 4995)))
        page, following = self.range(start=following, column_filter=nothing)
        self.assertEqual((page, following), ([], None))


class Batches(Common):
    def write(self, **rows_of):
        request = ts.BatchWriteRowRequest()
        for table, items in rows_of.items():
            request.add(ts.TableInBatchWriteRowItem(table, items))
        return self.client.batch_write_row(request)

    def test_writes_of_all_kinds_to_two_tables(self):
        self.create("u")
        self.put("a", 2, [("old", 1)])
        self.put("a", 3)
        done = self.write(
            t=[
                ts.PutRowItem(ts.Row(key("a", 1), [("v", 1)]), IGNORE),
                ts.UpdateRowItem(ts.Row(key("a", 2), {"PUT": [("v", 2)]}), IGNORE),
                ts.DeleteRowItem(ts.Row(key("a", 3)), IGNORE),
            ],
            u=[ts.PutRowItem(ts.Row(key("b", 1), [("v", 3)]), IGNORE)],
        )
        self.assertTrue(done.is_all_succeed())
        self.assertEqual([r.consumed.write for r in done.get_succeed_of_put()], [1, 1])
        self.assertEqual(plain(self.get("a", 1)), {"v": 1})
        self.assertEqual(plain(self.get("a", 2)), {"old": 1, "v": 2})
        self.assertIsNone(self.get("a", 3))
        self.assertEqual(self.client.get_row("u", key("b", 1))[1].primary_key, key("b", 1))

    def test_rows_fail_one_by_one(self):
        must_exist = ts.Condition("EXPECT_EXIST")
        done = self.write(
            t=[
                ts.PutRowItem(ts.Row(key("a", 1), [("v", 1)]), must_exist),
                ts.PutRowItem(ts.Row(key("a", 2), [("v", 1)]), IGNORE),
            ],
            absent=[ts.PutRowItem(ts.Row(key("a", 1), [("v", 1)]), IGNORE)],
        )
        fates = [
            (r.is_ok, r.error_code, r.error_message) for r in done.get_put_by_table("t")
        ]
        self.assertEqual(fates[0], (False, "OTSConditionCheckFail", "Condition check failed."))
        self.assertTrue(fates[1][0])
        self.assertEqual(
            [(r.error_code, r.error_message) for r in done.get_put_by_table("absent")],
            [("OTSObjectNotExist", "Requested table does not exist.")],
        )

    def test_writes_of_one_row_are_done_in_their_order(self):
        row = key("a", 1)
        self.write(
            t=[
                ts.PutRowItem(ts.Row(row, [("v", 1), ("w", 1)]), IGNORE),
                ts.DeleteRowItem(ts.Row(row), IGNORE),
                ts.UpdateRowItem(ts.Row(row, {"PUT": [("v", 2)]}), IGNORE),
            ]
        )
        self.assertEqual(plain(self.get("a", 1)), {"v": 2})

    def test_reads_keep_the_order_of_the_keys(self):
        self.put("a", 1, [("v", 1), ("w", 1)])
        self.put("a", 3, [("v", 3)])
        request = ts.BatchGetRowRequest()
        keys = [key("a", n) for n in (3, 2, 1)]
        request.add(ts.TableInBatchGetRowItem("t", keys, ["v"], max_version=1))
        request.add(ts.TableInBatchGetRowItem("absent", keys[:1], max_version=1))
        found = self.client.batch_get_row(request)
        rows = found.get_result_by_table("t")
        self.assertEqual(
            [r.row and plain(r.row) for r in rows], [{"v": 3}, None, {"v": 1}]
        )
        self.assertEqual(
            [r.error_code for r in found.get_result_by_table("absent")], ["OTSObjectNotExist"]
        )
        self.assertFalse(found.is_all_succeed())


def with_each_signature(kind):
    """The tests of `kind`, once per version of the signature."""
    version_2 = type(f"{kind.__name__}V2", (kind, unittest.TestCase), {})
    version_4 = type(
        f"{kind.__name__}V4", (kind, unittest.TestCase), {"region": "cn-hangzhou"}
    )
    return version_2, version_4


TablesV2, TablesV4 = with_each_signature(Tables)
RowsV2, RowsV4 = with_each_signature(Rows)
RangesV2, RangesV4 = with_each_signature(Ranges)
BatchesV2, BatchesV4 = with_each_signature(Batches)


if __name__ == "__main__":
    unittest.main()
