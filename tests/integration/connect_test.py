"""`check --connect` and `explain --connect`: every data source is asked, each answer has its cure."""

import unittest

import hopline_harness as hh

SETTING = {"errorLimit": {"record": "0"}, "speed": {"concurrent": 2}}


def script(**writer):
    return hh.job(
        ("stream", {"sliceRecordCount": 1, "column": [{"type": "long", "value": "1"}]}),
        ("oss", {"datasource": "osstest", "object": "out/", "writeMode": "truncate",
                 "fileFormat": "csv", **writer}),
        SETTING,
    )


class ConnectTest(unittest.TestCase):
    def setUp(self):
        self.emulator = self.enterContext(hh.Emulator("--bucket", "demo-bucket"))
        self.space = self.enterContext(hh.Workspace())
        self.source = self.emulator.datasources()["osstest"]

    def check(self, source, expect, command="check", **writer):
        self.space.write(
            "hopline.json", {"environments": {"prod": {"datasources": {"osstest": source}}}}
        )
        job = self.space.write("job.json", script(**writer))
        return self.space.hopline(command, job, "--connect", expect=expect)

    def test_every_step_that_answers_is_named(self):
        done = self.check(self.source, 0)
        self.assertIn("reached   Reader", done.stdout)
        self.assertIn("reached   Writer: data source osstest", done.stdout)

    def test_a_wrong_key_names_the_cure(self):
        done = self.check({**self.source, "accessId": "nobody"}, 1)
        self.assertIn("reached   Reader", done.stdout)
        self.assertIn("failed    Writer: data source osstest", done.stdout)
        self.assertIn("correct accessId of the data source", done.stderr)
        self.assertIn("1 of 2 steps cannot reach their data", done.stderr)

    def test_a_wrong_secret_names_the_cure_and_not_the_secret(self):
        done = self.check({**self.source, "accessKey": "not-the-secret"}, 1)
        self.assertIn("correct accessKey of the data source", done.stderr)
        self.assertNotIn("not-the-secret", done.stdout + done.stderr)

    def test_a_bucket_that_is_not_there_names_the_cure(self):
        done = self.check({**self.source, "bucket": "another-bucket"}, 1)
        self.assertIn("create the bucket, or correct bucket and endpoint", done.stderr)

    def test_an_endpoint_that_does_not_answer_names_the_cure(self):
        done = self.check({**self.source, "endpoint": "http://127.0.0.1:9"}, 1, maxRetries=0)
        self.assertIn("look at the endpoint of data source 'osstest'", done.stderr)

    def test_explain_shows_the_tasks_that_the_reader_plans(self):
        done = self.check(self.source, 0, command="explain")
        self.assertIn("tasks: 2\n", done.stdout)
        self.assertIn("rows of task 1, about 1 rows", done.stdout)

    def test_a_neighbour_below_the_prefix_is_named(self):
        self.space.write(
            "hopline.json", {"environments": {"prod": {"datasources": {"osstest": self.source}}}}
        )
        first = self.space.write("job.json", script(object="dir/ab", writeMode="append"))
        self.space.hopline("run", first)
        done = self.check(self.source, 0, object="dir/a")
        self.assertRegex(done.stderr, r"begins with 'dir/a', 'dir/ab__\w+' too, which this job")


if __name__ == "__main__":
    unittest.main()
