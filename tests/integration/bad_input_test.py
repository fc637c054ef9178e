"""Bad input: one clear line that says what, where and the cure; the documented exit code."""

import json
import os
import re
import shutil
import subprocess
import unittest

import hopline_harness as hh
import main_job

GENERATOR = {"column": [{"type": "long", "value": "7"}], "sliceRecordCount": 10}
DISCARD = {"print": False}


def to_oss(**changed):
    parameter = {"datasource": "osstest", "object": "dir/part", "writeMode": "truncate",
                 "fileFormat": "csv"}
    parameter.update(changed)
    return {k: v for k, v in parameter.items() if v is not None}


def from_stream(**changed):
    parameter = {
        "datasource": "tablestore_demo", "dataTable": "orders", "statusTable": "status",
        "mode": "single_version_and_update_only", "column": [{"name": "column1"}],
        "startTimeString": "20230423175000", "endTimeString": "20230423185000",
    }
    parameter.update(changed)
    return {k: v for k, v in parameter.items() if v is not None}


class BadInput(unittest.TestCase):
    def setUp(self):
        self.space = self.enterContext(hh.Workspace())

    def refused(self, code, pattern, *arguments, **environment):
        """Runs hopline; wants this exit code and exactly one error line, which matches."""
        done = self.space.hopline(*arguments, expect=code, **environment)
        errors = [line for line in done.stderr.splitlines() if re.search(r"\berror\b", line)]
        self.assertEqual(len(errors), 1, done.stderr)
        self.assertRegex(errors[0], pattern)
        return done

    def refused_job(self, code, pattern, document, *arguments, **environment):
        text = document if isinstance(document, str) else json.dumps(document, indent=2)
        self.space.write("job.json", text)
        return self.refused(code, pattern, "run", "job.json", *arguments, **environment)


class BadArguments(BadInput):
    def test_a_second_job_is_not_passed_over(self):
        document = hh.job(("stream", GENERATOR), ("stream", DISCARD))
        self.refused_job(2, r"hopline run: 'other\.json' is one argument too many", document,
                         "other.json")

    def test_an_empty_plugin_folder(self):
        self.refused(2, r"--plugin-dir is empty; name a folder", "plugins", "list",
                     "--plugin-dir", "")


class BadDocument(BadInput):
    def test_missing_file(self):
        self.refused(2, r"nowhere\.json.*No such file", "run", "nowhere.json")

    def test_broken_json(self):
        text = json.dumps(hh.job(("stream", GENERATOR), ("stream", DISCARD)), indent=2)
        broken = text.replace('"print": false', '"print": no')
        line = broken[: broken.index("no\n")].count("\n") + 1
        self.refused_job(2, rf'job\.json:{line}:\d+: .*\bno\b.*write "no"', broken)

    def test_undefined_variable(self):
        document = hh.job(("stream", GENERATOR), ("stream", {"print": False, "path": "${where}"}))
        self.refused_job(2, r"job\.json:\d+:\d+: .*\$\{where\}.*--set where=", document)

    def test_unknown_step_type_names_the_nearest(self):
        document = hh.job(("streem", GENERATOR), ("stream", DISCARD))
        self.refused_job(2, r"job\.json:\d+:\d+: .*streem.*stream", document)

    def test_hop_to_nowhere(self):
        document = hh.job(("stream", GENERATOR), ("stream", DISCARD))
        document["order"]["hops"][0]["to"] = "Wirter"
        self.refused_job(2, r"job\.json:\d+:\d+: .*Wirter.*Writer", document)

    def test_cycle(self):
        document = hh.job(("stream", GENERATOR), ("stream", DISCARD))
        document["order"]["hops"].append({"from": "Writer", "to": "Reader"})
        self.refused_job(2, r"job\.json:\d+:\d+: ", document)

    def test_parameter_of_the_wrong_type(self):
        document = hh.job(
            ("stream", {**GENERATOR, "sliceRecordCount": "ten"}), ("stream", DISCARD)
        )
        self.refused_job(2, r"job\.json:\d+:\d+: .*sliceRecordCount.*ten", document)

    def test_unknown_data_source(self):
        self.space.write("hopline.json", {"environments": {"prod": {"datasources": {
            "osstest": {"type": "file", "path": "out"}}}}})
        document = hh.job(("stream", GENERATOR), ("oss", to_oss(datasource="ostest")))
        self.refused_job(2, r"job\.json:\d+:\d+: .*ostest.*osstest", document)

    def test_bad_window(self):
        self.space.write("hopline.json", {"environments": {"prod": {"datasources": {
            "tablestore_demo": {"type": "tablestore", "endpoint": "http://127.0.0.1:1",
                                "instanceName": "demo", "accessId": "a", "accessKey": "bbbb"}}}}})
        for changed, pattern in (
            ({"startTimeString": "20230231000000"}, r"startTimeString.*20230231000000"),
            ({"endTimeString": "20230423175000"},
             r"EndTimestamp must be larger than startTimestamp"),
            ({"endTimeString": None}, r"Must set date or time range millis or time range string"),
        ):
            with self.subTest(changed=changed):
                document = hh.job(("otsstream", from_stream(**changed)), ("stream", DISCARD))
                self.refused_job(2, pattern, document)

    def test_usage(self):
        self.refused(2, r"--wiat", "run", "job.json", "--wiat")
        self.refused(2, r"rum.*run", "rum", "job.json")


