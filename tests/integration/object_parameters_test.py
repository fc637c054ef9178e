"""Every key that DataX and DataWorks know for objects is known here, and so to `file`."""

import unittest

import hopline_harness as hh

CONNECTION = {"endpoint": "http://127.0.0.1:1", "bucket": "abc", "accessId": "a",
              "accessKey": "b", "securityToken": "c", "cname": "d.example"}
RESERVED = ["proxyHost", "proxyPort", "proxyUsername", "proxyPassword", "proxyDomain",
            "proxyWorkstation", "textReaderConfig", "excelReaderConfig", "excelSheetName",
            "outputSheetName", "tarFileFilterPattern", "fileAsColumn", "markDoneFileName",
            "markDoingFileName", "retryInterval"]
READER = {
    "object": ["d/*.csv"], "fileFormat": "TEXT", "fieldDelimiter": "\\t", "lineDelimiter": "|",
    "encoding": "gbk", "compress": "GZIP", "nullFormat": "", "skipHeader": "true",
    "csvReaderConfig": '{"safetySwitch": false, "escapeMode": 2}', "parquetSchema": "message",
    "successOnNoObject": "TRUE", "enableInnerSplit": "false", "balanceThreshold": "5.5",
    "bufferSize": "8192", "blockSizeInByte": 1048576, "parquetUtcTimestamp": False,
    "hivePartitionColumn": [], "skipEmptyOrcFile": True, "orcFileEmptySize": 5,
    "supportAddMiddleColumn": True, "fieldDelimiterOrigin": ",",
    "column": [{"type": "LONG", "index": "0"}, {"type": "bool", "index": 1},
               {"type": "date", "index": 2, "format": "yyyyMMdd", "name": "day"},
               {"type": "string", "value": ""}],
}
WRITER = {
    "object": "d/part", "writeMode": "NonConflict", "fileFormat": "csv", "fieldDelimiter": "\\u0001",
    "lineDelimiter": "\n", "encoding": "UTF-8", "nullFormat": "", "dateFormat": "yyyyMMdd",
    "writeHeader": "true", "header": ["a", ""], "compress": "none", "writeSingleObject": "false",
    "stableNames": "true", "generateEmptyFile": "False", "maxFileSize": "10", "blockSizeInMB": 1,
    "ossBlockSize": 16, "suffix": "csv", "fileName": "part", "parquetSchema": "message",
    "column": [{"name": "a", "type": "bigint"}], "dataxParquetMode": "FIELDS",
    "useRawDataTransf": True, "parquetUtcTimestamp": False, "partition": ["a"],
    "byteEncoding": "BASE64", "csvWriterConfig": {"forceQualifier": "true"}, "encrypt": "true",
    "syncMode": "", "truncateMode": "objectMatch", "table": "t", "quoteChar": "`",
    "commitSize": 2000, "hadoopConfig": {}, "fileSystemType": "x", "ossUploadConcurrency": 1,
    "ossUploadQueueSize": 1, "ossUploadMaxPendingTasksPerStream": 1, "parquetMergeResult": True,
    "enableColumnExchange": True, "supportHiveDateTime": True, "oss": {}, "postgresql": {},
}


class ObjectParameters(unittest.TestCase):
    def setUp(self):
        self.space = self.enterContext(hh.Workspace())

    def check(self, reader, writer, expect=0):
        job = self.space.write("job.json", hh.job(reader, writer))
        done = self.space.hopline("check", job, expect=expect)
        return done.stdout + done.stderr

    def test_every_key_is_known_to_both_connectors(self):
        common = {**CONNECTION, **dict.fromkeys(RESERVED, "x")}
        generator = ("stream", {"column": [{"type": "string", "value": "x"}],
                                "sliceRecordCount": 1})
        for kind, place in (("oss", {}), ("file", {"path": str(self.space.path)})):
            with self.subTest(kind=kind, side="reader"):
                text = self.check((kind, {**common, **READER, **place}), ("stream", {}))
                self.assertNotIn("unknown", text)
                self.assertIn(f"{kind}.reader", text)
            with self.subTest(kind=kind, side="writer"):
                text = self.check(generator, (kind, {**common, **WRITER, **place}))
                self.assertNotIn("unknown", text)
                self.assertIn("column has no effect on csv", text)
                self.assertIn(f"{kind}.writer", text)

    def test_a_key_of_nobody_is_told_with_the_nearest(self):
        text = self.check(("oss", {**CONNECTION, "object": "a", "skipHeadr": True,
                                   "column": [{"type": "string", "index": 0}]}),
                          ("stream", {}))
        self.assertIn('did you mean "skipHeader"', text)


if __name__ == "__main__":
    unittest.main()
