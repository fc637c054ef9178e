"""What users of the vendor's Python SDK see of the emulator's Tablestore when they err: status,
code and text, case by case; and what the SDK itself makes of a refusal that passes."""

import datetime
import unittest

import hopline_harness as hh
import tablestore as ts

IGNORE = ts.Condition("IGNORE")
ABSENT = (404, "OTSObjectNotExist", "Requested table does not exist.")
NO_CAPACITY = ts.ReservedThroughput(ts.CapacityUnit(0, 0))


def parameter(text):
    return 400, "OTSParameterInvalid", text


def key(k="a", n=1):
    return [("k", k), ("n", n)]


def row(columns, primary_key=None):
    return ts.Row(primary_key or key(), columns)


def x_ots_date(**ago):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now - datetime.timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


class Errors(unittest.TestCase):
    """One emulator; the table t: k STRING, n INTEGER, and auto, whose n is generated."""

    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(hh.Emulator())
        cls.client = cls.open()
        cls.create("t", [("k", "STRING"), ("n", "INTEGER")])
        cls.create("auto", [("k", "STRING"), ("n", "INTEGER", ts.PK_AUTO_INCR)])

    @classmethod
    def open(cls, access_id=None, secret=None, **options):
        return ts.OTSClient(
            cls.emulator["ots"], access_id or cls.emulator["accessId"],
            secret or cls.emulator["accessKey"], "demo", **options,
        )

    @classmethod
    def create(cls, name, keys, defined=(), **options):
        cls.client.create_table(
            ts.TableMeta(name, keys, list(defined)), ts.TableOptions(**options), NO_CAPACITY
        )

    def check(self, cases):
        """cases: (what fails, the call, (status, code, text))"""
        for what, call, expected in cases:
            with self.subTest(what), self.assertRaises(ts.OTSServiceError) as raised:
                call()
            error = raised.exception
            with self.subTest(what):
                self.assertEqual((error.http_status, error.code, error.message), expected)
                self.assertTrue(error.request_id)

    def test_signatures_and_headers(self):
        def listing(*arguments, **headers):
            names = {f"x-ots-{name}": value for name, value in headers.items()}
            return self.open(*arguments, extra_headers=names).list_table

        def denied(text):
            return 403, "OTSAuthFailed", text

        late, early = x_ots_date(minutes=16), x_ots_date(minutes=-16)
        skewed = "Mismatch between system time and x-ots-date: {}."
        self.check([
            ("unknown key", listing("nobody"), denied("The AccessKeyID does not exist.")),
            ("wrong secret", listing(None, "wrong"), denied("Signature mismatch.")),
            ("wrong secret, signature version 4",
             self.open(None, "wrong", region="cn-hangzhou").list_table,
             denied("Signature mismatch.")),
            ("slow clock", listing(date=late), denied(skewed.format(late))),
            ("fast clock", listing(date=early), denied(skewed.format(early))),
            ("no date", listing(date="yesterday"),
             parameter("Invalid date format: yesterday.")),
            ("other body", listing(contentmd5="1B2M2Y8AsgTpgAmY7PhCfw=="), denied(
                "Mismatch between MD5 value of request body and x-ots-contentmd5 in header.")),
        ])
        self.open(extra_headers={"x-ots-date": x_ots_date(minutes=14)}).list_table()
        self.open(sts_token="token").list_table()

    def test_a_service_whose_clock_is_far_off_is_refused_by_the_sdk(self):
        with hh.Emulator("--clock", "2023-04-23T18:56:00+08:00") as emulator:
            client = ts.OTSClient(
                emulator["ots"], emulator["accessId"], emulator["accessKey"], "demo"
            )
            with self.assertRaisesRegex(ts.OTSClientError, "more than 15 minutes.*403"):
                client.list_table()
            keys = emulator["anyClock"]
            ts.OTSClient(
                emulator["ots"], keys["accessId"], keys["accessKey"], "demo"
            ).list_table()

    def test_absent_tables(self):
        low, high = key(ts.INF_MIN, ts.INF_MIN), key(ts.INF_MAX, ts.INF_MAX)
        client = self.client
        self.check([
            (name, call, ABSENT) for name, call in {
                "describe": lambda: client.describe_table("no"),
                "update": lambda: client.update_table("no", ts.TableOptions(-1, 1)),
                "delete": lambda: client.delete_table("no"),
                "put": lambda: client.put_row("no", row([("v", 1)]), IGNORE),
                "update row": lambda: client.update_row("no", row({"PUT": [("v", 1)]}), IGNORE),
                "delete row": lambda: client.delete_row("no", row(None), IGNORE),
                "get": lambda: client.get_row("no", key()),
                "range": lambda: client.get_range("no", "FORWARD", low, high),
            }.items()
        ])

    def test_definitions_of_tables(self):
        def create(name="x", keys=(("k", "STRING"),), **options):
            return lambda: self.create(name, list(keys), **options)

        five = [(f"k{n}", "STRING") for n in range(5)]
        defined = [(f"c{n}", "STRING") for n in range(33)]
        self.check([
            ("twice", create("t"),
             (409, "OTSObjectAlreadyExist", "Requested table already exists.")),
            ("name", create("a-b"), parameter("Invalid table name: 'a-b'.")),
            ("long name", create("a" * 256), parameter(f"Invalid table name: '{'a' * 256}'.")),
            ("key name", create(keys=[("1k", "STRING")]),
             parameter("Invalid column name: '1k'.")),
            ("five keys", create(keys=five),
             parameter("The number of primary key columns must be in range: [1, 4].")),
            ("a key twice", create(keys=[("k", "STRING"), ("k", "INTEGER")]),
             parameter("Duplicated primary key name: 'k'.")),
            ("generated partition key", create(keys=[("k", "INTEGER", ts.PK_AUTO_INCR)]),
             parameter("First primary key can't be auto increment, table: x.")),
            ("defined columns", create(defined=defined),
             parameter("The number of defined columns must be in range: [0, 32].")),
            ("defined key", create(defined=[("k", "STRING")]),
             parameter("Duplicated attribute column name with primary key column: 'k'.")),
            ("time to live", create(time_to_live=0),
             parameter("TimeToLive cannot be 0 or less than -1.")),
            ("versions", create(max_version=0),
             parameter("The maximum versions cannot be less than or equal to 0.")),
            ("no time to live", create(time_to_live=None),
             parameter("Time-to-live is missing while creating table.")),
            ("no versions", create(max_version=None),
             parameter("MaxVersions is missing while creating table.")),
        ])

    def test_the_number_of_tables_is_limited(self):
        client = ts.OTSClient(
            self.emulator["ots"], self.emulator["accessId"], self.emulator["accessKey"], "full"
        )

        def create(number):
            meta = ts.TableMeta(f"t{number}", [("k", "STRING")])
            client.create_table(meta, ts.TableOptions(), NO_CAPACITY)

        for number in range(64):
            create(number)
        self.check([("one more", lambda: create(64),
                     (403, "OTSQuotaExhausted", "Number of tables exceeds the quota:64."))])

    def test_keys_that_do_not_fit_the_table(self):
        def put(primary_key):
            return lambda: self.client.put_row("t", row([("v", 1)], primary_key), IGNORE)

        def misfit(text):
            return 400, "OTSInvalidPK", text

        self.check([
            ("number", put([("k", "a")]), misfit("Validate PK size fail. Input: 1, Meta: 2.")),
            ("name", put([("x", "a"), ("n", 1)]),
             misfit("Validate PK name fail. Input: x, Meta: k.")),
            ("type", put([("k", "a"), ("n", "1")]),
             misfit("Validate PK type fail. Input: VT_STRING, Meta: VT_INTEGER.")),
            ("size", put(key("x" * 1025)), parameter(
                "The length of primary key column: 'k' exceeds the MaxLength:1024 with "
                "CurrentLength:1025.")),
        ])
        self.client.put_row("t", row([("v", 1)], key("x" * 1024)), IGNORE)

    def test_cells(self):
        def put(*columns):
            return lambda: self.client.put_row("t", row(list(columns)), IGNORE)

        def update(change):
            return lambda: self.client.update_row("t", row(change), IGNORE)

        many = [(f"c{n:04}", n) for n in range(1025)]
        too_many = parameter(
            "The number of attribute columns exceeds the limit, limit count: 1024, "
            "column count: 1025.")
        mib = 1 << 20
        self.check([
            ("name", put(("a-b", 1)), parameter("Invalid column name: 'a-b'.")),
            ("name of a key", put(("k", 1)), parameter(
                "Duplicated attribute column name with primary key column: 'k'.")),
            ("infinity", put(("v", float("inf"))),
             parameter("Infinity can't be set to double value.")),
            ("not a number", put(("v", float("nan"))),
             parameter("NaN can't be set to double value.")),
            ("old version", put(("v", 1, 1000)), parameter("Invalid timestamp. Cell:v.")),
            ("number", put(*many), too_many),
            ("number in an update", update({"PUT": many}), too_many),
            ("size of one", put(("v", "x" * (2 * mib + 1))), parameter(
                "The length of attribute column: 'v' exceeds the MaxLength:2097152 with "
                "CurrentLength:2097153.")),
            ("size of all", put(*((c, "x" * 2 * mib) for c in "ab")), parameter(
                "The total data size of PutRow request exceeds the limit, limit size: "
                f"4194304, data size: {4 * mib + 13}.")),
            ("size of all in an update",
             update({"PUT": [(c, "x" * 2 * mib) for c in "ab"]}), parameter(
                 "The total data size of UpdateRow request exceeds the limit, limit size: "
                 f"4194304, data size: {4 * mib + 13}.")),
        ])
        put(*many[:1024])()
        put(("v", "x" * 2 * mib))()

    def test_counters_count_integers(self):
        self.client.put_row("t", row([("text", "1")]), IGNORE)
        with self.assertRaises(ts.OTSServiceError) as raised:
            self.client.update_row("t", row({"INCREMENT": [("text", 1)]}), IGNORE)
        self.assertEqual(raised.exception.code, "OTSParameterInvalid")

    def test_generated_keys_allow_no_expectation(self):
        for condition in (ts.Condition("EXPECT_EXIST"), ts.Condition("EXPECT_NOT_EXIST")):
            with self.assertRaises(ts.OTSServiceError) as raised:
                self.client.put_row(
                    "auto", row([("v", 1)], key("a", ts.PK_AUTO_INCR)), condition
                )
            self.assertEqual(raised.exception.code, "OTSParameterInvalid")

    def test_reads(self):
        low, high = key(ts.INF_MIN, ts.INF_MIN), key(ts.INF_MAX, ts.INF_MAX)

        def get(**options):
            return lambda: self.client.get_row("t", key(), **options)

        def between(direction, start, end, **options):
            return lambda: self.client.get_range("t", direction, start, end, **options)

        def nested(operator, number):
            condition = ts.CompositeColumnCondition(operator)
            for _ in range(number):
                condition.add_sub_condition(
                    ts.SingleColumnCondition("v", 1, ts.ComparatorType.EQUAL))
            return condition

        self.check([
            ("no versions", get(max_version=None),
             parameter("No version condition is specified while querying row.")),
            ("two kinds of version", get(max_version=1, time_range=5), parameter(
                "Specific tiemstamp and max versions cannot be given at the same time.")),
            ("columns", get(columns_to_get=[f"c{n}" for n in range(129)]), parameter(
                "The number of columns from the request exceeds the limit, limit count: 128, "
                "column count: 129.")),
            ("filters", get(column_filter=nested(ts.LogicalOperator.AND, 32)),
             parameter("The count of filter exceeds the max: 32.")),
            ("negation of two", get(column_filter=nested(ts.LogicalOperator.NOT, 2)),
             parameter("Invalid NOT operator: the number of sub-filters must be 1.")),
            ("regular expression", get(column_filter=ts.SingleColumnRegexCondition(
                "v", ts.ComparatorType.EQUAL, 1, ts.RegexRule("[0-9]+", ts.CastType.VT_INTEGER))),
             parameter("Filters with a regular expression are not supported.")),
            ("forward", between("FORWARD", high, low),
             parameter("Begin key must less than end key in FORWARD")),
            ("backward", between("BACKWARD", low, high),
             parameter("Begin key must more than end key in BACKWARD")),
            ("limit", between("FORWARD", low, high, limit=0),
             parameter("The limit must be greater than 0.")),
            ("bound of a wrong type", between("FORWARD", key(1), high), (
                400, "OTSInvalidPK",
                "Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.")),
        ])
        get(column_filter=nested(ts.LogicalOperator.AND, 31))()

    def test_batches(self):
        def write(items, table="t"):
            request = ts.BatchWriteRowRequest()
            request.add(ts.TableInBatchWriteRowItem(table, items))
            return lambda: self.client.batch_write_row(request)

        def read(keys):
            request = ts.BatchGetRowRequest()
            request.add(ts.TableInBatchGetRowItem("t", keys, max_version=1))
            return lambda: self.client.batch_get_row(request)

        def put(n=1, condition=IGNORE, value="x"):
            return ts.PutRowItem(row([("v", value)], key("a", n)), condition)

        column = ts.SingleColumnCondition("v", 1, ts.ComparatorType.EQUAL)
        self.check([
            ("201 rows", write([put(n) for n in range(201)]),
             parameter("Rows count exceeds the upper limit: 200.")),
            ("101 keys", read([key("a", n) for n in range(101)]),
             parameter("Rows count exceeds the upper limit: 100.")),
            ("no rows", self.write_nothing,
             parameter("No row is specified in BatchWriteRow.")),
            ("no operation", write([]),
             parameter("No operation is specified for table: 't'.")),
            ("no keys", read([]),
             parameter("No row specified in the request of BatchGetRow.")),
            ("repeated row, expected", write([put(), put(1, ts.Condition("EXPECT_EXIST"))]),
             parameter("Repeated rows do not support row exist expectation check in "
                       "BatchModify.")),
            ("repeated row, compared", write([put(), put(1, ts.Condition("IGNORE", column))]),
             parameter("Repeated rows do not support row condition check in BatchModify.")),
            ("size", write([put(n, value="x" * (1 << 20)) for n in range(5)]), parameter(
                "The total data size of BatchWriteRow request exceeds the limit, limit size: "
                f"4194304, data size: {5 * ((1 << 20) + 12)}.")),
        ])
        self.assertTrue(write([put(n) for n in range(200)])().is_all_succeed())
        self.assertTrue(read([key("a", n) for n in range(100)])().is_all_succeed())

    def write_nothing(self):
        self.client.batch_write_row(ts.BatchWriteRowRequest())

    def test_one_malformed_row_fails_the_whole_batch(self):
        self.client.delete_row("t", row(None, key("whole", 1)), IGNORE)
        request = ts.BatchWriteRowRequest()
        request.add(ts.TableInBatchWriteRowItem("t", [
            ts.PutRowItem(row([("v", 1)], key("whole", 1)), IGNORE),
            ts.PutRowItem(row([("v", float("nan"))], key("whole", 2)), IGNORE),
        ]))
        with self.assertRaises(ts.OTSServiceError) as raised:
            self.client.batch_write_row(request)
        self.assertEqual(raised.exception.code, "OTSParameterInvalid")
        self.assertIsNone(self.client.get_row("t", key("whole", 1))[1])

    def test_requests_that_are_too_large(self):
        columns = [(f"c{n}", "x" * (2 << 20)) for n in range(5)]
        self.check([("8 MiB", lambda: self.client.put_row("t", row(columns), IGNORE),
                     (413, "OTSRequestBodyTooLarge", "The size of POST data is too large."))])

    def test_operations_that_are_not_there(self):
        with self.assertRaises(ts.OTSServiceError) as raised:
            self.client.list_search_index("t")
        self.assertEqual(
            (raised.exception.code, raised.exception.message),
            ("OTSParameterInvalid", "Unsupported operation: 'ListSearchIndex'."),
        )

    def test_batches_of_which_some_rows_fail(self):
        self.fail_rows("BatchWriteRow", every=3)
        keys = [key("half", n) for n in range(7)]
        request = ts.BatchWriteRowRequest()
        request.add(ts.TableInBatchWriteRowItem("t", [
            ts.PutRowItem(row([("c", 1)], k), IGNORE) for k in keys]))
        written = self.client.batch_write_row(request).get_put_by_table("t")
        self.assertEqual([item.is_ok for item in written], [n % 3 != 0 for n in range(7)])
        for item in written[::3]:
            self.assertEqual((item.error_code, item.error_message), ("OTSServerBusy", "try again"))

        self.fail_rows("BatchGetRow", rows=1)
        request = ts.BatchGetRowRequest()
        request.add(ts.TableInBatchGetRowItem("t", keys, [], max_version=1))
        read = self.client.batch_get_row(request).get_result_by_table("t")
        self.assertEqual([item.is_ok for item in read], [False] + [True] * 6)
        self.assertEqual(read[0].error_code, "OTSServerBusy")
        self.assertEqual([n for n in range(1, 7) if read[n].row is not None], [1, 2, 4, 5])

    def fail_rows(self, operation, **rows):
        self.emulator.admin("POST", "/faults", {
            "operation": operation, "nth": 1, "action": "fail_rows", "code": "OTSServerBusy",
            "message": "try again", **rows})
        self.addCleanup(self.emulator.admin, "DELETE", "/faults")

    def test_the_sdk_repeats_what_may_be_repeated(self):
        busy = {"service": "ots", "operation": "PutRow", "nth": 1, "action": "error",
                "status": 503, "code": "OTSServerBusy"}
        self.emulator.admin("POST", "/faults", [busy])
        self.addCleanup(self.emulator.admin, "DELETE", "/faults")
        self.client.put_row("t", row([("v", 77)], key("busy")), IGNORE)
        found = self.client.get_row("t", key("busy"))[1]
        self.assertEqual(found.attribute_columns[0][1], 77)


if __name__ == "__main__":
    unittest.main()