class BadPlugin(BadInput):
    """One plugin directory in which one plugin is broken."""

    def setUp(self):
        super().setUp()
        # An installation of its own: no other place has a sound copy of the plugin.
        self.plugins = self.space.path / "lib/hopline/plugins"
        shutil.copytree(hh.PLUGINS, self.plugins)
        self.program = self.space.path / "bin/hopline"
        self.program.parent.mkdir()
        shutil.copy(hh.BIN / "hopline", self.program)
        self.space.program = self.program
        self.object = self.plugins / "hopline-stream.so"
        self.manifest = self.plugins / "hopline-stream.json"
        target = to_oss(datasource=None, path=str(self.space.path))
        self.document = hh.job(("stream", GENERATOR), ("file", target))

    def refused_plugin(self, pattern):
        self.refused_job(3, pattern, self.document, HOPLINE_PLUGIN_PATH="")

    def test_missing_plugin(self):
        self.object.unlink()
        self.refused_plugin(r"hopline-stream\.so")

    def test_not_an_elf_file(self):
        self.object.write_text("hello")
        self.refused_plugin(r"hopline-stream\.so.*ELF")

    def test_other_abi(self):
        manifest = json.loads(self.manifest.read_text())
        manifest["abi"]["minor"] += 1
        self.manifest.write_text(json.dumps(manifest))
        self.refused_plugin(r"hopline-stream.*ABI 0\.\d.*0\.\d")

    def test_the_plugins_commands_name_what_is_refused(self):
        self.object.unlink()
        for code, verb in ((0, "list"), (3, "check")):
            done = self.space.hopline("plugins", verb, expect=code, HOPLINE_PLUGIN_PATH="")
            self.assertRegex(done.stdout, r"(?m)^refused .*hopline-stream\.so")
            self.assertRegex(done.stdout, r"(?m)^(ok +)?file 0")

    def test_missing_dependency(self):
        sound = self.object.read_bytes()
        needed = b"libstdc++.so.6"
        self.assertIn(needed, sound)
        self.object.write_bytes(sound.replace(needed, b"libstdx++.so.6"))
        self.refused_plugin(r"hopline-stream\.so.*libstdx\+\+\.so\.6")


class BadService(BadInput):
    def setUp(self):
        super().setUp()
        self.emulator = self.enterContext(hh.Emulator())
        main_job.make_bucket(self.emulator)

    def configure(self, **changed):
        sources = self.emulator.datasources(main_job.INSTANCE, main_job.BUCKET)
        sources["osstest"].update(changed)
        self.space.write("hopline.json", {"environments": {"prod": {"datasources": sources}}})

    def test_wrong_key(self):
        self.configure(accessKey="not the right one")
        done = self.refused_job(
            1, r"SignatureDoesNotMatch", hh.job(("stream", GENERATOR), ("oss", to_oss()))
        )
        self.assertNotIn("not the right one", done.stdout + done.stderr)

    def test_wrong_bucket(self):
        self.configure(bucket="nobodys-bucket")
        self.refused_job(
            1, r"nobodys-bucket.*NoSuchBucket|NoSuchBucket.*nobodys-bucket",
            hh.job(("stream", GENERATOR), ("oss", to_oss())),
        )

    def test_service_gone_in_the_middle(self):
        self.configure()
        self.emulator.admin("POST", "/faults", [
            {"service": "oss", "operation": "UploadPart", "action": "cut_before"}])
        generator = {"column": [{"type": "string", "value": "x" * 1000}],
                     "sliceRecordCount": 5000}
        self.refused_job(
            1, r"dir/part__", hh.job(("stream", generator), ("oss", to_oss(maxRetries=1)))
        )
        self.assertEqual(main_job.objects(self.emulator), {})


class BadDisk(BadInput):
    def test_disk_full(self):
        # A file system of one MiB, in a mount namespace of its own.
        isolate = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "-rm"]
        if subprocess.run([*isolate, "true"], stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("this machine allows no mount namespace")
        target = self.space.path / "small"
        target.mkdir()
        generator = {"column": [{"type": "string", "value": "x" * 1000}],
                     "sliceRecordCount": 5000}
        self.space.write("job.json", hh.job(("stream", generator), ("file", to_oss(
            datasource=None, path=str(target)))))
        mount = f"mount -t tmpfs -o size=1m none {target} && exec \"$@\""
        done = subprocess.run(
            [*isolate, "sh", "-c", mount, "sh", *self.space.command("run", "job.json")],
            env=self.space.environment(), cwd=self.space.path, capture_output=True, text=True,
        )
        self.assertEqual(done.returncode, 1, done.stderr)
        errors = [line for line in done.stderr.splitlines() if re.search(r"\berror\b", line)]
        self.assertEqual(len(errors), 1, done.stderr)
        self.assertRegex(errors[0], r"small/.*No space left on device")

    def test_run_directory_not_writable(self):
        self.space.write("a-file", "")
        document = hh.job(("stream", GENERATOR), ("stream", DISCARD))
        self.refused_job(1, r"a-file/state.*Not a directory", document,
                         "--state-dir", str(self.space.path / "a-file/state"))


if __name__ == "__main__":
    unittest.main()
