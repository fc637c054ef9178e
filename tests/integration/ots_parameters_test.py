"""Every parameter of the ots reader and writer, as scripts spell it: taken, ignored with its reason,
or refused. What needs the table is in tests/unit/plugins/ots."""

import re
import unittest

import hopline_harness as hh

SOURCE = {"datasource": "tablestore_demo", "table": "orders", "column": [{"name": "id"}, {"name": "a"}]}
TARGET = {"datasource": "tablestore_demo", "table": "copy", "writeMode": "PutRow",
          "primaryKey": ["id"], "column": [{"name": "a", "type": "STRING"}]}
CELLS = {"newVersion": "true", "mode": "multiVersion"}
POINT_COLUMNS = [{"name": "_m_name"}, {"name": "_time"}, {"name": "v", "type": "INT"}]
POINTS = {"newVersion": "true", "isTimeseriesTable": "true", "column": POINT_COLUMNS}
TO_POINTS = {**POINTS, "writeMode": None, "primaryKey": None}
TIMING = {"maxRetryTime": "3", "socketTimeoutInMillisecond": 5000, "connectTimeoutInMillisecond": "5000"}

# What is taken without a word: changes to SOURCE and TARGET; None takes a key away.
TAKEN = {
    "rows": (
        {"envType": 1, "newVersion": "false", "mode": "Normal", "metaMode": "",
         "maxVersion": 2147483647, "retryPauseInMillisecond": 1, **TIMING,
         "range": {"begin": [{"type": "INF_MIN"}], "end": [{"type": "string", "value": "k"}],
                   "split": [{"type": "STRING", "value": "c"}]},
         "column": [{"name": "id"}, {"type": "int", "value": "7"}]},
        {"envType": 0, "mode": "normal", "writeMode": "putrow", "requestTotalSizeLimitation": "65536",
         "batchWriteCount": "200", "concurrencyWrite": 8, "retrySleepInMillisecond": 0,
         "defaultTimestampInMillionSecond": 1682243400000, **TIMING,
         "primaryKey": [{"name": "id", "type": "string"}]}),
    "generated keys": ({}, {"newVersion": True, "enableAutoIncrement": "true"}),
    "deletions": ({"column": [{"name": "id"}]}, {"writeMode": "DeleteRow", "column": []}),
    "points": (
        {**POINTS, "measurementName": "cpu", "timeRange": {"begin": 0, "end": "1682243400000000"},
         "column": [*POINT_COLUMNS, {"name": "os", "is_timeseries_tag": "true"}]},
        {**TO_POINTS, "timeunit": "seconds",
         "column": [*POINT_COLUMNS, {"name": "os", "isTag": True}]}),
}  # fmt: skip
# What is taken with a line about it: (changes to SOURCE, changes to TARGET, the line).
TOLD = {
    "mode of the old version": ({"mode": "multiVersion"}, {}, r"warn .*mode has no effect without"),
    "times of rows": ({"timeRange": {"begin": 1}}, {}, r"warn .*timeRange has no effect on rows"),
    "threads": ({"ioThreadCount": 1, "maxConnectionCount": 1}, {}, r"ioThreadCount.*threads are"),
    "limits": ({}, {"attributeColumnMaxCount": 1024}, r"attributeColumnMaxCount.*the service"),
    "unknown key": ({"tabel": "x"}, {}, r"warn .*tabel.*table"),
}
# What is refused with code 2: (changes to SOURCE, changes to TARGET, what the line says).
REFUSED = {
    "no table": ({"table": None}, {}, r"table"),
    "yes is no boolean": ({"newVersion": "yes"}, {}, r"newVersion"),
    "mode": ({"mode": "cells"}, {}, r"mode must be one of normal, multiVersion"),
    "begin is no number": ({**CELLS, "timeRange": {"begin": "soon"}}, {}, r"timeRange\.begin"),
    "maxVersion 0": ({**CELLS, "maxVersion": 0}, {}, r"maxVersion"),
    "negative maxRetryTime": ({"maxRetryTime": -1}, {}, r"maxRetryTime"),
    "column as text": ({"column": ["a"]}, {}, r"column"),
    "INTEGER": ({"column": [{"name": "id"}, {"name": "a", "type": "INTEGER"}]}, {}, r"write INT"),
    "points of the old version": ({**POINTS, "newVersion": None}, TO_POINTS,
                                  r'please set "newVersion": "true"'),
    "points as cells": ({**POINTS, "mode": "multiVersion"}, TO_POINTS, r"multiVersion"),
    "no write mode": ({}, {"writeMode": None}, r"writeMode: missing the key; PutRow"),
    "write mode": ({}, {"writeMode": "insert"}, r"one of PutRow, UpdateRow, DeleteRow"),
    "no key": ({}, {"primaryKey": None}, r"list every key column"),
    "key as text": ({}, {"primaryKey": "id"}, r"primaryKey"),
    "too many rows": ({}, {"batchWriteCount": 201}, r"batchWriteCount.*200"),
    "target's INTEGER": ({}, {"column": [{"name": "a", "type": "INTEGER"}]}, r"write INT"),
    "unit": (POINTS, {**TO_POINTS, "timeunit": "HOURS"}, r"timeunit.*MICROSECONDS"),
    "generated keys of the old version": ({}, {"enableAutoIncrement": True},
                                          r'"newVersion":"true"'),
}


class Parameters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Nobody listens there: a check does not ask.
        record = {"type": "tablestore", "endpoint": "http://127.0.0.1:9", "instanceName": "demo",
                  "accessId": "id", "accessKey": "secret"}
        cls.space = cls.enterClassContext(hh.Workspace({"environments": {
            name: {"datasources": {"tablestore_demo": record}} for name in ("dev", "prod")}}))

    def check(self, source, target, expect):
        steps = [("ots", {k: v for k, v in {**needed, **changes}.items() if v is not None})
                 for needed, changes in ((SOURCE, source), (TARGET, target))]
        self.space.write("job.json", hh.job(*steps))
        done = self.space.hopline("check", "--verbose", "job.json", expect=expect)
        return done.stdout + done.stderr

    def test_taken(self):
        for name, changes in TAKEN.items():
            with self.subTest(name):
                self.assertNotRegex(self.check(*changes, 0), r"\b(warn|error)\b")

    def test_taken_with_a_word(self):
        for name, (source, target, pattern) in TOLD.items():
            with self.subTest(name):
                self.assertRegex(self.check(source, target, 0), pattern)

    def test_refused_with_the_cure(self):
        for name, (source, target, pattern) in REFUSED.items():
            with self.subTest(name):
                text = self.check(source, target, 2)
                errors = [line for line in text.splitlines() if re.search(r"\berror\b", line)]
                self.assertEqual(len(errors), 1, text)
                self.assertRegex(errors[0], pattern)


if __name__ == "__main__":
    unittest.main()
