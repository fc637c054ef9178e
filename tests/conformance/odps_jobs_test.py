"""Jobs that write and read MaxCompute tables, PyODPS judging both ends: the published script of
otsstream to odps, every type both ways, one copy whatever goes wrong, clear refusals."""

import itertools
import pathlib
import subprocess
import unittest

import hopline_harness as hh
import main_job
import odps_client as oc

SCRIPT = hh.SEEDS / "003_otsstream_to_odps.json"
CONSTANT = [{"name": "id", "type": "long", "sequence": "1"}, {"name": "name", "value": "alpha"}]


def source(emulator):
    return {"type": "maxcompute", "endpoint": emulator["odps"], "project": oc.PROJECT,
            "accessId": emulator["accessId"], "accessKey": emulator["accessKey"]}


class Jobs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(hh.Emulator())
        cls.client = oc.connect(cls.emulator)

    def setUp(self):
        self.space = self.enterContext(hh.Workspace({"environments": {"prod": {"datasources": {
            "odps": source(self.emulator)}}}}))
        self.addCleanup(self.emulator.admin, "DELETE", "/faults")

    def table(self, suffix="", types=None, partition=None):
        name = "j_" + self.id().rsplit(".", 1)[1] + suffix
        return oc.create(self.client, name, types or {"id": "bigint", "name": "string"}, partition)

    def rows(self, table, partition=None):
        with table.open_reader(partition=partition, reopen=True) as reader:
            return [oc.plain_row(record) for record in reader]

    def writer(self, target, **changed):
        return ("odps", {"datasource": "odps", "table": target.name, "column": ["*"],
                         "truncate": True, **changed})

    def reader(self, table, **changed):
        return ("odps", {"datasource": "odps", "table": table.name, "column": ["*"], **changed})

    def generator(self, rows):
        return ("stream", {"column": CONSTANT, "sliceRecordCount": rows})

    def all_rows(self, table):
        """Rows of all partitions, partition columns last."""
        query = self.client.execute_sql(f"select * from {table.name}")
        with query.open_reader(tunnel=True) as reader:
            return sorted([list(record.values) for record in reader])

    def scattered(self, count=480):
        """A table whose rows name 24 partitions pt, hh; and those rows."""
        table = self.table("_from", {"id": "bigint", "name": "string", "p": "string", "h": "bigint"})
        rows = [[i, f"n{i}", str(i % 24), i % 3] for i in range(1, count + 1)]
        with table.open_writer() as writer:
            for row in rows:
                writer.write(table.new_record(row))
        return table, rows

    def naming(self, table, **changed):
        """A writer of rows that name their partitions."""
        return self.writer(table, **{"column": ["id", "name", "pt", "hh"], **changed})

    def run_job(self, reader, writer, tasks=1, expect=0, limit="0", options=()):
        setting = {"errorLimit": {"record": limit}, "speed": {"concurrent": tasks}}
        self.space.write("job.json", hh.job(reader, writer, setting))
        return self.space.hopline("run", "job.json", *options, expect=expect)

    # ---- every type, both ways

    def assert_types_survive(self, **form):
        first, second = self.table("_a", oc.TYPES), self.table("_b", oc.TYPES)
        with first.open_writer() as writer:
            for row in oc.ROWS:
                writer.write(first.new_record(list(row)))
        self.run_job(self.reader(first, **form), self.writer(second, **form))
        self.assertEqual(self.rows(second), self.rows(first))

    def test_every_type_as_records(self):
        self.assert_types_survive(tunnelFormat="records")

    def test_every_type_as_arrow(self):
        self.assert_types_survive(tunnelFormat="arrow")

    def test_every_encoding(self):
        table, copy = self.table("_a"), self.table("_b")
        self.run_job(self.generator(3000), self.writer(table), tasks=2)
        for form in ("records", "arrow"):
            for encoding in ("raw", "deflate", "lz4", "snappy", "zstd"):
                with self.subTest(form=form, encoding=encoding):
                    choice = {"tunnelFormat": form, "contentEncoding": encoding}
                    self.run_job(self.reader(table, **choice), self.writer(copy, **choice), 3)
                    self.assertEqual(sorted(self.rows(copy)), sorted(self.rows(table)))

    # ---- partitions, columns, conditions

    def test_partitions_columns_and_constants(self):
        table = self.table(partition="pt string, hh bigint")
        for spec in ("hh=1/pt=a", "pt=b,hh=2", "pt='b',hh='10'"):
            self.run_job(self.generator(2), self.writer(table, partition=spec))
        copy = self.table("_copy", {"a": "string", "b": "bigint", "c": "string", "d": "bigint"})
        columns = ["'x' as mark", "HH", "name", "id"]
        self.run_job(self.reader(table, column=columns, partition="pt=b,hh=*"),
                     self.writer(copy), tasks=2)
        self.assertEqual(sorted(self.rows(copy)), sorted(
            [["x", hh_, "alpha", i] for hh_ in (2, 10) for i in (1, 2)]))
        self.run_job(self.reader(table, column=["'only' as c"], partition=["pt=a,hh=?"]),
                     self.writer(copy, column=["c"]))
        self.assertEqual(self.rows(copy), [[None, None, "only", None]] * 2)
        done = self.run_job(self.reader(table, partition="pt=none,hh=1"), self.writer(copy),
                            expect=1)
        self.assertIn("none of the table's 3 partitions fits", done.stderr)
        self.run_job(self.reader(table, partition="pt=none,hh=1", successOnNoPartition=True),
                     self.writer(copy, column=["d", "a"]))
        self.assertEqual(self.rows(copy), [])

    def test_pages_that_arrive_damaged_are_asked_for_again(self):
        table, copy = self.table("_a"), self.table("_b")
        self.run_job(self.generator(9000), self.writer(table))
        for form in ("records", "arrow"):
            with self.subTest(form=form):
                self.emulator.admin("DELETE", "/faults")
                self.emulator.admin("POST", "/faults", [{
                    "service": "odps", "operation": "ReadRows", "action": "corrupt", "nth": 2,
                    "times": 3}])
                self.run_job(self.reader(table, tunnelFormat=form), self.writer(copy))
                (fault,) = self.emulator.admin("GET", "/faults")["faults"]
                self.assertEqual(fault["struck"], 3)
                self.assertEqual(self.rows(copy), self.rows(table))

    def test_rows_chosen_by_a_condition(self):
        table, copy = self.table("_a"), self.table("_b")
        self.run_job(self.generator(50), self.writer(table))
        self.run_job(self.reader(table, where="id > 47"), self.writer(copy), tasks=2)
        self.assertEqual(sorted(row[0] for row in self.rows(copy)), [48, 49, 50])

    def test_a_query_gives_partition_columns_and_expressions(self):
        table = self.table(partition="pt string, hh bigint")
        for spec in ("pt=a,hh=1", "pt=b,hh=2"):
            self.run_job(self.generator(3), self.writer(table, partition=spec))
        copy = self.table("_copy", {"a": "bigint", "b": "string", "c": "string", "d": "bigint"})
        columns = ["length(name)", "PT", "concat(pt, '-', id) as tag", "hh"]
        where = "hh = 2 and length(concat(pt, id)) = 2 and id > 1"
        self.run_job(self.reader(table, column=columns, where=where), self.writer(copy), tasks=2)
        self.assertEqual(sorted(self.rows(copy)), [[5, "b", "b-2", 2], [5, "b", "b-3", 2]])
        for column, condition, says in (
            (["id", "concat(id)"], {"partition": "pt=a,hh=1"}, "set enableWhere and where"),
            (["id", "nothing"], {"where": "hh = 2"}, "the table has no column nothing"),
            (["shout(name)"], {"where": "hh = 2"}, "shout is no function"),
            (["*"], {"enableWhere": True}, "needs a condition where there are partitions"),
        ):
            with self.subTest(says=says):
                done = self.run_job(self.reader(table, column=column, **condition),
                                    self.writer(copy), expect=None)
                self.assertIn(done.returncode, (1, 2))
                self.assertIn(says, done.stderr)

    # ---- rows that name their partitions

    def test_rows_name_their_partitions(self):
        """Exactly those that receive rows are replaced; with truncate off they grow."""
        source_table, rows = self.scattered()
        table = self.table(partition="pt string, hh bigint")
        for spec in ("pt=0,hh=0", "pt=old,hh=9"):
            self.run_job(self.generator(1), self.writer(table, partition=spec))
        old = [1, "alpha", "old", 9]
        self.run_job(self.reader(source_table), self.naming(table), tasks=4)
        self.assertEqual(self.all_rows(table), sorted(rows + [old]))
        self.assertEqual(len(list(table.partitions)), 25)
        self.run_job(self.reader(source_table), self.naming(table, truncate=False), tasks=4)
        self.assertEqual(self.all_rows(table), sorted(rows * 2 + [old]))
        # Every process has sessions of its own, and they replace the partitions together.
        self.run_job(self.reader(source_table),
                     self.naming(table, supportDynamicPartition=True,
                                 column=["id", "NAME", "PT", "HH"]),
                     tasks=3, options=["--isolate"])
        self.assertEqual(self.all_rows(table), sorted(rows + [old]))
        job = self.space.write("explained.json", hh.job(
            self.reader(source_table), self.naming(table), {"errorLimit": {"record": "0"}}))
        explained = " ".join(self.space.hopline("explain", job).stdout.split())
        self.assertIn("exactly the partitions that receive rows are replaced", explained)

    def test_dates_name_partitions_by_their_form(self):
        table = self.table(partition="pt string")
        column = [{"type": "long", "sequence": "1"}, {"value": "2023-04-23"},
                  {"type": "date", "value": "2023-04-23 17:00:00"}]
        self.run_job(("stream", {"column": column, "sliceRecordCount": 1}),
                     self.writer(table, column=["id", "name", "pt"], partitionColumnMapping=[
                         {"name": "pt", "dateFormat": "yyyyMMdd"}]))
        self.assertEqual(self.all_rows(table), [[1, "2023-04-23", "20230423"]])

    def test_rows_without_a_partition_are_dirty(self):
        """DataX ends the task at a blank value; here the row counts as dirty."""
        source_table = self.table("_from", {"id": "bigint", "p": "string"})
        with source_table.open_writer() as writer:
            for row in ([1, "a"], [2, None], [3, " "], [4, "b"]):
                writer.write(source_table.new_record(row))
        table = self.table(types={"id": "bigint"}, partition="pt string")
        naming = self.writer(table, column=["id", "pt"])
        done = self.run_job(self.reader(source_table), naming, expect=4)
        self.assertIn("2 dirty rows", done.stderr)
        self.assertEqual(list(table.partitions), [])
        self.run_job(self.reader(source_table), naming, limit="2")
        self.assertEqual(self.all_rows(table), [[1, "a"], [4, "b"]])

    def test_named_partitions_survive_death(self):
        """Before, during and after the commit, which goes from partition to partition."""
        source_table, rows = self.scattered(48)
        for truncate, places in (
            (True, (("CreateUpload", 3), ("UploadBlock", 3), ("CommitUpload", 1),
                    ("CommitUpload", 2), ("CommitUpload", 27))),
            (False, (("UploadBlock", 30), ("CommitUpload", 1), ("CommitUpload", 13))),
        ):
            for number, (operation, nth) in enumerate(places):
                with self.subTest(truncate=truncate, operation=operation, nth=nth):
                    table = self.table(f"_{truncate}_{number}".lower(),
                                       partition="pt string, hh bigint")
                    table.create_partition("pt='0',hh='0'")
                    with table.open_writer(partition="pt='0',hh='0'") as writer:
                        writer.write([0, "old"])
                    old = [] if truncate else [[0, "old", "0", 0]]
                    job = self.space.write("killed.json", hh.job(
                        self.reader(source_table), self.naming(table, truncate=truncate),
                        {"speed": {"concurrent": 2}}))
                    self.run_until(job, operation, nth)
                    self.space.hopline("run", job)
                    self.assertEqual(self.all_rows(table), sorted(old + rows))

    def test_a_partition_that_is_slow_does_not_hold_up_the_others(self):
        """The reply to the first commit is held back until all are done; then the process dies."""
        source_table, rows = self.scattered(48)
        table = self.table(partition="pt string, hh bigint")
        job = self.space.write("slow.json", hh.job(
            self.reader(source_table), self.naming(table), {"speed": {"concurrent": 1}}))
        self.run_until(job, "CommitUpload", 1, lambda: self.all_rows(table) == rows)
        self.space.hopline("run", job)
        self.assertEqual(self.all_rows(table), rows)

    def test_a_retried_task_leaves_one_copy_in_each_partition(self):
        """Of the first attempt blocks are in the sessions that the second one shares."""
        source_table, rows = self.scattered(96)
        table = self.table(partition="pt string, hh bigint")
        self.emulator.admin("POST", "/faults", [{
            "service": "odps", "operation": "UploadBlock", "nth": 10, "times": 1,
            "action": "error", "status": 503, "code": "InternalServerError"}])
        done = self.run_job(self.reader(source_table), self.naming(table, maxRetryTime=1), tasks=2)
        self.assertIn("left over from an attempt that lost", done.stderr)
        self.assertEqual(self.all_rows(table), rows)

    # ---- one copy

    def test_truncate_replaces_and_append_adds(self):
        table = self.table(partition="pt string")
        for _ in range(2):
            self.run_job(self.generator(100), self.writer(table, partition="pt=1"), tasks=4)
        self.assertEqual(len(self.rows(table, "pt=1")), 400)
        self.run_job(self.generator(7), self.writer(table, partition="pt=1", truncate=False))
        self.assertEqual(len(self.rows(table, "pt=1")), 407)

    def test_who_reads_during_a_truncate_sees_the_old_rows_or_the_new(self):
        """Downloads one after the other, from before the run until after it; the two requests
        that change something are held back for as long as some of them take."""
        table = self.table(partition="pt string")
        self.run_job(self.generator(700), self.writer(table, partition="pt=1"))
        old = [[i, "alpha", "1"] for i in range(1, 701)]
        new = [[i, "beta", "1"] for i in range(1, 601)]
        beta = ("stream", {"column": [CONSTANT[0], {"value": "beta"}], "sliceRecordCount": 300})
        job = self.space.write("truncate.json", hh.job(
            beta, self.writer(table, partition="pt=1"), {"speed": {"concurrent": 2}}))
        self.emulator.admin("POST", "/faults", [
            {"service": "odps", "operation": operation, "action": "delay", "delay_ms": 200}
            for operation in ("UploadBlock", "CommitUpload")])
        seen = [sorted(self.rows(table, "pt=1"))]
        with hh.killed_group(subprocess.Popen(
                self.space.command("run", job), env=self.space.environment(),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True)) as process:
            while process.poll() is None:
                seen.append(sorted(self.rows(table, "pt=1")))
            self.assertEqual(process.returncode, 0)
        seen.append(sorted(self.rows(table, "pt=1")))
        for rows in seen:
            self.assertIn(rows, (old, new))
        self.assertEqual([rows == new for rows in seen], sorted(rows == new for rows in seen))
        self.assertEqual((seen[0], seen[-1]), (old, new))

    def test_any_number_of_tasks_shares_one_session(self):
        for tasks in (2, 8):
            with self.subTest(tasks=tasks):
                table = self.table(f"_{tasks}")
                since = self.emulator.admin("GET", "/requests?since=99999999")["last"]
                self.run_job(self.generator(1000), self.writer(table), tasks=tasks)
                log = self.emulator.admin("GET", f"/requests?since={since}")["requests"]
                calls = [request["operation"] for request in log]
                self.assertEqual([calls.count(c) for c in ("CreateUpload", "CommitUpload")], [1, 1])
                self.assertGreaterEqual(calls.count("UploadBlock"), tasks)
                self.assertEqual(sorted(self.rows(table)),
                                 [[i, "alpha"] for i in range(1, 1000 * tasks + 1)])

    def test_lost_replies_and_refusals_leave_one_copy(self):
        table = self.table()
        calls = {(r["service"], r["operation"]) for r in self.requests_of(table)}
        self.assertGreaterEqual(len(calls), 5, calls)
        actions = ("cut_before", "cut_after", "truncate", "error")
        # Each run has a number of rows of its own: what the run before left would be noticed.
        for rows, ((service, operation), action) in enumerate(
                itertools.product(sorted(calls), actions), 51):
            with self.subTest(service=service, operation=operation, action=action):
                self.emulator.admin("DELETE", "/faults")
                self.emulator.admin("POST", "/faults", [{
                    "service": service, "operation": operation, "times": 1, "nth": 1,
                    "action": action, "status": 503, "code": "InternalServerError"}])
                self.run_job(self.generator(rows), self.writer(table), tasks=2)
                (fault,) = self.emulator.admin("GET", "/faults")["faults"]
                self.assertEqual(fault["struck"], 1)
                self.assertEqual(len(self.rows(table)), 2 * rows)

    def requests_of(self, table):
        since = self.emulator.admin("GET", "/requests?since=99999999")["last"]
        self.run_job(self.generator(50), self.writer(table), tasks=2)
        return self.emulator.admin("GET", f"/requests?since={since}")["requests"]

    def run_until(self, job, operation, nth, also=lambda: True):
        """Runs a job and kills it while the reply to a request is held back: what the request
        does is done, the program does not know. `also` has to come true before."""
        self.emulator.admin("POST", "/faults", [{
            "service": "odps", "operation": operation, "nth": nth, "times": 1, "action": "delay",
            "delay_ms": 600000}])
        with hh.killed_group(subprocess.Popen(
                self.space.command("run", job), env=self.space.environment(),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True)) as process:
            def struck():
                (fault,) = self.emulator.admin("GET", "/faults")["faults"]
                return fault["struck"] > 0 or process.poll() is not None
            hh.wait_until(struck, operation)
            hh.wait_until(also, operation)
            self.assertIsNone(process.poll(), operation)
        self.emulator.admin("DELETE", "/faults")

    def test_killed_and_run_again(self):
        """With truncate and without: an upload that was not committed is as if it had not been."""
        for truncate in (True, False):
            for number, (operation, nth) in enumerate((
                    ("CreateUpload", 1), ("UploadBlock", 1), ("UploadBlock", 2),
                    ("CommitUpload", 1))):
                with self.subTest(truncate=truncate, operation=operation, nth=nth):
                    table = self.table(f"_{truncate}_{number}".lower())
                    old = [] if truncate else [[0, "old"]]
                    table_writer = self.writer(table, truncate=truncate)
                    with table.open_writer() as writer:
                        writer.write(table.new_record([0, "old"]))
                    job = self.space.write("killed.json", hh.job(
                        self.generator(50), table_writer, {"speed": {"concurrent": 2}}))
                    self.run_until(job, operation, nth)
                    self.space.hopline("run", job)
                    self.assertEqual(sorted(self.rows(table)), sorted(
                        old + [[i, "alpha"] for i in range(1, 101)]))

    def test_a_task_that_fails_half_way_begins_its_blocks_anew(self):
        """The second of its blocks is refused for good; the next attempt has other block ids, and
        the first one's are made empty."""
        table = self.table()
        column = [CONSTANT[0], {"value": "x" * 20000}]
        generator = ("stream", {"column": column, "sliceRecordCount": 1000})
        self.emulator.admin("POST", "/faults", [{
            "service": "odps", "operation": "UploadBlock", "nth": 2, "times": 1,
            "action": "error", "status": 503, "code": "InternalServerError"}])
        since = self.emulator.admin("GET", "/requests?since=99999999")["last"]
        done = self.run_job(generator, self.writer(table, blockSizeInMB=8, maxRetryTime=1))
        blocks = [r for r in self.emulator.admin("GET", f"/requests?since={since}")["requests"]
                  if r["operation"] == "UploadBlock"]
        self.assertGreaterEqual(len(blocks), 5, blocks)
        self.assertIn("left over from an attempt that lost", done.stderr)
        self.assertEqual(sorted(r[0] for r in self.rows(table)), list(range(1, 1001)))

    # ---- what users get to see

    def test_mistakes_are_told(self):
        plain, parted = self.table("_plain"), self.table("_parted", partition="pt string")
        for writer, says in (
            (self.writer(plain, column=["id", "nmae"]), "the table has no column nmae"),
            (self.writer(plain, column=["id"]), "2 columns come in, but only 1"),
            (self.writer(plain, partition="pt=1"), "the table has no partitions"),
            (self.writer(parted), "partitioned by pt"),
            (self.writer(parted, partition="dt=1"), "partitioned by pt"),
            (self.writer(parted, column=["id", "pt"], partition="pt=1"),
             "pt is a partition column; its value stands in partition"),
            (self.writer(parted, supportDynamicPartition=True, partition="pt=1"),
             "leave one of the two out"),
            (self.writer(parted, supportDynamicPartition=True, column=["id", "name"]),
             "rows name their partitions by pt; name pt in it, too"),
            (self.writer(parted, supportDynamicPartition=True), "name all columns"),
            (self.writer(plain, supportDynamicPartition=True, column=["id", "name"]),
             "the table has no partitions; leave the key out"),
            (self.writer(plain, table="nothing_here"), "create the table, or correct table"),
            (("odps", {"odpsServer": self.emulator["odps"], "project": oc.PROJECT,
                       "accessId": self.emulator["accessId"], "accessKey": "wrong",
                       "table": plain.name, "column": ["*"], "truncate": True}),
             "correct accessKey"),
            (self.writer(plain, overLengthRule="cut"), "one of keepOn, truncate, setNull"),
            (self.writer(plain, contentEncoding="gzip"), "one of raw, deflate, lz4"),
        ):
            with self.subTest(says=says):
                done = self.run_job(self.generator(1), writer, expect=None)
                self.assertIn(done.returncode, (1, 2))
                self.assertIn(says, done.stderr)

    def test_values_that_do_not_fit_are_dirty(self):
        table = self.table(types={"a": "tinyint", "b": "varchar(3)", "c": "decimal(4,2)"})
        column = [{"type": "long", "sequence": "126"}, {"value": "中文字"}, {"value": "99.994"}]
        generator = ("stream", {"column": column, "sliceRecordCount": 3})
        done = self.run_job(generator, self.writer(table), expect=4)
        self.assertIn("1 dirty row", done.stderr)
        self.run_job(generator, self.writer(table), limit="1")
        self.assertEqual([[r[0], r[1], str(r[2])] for r in self.rows(table)],
                         [[126, "中文字", "99.99"], [127, "中文字", "99.99"]])

    def test_long_values_by_rule(self):
        table = self.table(types={"s": "string"})
        generator = ("stream", {"column": [{"value": "aé" * 10}], "sliceRecordCount": 1})
        for rule, expected in (("keepOn", "aé" * 10), ("setNull", None), ("truncate", "aéaéa")):
            with self.subTest(rule=rule):
                self.run_job(generator, self.writer(
                    table, overLengthRule=rule, maxOdpsFieldLength=20, maxFieldLength=8))
                self.assertEqual(self.rows(table), [[expected]])


