"""Every parameter of the otsstream reader, as scripts spell it: taken, ignored with its reason, or refused."""

import re
import unittest

import hopline_harness as hh
import main_job

CONNECTION = ("endpoint", "instanceName", "accessId", "accessKey")  # "=": as the emulator has it
NEEDED = {"datasource": "tablestore_demo", "dataTable": "orders", "statusTable": "status",
          "startTimeString": "20230423175000", "endTimeString": 20230423185000}
ROW_MODE = {"mode": "single_version_and_update_only", "column": [{"name": "a"}]}
WINDOW = {"startTimeString": None, "endTimeString": None}
WITHOUT_SOURCE = {"datasource": None, **{key: "=" for key in CONNECTION}}

# What is taken without a word: changes to NEEDED; None takes a key away.
TAKEN = {
    "column mode": {},
    "connection in the script": WITHOUT_SOURCE,
    "endPoint, securityToken, regionId": {
        **WITHOUT_SOURCE, "endpoint": None, "endPoint": "=", "securityToken": "cccc",
        "regionId": "cn-hangzhou"},
    "dataSource, table": {"datasource": None, "dataSource": "tablestore_demo",
                          "dataTable": None, "table": "orders"},
    "platform keys": {"envType": 1, "useSpecialSecret": False},
    "milliseconds": {**WINDOW, "startTimestampMillis": 1682243400000,
                     "endTimestampMillis": "1682247000000"},
    "a day": {**WINDOW, "date": 20230423},
    "blanks are absent": {"startTimestampMillis": "", "endTimestampMillis": " ", "date": None,
                          "mode": "", "maxRetries": "", "isExportSequenceInfo": ""},
    "spellings": {"isExportSequenceInfo": "TRUE", "maxRetries": "5", "enableSeekIterator": "true",
                  "enableTableGroupSupport": "false"},
    "row mode": {**ROW_MODE, "mode": "SINGLE_VERSION_AND_UPDATE_ONLY"},
    "types and images": {**ROW_MODE, "column": [
        {"name": "a", "type": "string"}, {"name": "b", "type": "INT", "dataType": "New"},
        {"name": "b", "type": "Double", "dataType": "old"}, {"name": "b", "dataType": "LATEST"},
        {"name": "c", "type": "BOOL", "dataType": ""}, {"name": "d", "type": "BINARY"}]},
}
# What is taken with a line about it: (changes, the line).
TOLD = {
    "ignored newVersion": ({"newVersion": "true"}, r"newVersion.*there is one implementation here"),
    "ignored threadNum": ({"threadNum": 32}, r"threadNum.*threads are scheduled"),
    "ignored confSimplifyEnable": ({"confSimplifyEnable": True}, r"confSimplifyEnable.*DataX's"),
    "ignored segmentSecond": ({"segmentSecond": 60}, r"warn .*segmentSecond.*no source explains"),
    "column in column mode": ({"column": [{"name": "a"}]}, r"warn .*column has no effect"),
    "isTimeseriesTable in column mode": ({"isTimeseriesTable": "true"},
                                         r"warn .*isTimeseriesTable has no effect"),
    "BOOLEAN": ({**ROW_MODE, "column": [{"name": "a", "type": "BOOLEAN"}]},
                r"warn .*/column/0/type: BOOLEAN is taken as BOOL"),
    "placeholder day": ({"date": "yyyyMMdd"}, r"warn .*placeholder yyyyMMdd"),
    "a date as milliseconds": ({**WINDOW, "startTimestampMillis": 20230423175000,
                                "endTimestampMillis": 20230423185000},
                               r"warn .*looks like yyyyMMddHHmmss"),
    "unknown key": ({"dataTabel": "x"}, r"warn .*dataTabel.*dataTable"),
}
# What is refused with code 2: (changes, what the line says).
REFUSED = {
    "no statusTable": ({"statusTable": None}, r"TableStoreStreamReaderStatusTable"),
    "no dataTable": ({"dataTable": ""}, r"dataTable is blank"),
    "negative maxRetries": ({"maxRetries": -1}, r"maxRetries"),
    "yes is no boolean": ({"enableSeekIterator": "yes"}, r"enableSeekIterator"),
    "digits only": ({"startTimeString": "2023-04-23 17:50"}, r"Can't parse startTimeString"),
    "two windows": ({"date": "20230423"}, r"Can't set date and time range string both"),
    "unresolved": ({"startTimeString": "${startTime}"}, r"\$\{startTime\}.*--set startTime="),
    "unknown mode": ({"mode": "multiVersion"}, r"Unsupported Mode: multiVersion"),
    "INTEGER": ({**ROW_MODE, "column": [{"name": "a", "type": "INTEGER"}]}, r"write INT"),
    "unknown image": ({**ROW_MODE, "column": [{"name": "a", "dataType": "now"}]},
                      r"/column/0/dataType.*new.*old.*latest|dataType.*now"),
    "a column as text": ({**ROW_MODE, "column": ["a"]}, r"column"),
    "no name": ({**ROW_MODE, "column": [{"type": "INT"}]}, r"column\[0\]\.name"),
    "sequence in row mode": ({**ROW_MODE, "isExportSequenceInfo": True},
                             r"isExportSequenceInfo.*set false, or leave out mode"),
    "encrypted": ({"*accessKey": "x"}, r"cannot be decrypted here"),
    "the data table": ({"statusTable": "orders"}, r"statusTable.*must not be the data table"),
}


class Parameters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(hh.Emulator())
        main_job.create_table(cls.emulator)
        sources = cls.emulator.datasources()
        cls.connection = {**sources["tablestore_demo"],
                          "endPoint": sources["tablestore_demo"]["endpoint"]}
        cls.space = cls.enterClassContext(
            hh.Workspace({"environments": {"prod": {"datasources": sources}}}))

    def check(self, changes, expect):
        parameter = {k: self.connection[k] if v == "=" else v
                     for k, v in {**NEEDED, **changes}.items() if v is not None}
        self.space.write("job.json", hh.job(("otsstream", parameter), ("stream", {"print": False})))
        done = self.space.hopline("check", "--verbose", "job.json", expect=expect)
        return done.stdout + done.stderr

    def test_taken(self):
        for name, changes in TAKEN.items():
            with self.subTest(name):
                text = self.check(changes, 0)
                self.assertNotRegex(text, r"\b(warn|error)\b")

    def test_taken_with_a_word(self):
        for name, (changes, pattern) in TOLD.items():
            with self.subTest(name):
                self.assertRegex(self.check(changes, 0), pattern)

    def test_refused_with_the_cure(self):
        for name, (changes, pattern) in REFUSED.items():
            with self.subTest(name):
                text = self.check(changes, 2)
                errors = [line for line in text.splitlines() if re.search(r"\berror\b", line)]
                self.assertEqual(len(errors), 1, text)
                self.assertRegex(errors[0], pattern)
                self.assertNotIn(self.connection["accessKey"], text)


if __name__ == "__main__":
    unittest.main()
