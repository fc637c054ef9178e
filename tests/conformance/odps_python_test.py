"""PyODPS, unchanged, against the emulator's MaxCompute: tables and partitions through SQL, rows
of every type through Tunnel as records and as Arrow, each compression, queries, errors."""

import datetime
import decimal
import unittest

import hopline_harness as hh
import odps_client as oc
import pandas
import pyarrow
from odps import errors
from odps.models import TableSchema

# PyODPS has no Arrow form of JSON.
ARROW_TYPES = {name: kind for name, kind in oc.TYPES.items() if kind != "json"}
COMPRESSIONS = (None, "zlib", "snappy", "lz4", "zstd")


class OdpsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(
            hh.Emulator("--odps", "127.0.0.1:0", "--admin", "127.0.0.1:0")
        )
        cls.client = oc.connect(cls.emulator)
        cls.tunnel = oc.tunnel_of(cls.client)

    def table(self, types, partition=None):
        name = "t_" + self.id().rsplit(".", 1)[1]
        return oc.create(self.client, name, types, partition)

    def upload(self, table, rows, block=0, partition=None, compression=None, **options):
        session = self.tunnel.create_upload_session(
            table.name, partition_spec=partition, compress_algo=compression, **options
        )
        with session.open_record_writer(block) as writer:
            for row in rows:
                writer.write(table.new_record(list(row)))
        session.commit([block])
        return session

    def rows(self, table, partition=None, **options):
        with table.open_reader(partition=partition, reopen=True, **options) as reader:
            return [oc.plain_row(record) for record in reader]

    def query(self, sql):
        with self.client.execute_sql(sql).open_reader(tunnel=True) as reader:
            return [list(record.values) for record in reader]


class Metadata(OdpsTest):
    def test_tables_are_made_described_listed_and_dropped(self):
        schema = TableSchema.from_lists(
            ["id", "tags"], ["bigint", "map<string,array<decimal(10,2)>>"], ["pt"], ["string"]
        )
        table = self.client.create_table("made", schema, comment="it's a \"table\"", lifecycle=7)
        table.reload()
        self.assertEqual(table.comment, "it's a \"table\"")
        self.assertEqual(table.lifecycle, 7)
        self.assertEqual(
            [(c.name, str(c.type).lower()) for c in table.table_schema.columns],
            [("id", "bigint"), ("tags", "map<string,array<decimal(10,2)>>"), ("pt", "string")],
        )
        self.assertTrue(self.client.exist_table("MADE"))
        self.assertIn("made", [t.name for t in self.client.list_tables(prefix="ma")])
        self.assertNotIn("made", [t.name for t in self.client.list_tables(prefix="x")])
        with self.assertRaisesRegex(errors.ODPSError, "already exists"):
            self.client.create_table("made", schema)
        self.client.delete_table("made")
        self.assertFalse(self.client.exist_table("made"))
        with self.assertRaises(errors.NoSuchObject):
            self.client.get_table("made").reload()
        with self.assertRaises(errors.ODPSError):
            self.client.delete_table("made")
        self.client.delete_table("made", if_exists=True)

    def test_partitions_are_added_listed_found_and_dropped(self):
        table = self.table({"id": "bigint"}, "pt string, hh bigint")
        for spec in ("pt=b,hh=1", "hh=2,pt=a", "pt=a,hh=1"):
            table.create_partition(spec)
        names = [str(p.partition_spec) for p in table.partitions]
        self.assertEqual(names, ["pt='a',hh='1'", "pt='a',hh='2'", "pt='b',hh='1'"])
        found = [str(p.partition_spec) for p in table.iterate_partitions("pt='a'")]
        self.assertEqual(found, names[:2])
        self.assertTrue(table.exist_partition("pt=a,hh=2"))
        self.assertFalse(table.exist_partition("pt=c,hh=2"))
        table.create_partition("pt=a,hh=1", if_not_exists=True)
        with self.assertRaisesRegex(errors.ODPSError, "already exists"):
            table.create_partition("pt=a,hh=1")
        table.delete_partition("pt=a,hh=1")
        self.assertFalse(table.exist_partition("pt=a,hh=1"))
        table.delete_partition("pt=a,hh=1", if_exists=True)
        with self.assertRaises(errors.ODPSError):
            table.delete_partition("pt=a,hh=1")

    def test_schemas_are_apart(self):
        other = oc.connect(self.emulator, schema="other")
        oc.create(self.client, "same", {"a": "bigint"})
        self.assertFalse(other.exist_table("same"))


