"""Processing steps in real jobs: steps of DataWorks, transformers of DataX, fan-out, fan-in."""

import unittest

import hopline_harness as hh

COLUMNS = [
    {"name": "id", "type": "long", "sequence": "1"},
    {"name": "phone", "value": "555-0199"},
    {"name": "extra", "value": '{"city": "Köln", "n": 7}'},
]


def reader(rows=4):
    return {"stepType": "stream", "name": "Reader", "category": "reader",
            "parameter": {"column": COLUMNS, "sliceRecordCount": rows}}


def file_writer(directory, name="Writer", **changed):
    return {"stepType": "file", "name": name, "category": "writer",
            "parameter": {"path": str(directory), "object": name, "writeSingleObject": True,
                          "writeMode": "truncate", "fileFormat": "csv", **changed}}


def document(steps, hops):
    return {"type": "job", "version": "2.0", "steps": steps,
            "order": {"hops": [{"from": a, "to": b} for a, b in hops]},
            "setting": {"errorLimit": {"record": "0"}, "speed": {"concurrent": 1}}}


class Processors(unittest.TestCase):
    def setUp(self):
        self.space = self.enterContext(hh.Workspace())
        self.out = self.space.path / "out"

    def run_job(self, job, expect=0):
        self.space.write("job.json", job)
        return self.space.hopline("run", "job.json", expect=expect)

    def lines(self, name="Writer"):
        return sorted((self.out / name).read_text().splitlines())

    def test_steps_of_no_hop_apply_in_their_order(self):
        mask = {"stepType": "stringreplace", "name": "Mask", "category": "map", "parameter": {
            "condition": [{"name": "phone", "replaceString": r"\d{4}$",
                           "replaceByString": "****", "useRegex": True}]}}
        city = {"stepType": "json-extracting", "name": "City", "category": "flatmap",
                "parameter": {"column": [{"name": "city", "fromColumn": "extra",
                                          "jsonPath": "$.city", "type": "STRING"}]}}
        self.run_job(document([reader(2), mask, city, file_writer(self.out)],
                              [("Reader", "Writer")]))
        self.assertEqual(self.lines(), [f'{i},555-****,"{{""city"": ""Köln"", ""n"": 7}}",Köln'
                                        for i in (1, 2)])

    def test_transformers_of_datax(self):
        job = {"job": {"setting": {"speed": {"channel": 1}, "errorLimit": {"record": 0}},
                       "content": [{
                           "reader": {"name": "streamreader", "parameter": {
                               "column": COLUMNS[:2], "sliceRecordCount": 12}},
                           "transformer": [
                               {"name": "dx_filter",
                                "parameter": {"columnIndex": 0, "paras": ["<=", "9"]}},
                               {"name": "dx_substr",
                                "parameter": {"columnIndex": 1, "paras": ["0", "3"]}},
                               {"name": "dx_pad",
                                "parameter": {"columnIndex": 0, "paras": ["l", "4", "0"]}}],
                           "writer": {"name": "filewriter",
                                      "parameter": file_writer(self.out)["parameter"]}}]}}
        self.run_job(job)
        self.assertEqual(self.lines(), ["0010,555", "0011,555", "0012,555"])

    def test_rows_that_a_step_cannot_take_are_dirty(self):
        short = {"stepType": "dx_substr", "name": "Cut", "category": "processor",
                 "parameter": {"columnIndex": 0, "paras": ["2", "1"]}}
        job = document([reader(120), short, file_writer(self.out)], [("Reader", "Writer")])
        done = self.run_job(job, expect=4)
        self.assertIn("9 dirty rows, errorLimit allows 0", done.stderr)
        job["setting"]["errorLimit"]["record"] = "9"
        self.run_job(job)
        self.assertEqual(len(self.lines()), 111)  # 1 to 9 have one digit

    def test_a_fan_out_writes_the_same_rows_twice_and_a_fan_in_adds_up(self):
        second = {**reader(3), "name": "Second"}
        job = document(
            [reader(4), second, file_writer(self.out, "A"), file_writer(self.out, "B")],
            [("Reader", "A"), ("Reader", "B"), ("Second", "B")])
        for writer in job["steps"][2:]:
            writer["parameter"].pop("writeSingleObject")
        self.run_job(job)
        def count(name):
            return sum(len(p.read_text().splitlines()) for p in self.out.glob(name + "__*"))
        self.assertEqual((count("A"), count("B")), (4, 7))

    def test_what_cannot_run_here_is_refused_with_the_reason(self):
        groovy = {"stepType": "dx_groovy", "name": "G", "category": "processor",
                  "parameter": {"code": "return record"}}
        job = document([reader(), groovy, file_writer(self.out)], [("Reader", "Writer")])
        done = self.run_job(job, expect=1)
        self.assertIn("there is no engine here", done.stderr)
        self.assertFalse(self.out.exists())

    def test_the_graph_is_shown(self):
        self.space.write("job.json", document([reader(), file_writer(self.out)],
                                              [("Reader", "Writer")]))
        self.assertEqual(self.space.hopline("graph", "job.json").stdout,
                         "Reader  (reader · stream.reader)\n└─ Writer  (writer · file.writer)\n")
        self.assertIn("<svg", self.space.hopline("graph", "job.json", "--format", "svg").stdout)


if __name__ == "__main__":
    unittest.main()
