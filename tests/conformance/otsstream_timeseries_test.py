"""Windows over the stream of a time-series table: the vendor's SDK puts points, real processes
export them to OSS, as the published script does it (every flag a text)."""

import csv
import io
import unittest

import hopline_harness as hh
import main_job

TABLE = "cpu"
HOURS, HOSTS = 5, 12
READER = {
    "datasource": "tablestore_demo", "dataTable": TABLE, "statusTable": "status",
    "startTimeString": "${startTime}", "endTimeString": "${endTime}",
    "mode": "single_version_and_update_only", "isTimeseriesTable": "true", "newVersion": "true",
    "column": [
        {"name": "_m_name"}, {"name": "_data_source"}, {"name": "_tags"}, {"name": "_time"},
        {"name": "region", "is_timeseries_tag": "true"}, {"name": "load", "type": "DOUBLE"},
        {"name": "note", "type": "STRING"},
    ],
}
WRITER = {
    "datasource": "osstest", "object": "${startTime}/part", "writeMode": "truncate",
    "fileFormat": "csv", "nullFormat": "-",
}


class Windows(unittest.TestCase):
    def setUp(self):
        import tablestore

        self.ots = tablestore
        self.emulator = self.enterContext(hh.Emulator("--clock", "2023-04-22T12:00:00+08:00"))
        self.space = self.enterContext(hh.Workspace({"environments": {"prod": {
            "datasources": self.emulator.datasources()}}}))
        self.job = self.space.write(
            "job.json", hh.job(("otsstream", READER), ("oss", WRITER),
                               {"errorLimit": {"record": "0"}, "speed": {"concurrent": 2}}))
        main_job.make_bucket(self.emulator)
        self.client = main_job.client(self.emulator)
        meta = tablestore.TimeseriesTableMeta(TABLE, tablestore.TimeseriesTableOptions(-1))
        self.client.create_timeseries_table(tablestore.CreateTimeseriesTableRequest(meta))

    def put(self, hour, minute):
        """A point of every host, at once; returns the rows that they give."""
        self.emulator.set_clock(f"2023-04-23T{hour:02}:{minute:02}:00+08:00")
        rows, expected = [], []
        for host in range(HOSTS):
            tags = {"region": f"r{host % 3}", "os": "linux"} if host % 4 else {}
            fields = {"load": hour + host / 16}
            if host % 2:
                fields["note"] = f"{minute}, {host}"
            time = (hour * 60 + minute) * 60_000_000 + host
            rows.append(self.ots.TimeseriesRow(
                self.ots.TimeseriesKey("load", f"h{host}", tags), fields, time))
            text = ",".join(f'"{name}={tags[name]}"' for name in sorted(tags))
            expected.append(("load", f"h{host}", f"[{text}]", str(time), tags.get("region", "-"),
                             repr(float(fields["load"])), fields.get("note", "-")))
        self.client.put_timeseries_data(TABLE, rows)
        return expected

    def run_window(self, hour):
        self.emulator.set_clock(f"2023-04-23T{hour + 1:02}:06:00+08:00")
        start, end = (f"20230423{h:02}0000" for h in (hour, hour + 1))
        self.space.hopline("run", self.job, "--set", f"startTime={start}", "--set", f"endTime={end}")
        objects = main_job.objects(self.emulator)
        return [tuple(row) for key, body in objects.items() if key.startswith(start + "/")
                for row in csv.reader(io.StringIO(body.decode()))]

    def test_chained_windows_over_a_split_and_a_merge_are_the_log(self):
        path = f"/tablestore/{main_job.INSTANCE}/{TABLE}"
        for hour in range(HOURS):
            expected = [] if hour == 3 else self.put(hour, 10)
            if hour == 1:
                halves = self.emulator.admin("POST", path + "/split", {})["shards"]
            if hour == 2:
                self.emulator.admin("POST", path + "/merge", {"shards": halves})
            if hour != 3:
                expected += self.put(hour, 40)
            for _ in range(2):  # a window again is the same
                self.assertEqual(sorted(self.run_window(hour)), sorted(expected), f"hour {hour}")


if __name__ == "__main__":
    unittest.main()