class Rows(OdpsTest):
    def check(self, actual, expected):
        self.assertEqual(len(actual), len(expected))
        for got, want in zip(actual, expected):
            self.assertEqual(got, [oc.plain(value) for value in want])

    def test_every_type_as_records_in_every_compression(self):
        table = self.table(oc.TYPES)
        for block, compression in enumerate(COMPRESSIONS):
            with self.subTest(compression=compression):
                self.upload(table, oc.ROWS, block, compression=compression, overwrite=True)
                self.check(self.rows(table, compress_algo=compression), oc.ROWS)

    def test_every_type_as_arrow_in_every_compression(self):
        table = self.table(ARROW_TYPES)
        drop = list(oc.TYPES).index("c_json")
        rows = [row[:drop] + row[drop + 1 :] for row in oc.ROWS]
        self.upload(table, rows)
        written = self.tunnel.create_download_session(table.name)
        with written.open_arrow_reader(0, len(rows)) as reader:
            batch = reader.read()
        for compression in COMPRESSIONS:
            with self.subTest(compression=compression):
                session = self.tunnel.create_upload_session(
                    table.name, compress_algo=compression, overwrite=True
                )
                with session.open_arrow_writer(0) as writer:
                    writer.write(batch)
                session.commit([0])
                self.check(self.rows(table), rows)
                read = self.tunnel.create_download_session(
                    table.name, compress_algo=compression
                )
                with read.open_arrow_reader(0, len(rows)) as reader:
                    self.assertEqual(reader.read(), batch)

    def test_moments_before_1970(self):
        table = self.table({"d": "date", "t": "datetime", "n": "timestamp"})
        rows = [
            [datetime.date(1582, 10, 15), datetime.datetime(1000, 1, 1, 1, 1, 1, 1000), None],
            [datetime.date(1969, 12, 31), datetime.datetime(1969, 12, 31, 23, 59, 59, 999000),
             pandas.Timestamp("1677-09-22")],
        ]
        self.upload(table, rows)
        # Years that pandas cannot hold are compared as datetime.
        with table.open_reader() as reader:
            actual = [list(record.values) for record in reader]
        self.assertEqual(actual, rows)

    def test_row_ranges_and_columns(self):
        table = self.table({"a": "bigint", "b": "string", "c": "double"})
        rows = [[i, f"row {i}", i / 2] for i in range(1000)]
        self.upload(table, rows[:400], 0)
        self.upload(table, rows[400:], 7)
        session = self.tunnel.create_download_session(table.name)
        self.assertEqual(session.count, 1000)
        for start, count in ((0, 1000), (399, 2), (999, 1), (1000, 0)):
            with session.open_record_reader(start, count) as reader:
                self.assertEqual([list(r.values) for r in reader], rows[start : start + count])
        with session.open_record_reader(398, 4, columns=["a", "c"]) as reader:
            self.assertEqual([list(r.values) for r in reader], [[i, i / 2] for i in range(398, 402)])
        with session.open_arrow_reader(10, 3, columns=["b"]) as reader:
            self.assertEqual(reader.read().to_pydict(), {"b": ["row 10", "row 11", "row 12"]})
        with self.assertRaisesRegex(errors.ODPSError, "row range"):
            list(session.open_record_reader(1, 1000))

    def test_blocks_are_committed_together_and_replaced_by_id(self):
        table = self.table({"a": "bigint"})
        session = self.tunnel.create_upload_session(table.name)
        for block, value in ((3, 30), (1, 10), (3, 31), (19999, 99)):
            with session.open_record_writer(block) as writer:
                writer.write(table.new_record([value]))
        again = self.tunnel.create_upload_session(table.name, upload_id=session.id)
        self.assertEqual(sorted(int(b) for b in again.get_block_list()), [1, 3, 19999])
        self.assertEqual(self.rows(table), [])
        session.commit([1, 3, 19999])
        self.assertEqual(self.rows(table), [[10], [31], [99]])

    def test_an_overwrite_replaces_at_the_commit(self):
        table = self.table({"a": "bigint"}, "pt string")
        table.create_partition("pt=1")
        table.create_partition("pt=2")
        self.upload(table, [[1]], partition="pt=1")
        self.upload(table, [[2]], partition="pt=2")
        session = self.tunnel.create_upload_session(
            table.name, partition_spec="pt=1", overwrite=True
        )
        with session.open_record_writer(0) as writer:
            writer.write(table.new_record([3]))
        before = self.tunnel.create_download_session(table.name, partition_spec="pt=1")
        self.assertEqual([row[0] for row in self.rows(table, "pt=1")], [1])
        session.commit([0])
        self.assertEqual([row[0] for row in self.rows(table, "pt=1")], [3])
        self.assertEqual([row[0] for row in self.rows(table, "pt=2")], [2])
        # A session is a snapshot.
        with before.open_record_reader(0, 1) as reader:
            self.assertEqual([r[0] for r in reader], [1])

    def test_open_writer_makes_the_partition(self):
        table = self.table({"a": "bigint"}, "pt string")
        with table.open_writer(partition="pt=new", create_partition=True) as writer:
            writer.write([[1], [2]])
        self.assertEqual([row[0] for row in self.rows(table, "pt=new")], [1, 2])
        table.truncate(partition_spec="pt=new")
        self.assertEqual(self.rows(table, "pt=new"), [])

    def test_intervals_and_legacy_decimal_as_records(self):
        table = self.table({"d": "interval_day_time", "n": "decimal"})
        rows = [[pandas.Timedelta(-1, "ns"), decimal.Decimal("9" * 36 + "." + "1" * 18)],
                [pandas.Timedelta(days=3, nanoseconds=7), None]]
        self.upload(table, rows)
        self.assertEqual(self.rows(table), rows)

    def test_a_preview(self):
        table = self.table({"a": "bigint", "t": "timestamp"})
        self.upload(table, [[i, pandas.Timestamp(i)] for i in range(5)])
        with self.tunnel.open_preview_reader(table, limit=3, arrow=True) as reader:
            batch = reader.read()
        self.assertEqual(batch.column(0).to_pylist(), [0, 1, 2])