class PublishedScript(unittest.TestCase):
    def test_as_it_stands(self):
        with hh.Emulator() as emulator:
            client = oc.connect(emulator, access_id=emulator["anyClock"]["accessId"],
                                secret_access_key=emulator["anyClock"]["accessKey"])
            columns = "id string, colname string, version bigint, colvalue string, " \
                      "optype string, sequenceinfo string"
            table = client.create_table("person", (columns, "pt string"))
            hh.node(pathlib.Path(__file__).parent / "create_stream_table.js", emulator["ots"],
                    main_job.INSTANCE, emulator["anyClock"]["accessId"],
                    emulator["anyClock"]["accessKey"], "person", "id:STRING")
            self.fill(emulator)
            config = {"environments": {"prod": {"datasources": {
                "otsstream": emulator.datasources(main_job.INSTANCE)["tablestore_demo"],
                "odps_first": source(emulator)}}}}
            with hh.Workspace(config) as space:
                script = space.write("script.json", SCRIPT.read_text(encoding="utf-8"))
                emulator.set_clock("2023-04-23T19:00:00+08:00")
                for _ in range(2):  # a window that is run again leaves one copy
                    space.hopline("run", script, *main_job.SCHEDULING,
                                  "--cyctime", "2023-04-23 19:00:00")
                with table.open_reader(partition="pt=20230422") as reader:
                    rows = [list(record.values)[:6] for record in reader]
        self.assertEqual(
            [[r[0], r[1], r[3], r[4], r[5]] for r in rows],
            [["k", None, None, "DR", None], ["k", "column1", "中文", "U", None],
             ["k", "column2", "7", "U", None], ["k", "column2", None, "DA", None],
             ["k", None, None, "DR", None]])
        self.assertEqual([r[2] is None for r in rows], [True, False, False, True, True])

    def fill(self, emulator):
        import tablestore as ots

        table = main_job.client(emulator)
        anything = ots.Condition(ots.RowExistenceExpectation.IGNORE)
        key = [("id", "k")]
        emulator.set_clock("2023-04-23T18:00:00+08:00")
        table.put_row("person", ots.Row(key, [("column1", "中文"), ("column2", 7)]), anything)
        emulator.set_clock("2023-04-23T18:10:00+08:00")
        table.update_row("person", ots.Row(key, {"DELETE_ALL": ["column2"]}), anything)
        emulator.set_clock("2023-04-23T18:20:00+08:00")
        table.delete_row("person", ots.Row(key), anything)


if __name__ == "__main__":
    unittest.main()