class Queries(OdpsTest):
    def test_rows_that_a_condition_keeps(self):
        table = self.table({"a": "bigint", "b": "string", "d": "decimal(6,2)"}, "pt string")
        for day in ("20240301", "20240302"):
            table.create_partition(f"pt={day}")
            self.upload(
                table,
                [[i, f"{day} it's {i}", decimal.Decimal(i) / 4] for i in range(10)] + [[None] * 3],
                partition=f"pt={day}",
            )
        name = table.name
        self.assertEqual(self.query(f"select count(*) from {name}"), [[22]])
        self.assertEqual(self.query(f"SELECT COUNT(1) AS n FROM {name} WHERE pt=20240301;"), [[11]])
        self.assertEqual(
            self.query(f"select a, pt from `{name}` where pt='20240302' and a >= 8"),
            [[8, "20240302"], [9, "20240302"]],
        )
        for condition, expected in (
            ("a in (1, 3) and not pt <> '20240301'", [1, 3]),
            ("a between 2 and 3 and pt like '%02'", [2, 3]),
            ("pt = '20240301' and (a < 1 or d > 2.1)", [0, 9]),
            ("a is null and pt = '20240301'", [None]),
            ("b = '20240301 it\\'s 4'", [4]),
        ):
            with self.subTest(condition):
                got = self.query(f"select a from {name} where {condition}")
                self.assertEqual([row[0] for row in got], expected)
        whole = self.query(f"select * from {name} limit 1")
        self.assertEqual(whole, [[0, "20240301 it's 0", decimal.Decimal("0.00"), "20240301"]])
        with self.client.execute_sql(f"select b, a from {name} where a = 1").open_reader(
            tunnel=False
        ) as reader:
            self.assertEqual(reader.raw.splitlines()[0], '"b","a"')
            self.assertEqual(reader.raw.splitlines()[1], '"20240301 it\'s 1",1')

    def test_statements_that_fail_say_why(self):
        with self.assertRaisesRegex(errors.ParseError, r"ODPS-0130161:\[1,1\] Parse exception"):
            self.client.execute_sql("selec 1")
        with self.assertRaisesRegex(errors.ODPSError, "Table not found - table demo.nowhere"):
            self.client.execute_sql("select * from nowhere")
        table = self.table({"a": "bigint"})
        with self.assertRaisesRegex(errors.ODPSError, "column b cannot be resolved"):
            self.client.execute_sql(f"select b from {table.name}")


class Errors(OdpsTest):
    def test_signatures_are_checked(self):
        for overrides, text in (
            ({"access_id": "nobody"}, "ODPS-0410051:Invalid credentials"),
            ({"secret_access_key": "wrong"}, "ODPS-0410042:Invalid signature value"),
        ):
            with self.assertRaisesRegex(errors.ODPSError, text):
                list(oc.connect(self.emulator, **overrides).list_tables())
        signed = oc.connect(self.emulator, region_name="cn-hangzhou")
        self.assertIsInstance(list(signed.list_tables()), list)

    def test_what_a_session_refuses(self):
        plain = self.table({"a": "bigint"})
        parted = oc.create(self.client, "parted", {"a": "bigint"}, "pt string")
        for table, partition, code in (
            (parted, None, "MissingPartitionSpec"),
            (parted, "pt=none", "NoSuchPartition"),
            (parted, "day=1", "InvalidPartitionSpec"),
            (plain, "pt=1", "InvalidPartitionSpec"),
        ):
            with self.subTest(code), self.assertRaisesRegex(errors.ODPSError, code):
                self.tunnel.create_upload_session(table.name, partition_spec=partition)
        session = self.tunnel.create_upload_session(plain.name)
        with self.assertRaisesRegex(errors.ODPSError, "InvalidBlockID"):
            with session.open_record_writer(20000) as writer:
                writer.write(plain.new_record([1]))

    def test_values_that_their_column_cannot_hold(self):
        table = self.table({"c": "char(2)", "d": "decimal(4,2)"})
        session = self.tunnel.create_upload_session(table.name)
        batch = pyarrow.record_batch(
            [pyarrow.array(["abc"]), pyarrow.array([None], pyarrow.decimal128(4, 2))], ["c", "d"]
        )
        with self.assertRaisesRegex(errors.ODPSError, r"column c: a value of type char\(2\)"):
            with session.open_arrow_writer(0) as writer:
                writer.write(batch)
        self.assertEqual(list(session.get_block_list()), [])

    def test_a_session_ends_with_its_commit_and_with_its_day(self):
        table = self.table({"a": "bigint"})
        done = self.upload(table, [[1]])
        self.assertEqual(
            self.tunnel.create_upload_session(table.name, upload_id=done.id).status.name, "Closed"
        )
        with self.assertRaisesRegex(errors.ODPSError, "StatusConflict"):
            done._complete_upload()
        keys = self.emulator["anyClock"]
        late = oc.connect(
            self.emulator, access_id=keys["accessId"], secret_access_key=keys["accessKey"]
        )
        tunnel = oc.tunnel_of(late)
        session = tunnel.create_upload_session(table.name)
        try:
            self.emulator.admin("POST", "/clock", {"advance_s": 24 * 3600})
            again = tunnel.create_upload_session(table.name, upload_id=session.id)
            self.assertEqual(again.status.name, "Expired")
            with self.assertRaisesRegex(errors.ODPSError, "StatusConflict"):
                with again.open_record_writer(0) as writer:
                    writer.write(table.new_record([1]))
            with self.assertRaises(errors.ODPSError) as skewed:
                list(self.client.list_tables())
            self.assertEqual(skewed.exception.code, "RequestTimeTooSkewed")
        finally:
            self.emulator.admin("POST", "/clock", {"real": True})


if __name__ == "__main__":
    unittest.main()
