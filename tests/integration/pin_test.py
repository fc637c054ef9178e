"""`plugins pin` writes versions and digests into hopline.json, and a run holds to them."""

import json
import shutil
import stat
import unittest

import hopline_harness as hh

CONFIG = """# kept by the platform team
{
  "environments": {
    "prod": { "datasources": {} }, // real
    "dev": { "datasources": {} }
  }
}
"""


class PinTest(unittest.TestCase):
    def setUp(self):
        self.space = self.enterContext(hh.Workspace())
        self.config = self.space.write("hopline.json", CONFIG)
        self.plugins = self.space.path / "plugins"
        shutil.copytree(hh.PLUGINS, self.plugins)
        self.job = self.space.write("job.json", hh.job(
            ("stream", {"sliceRecordCount": 1, "column": [{"type": "long", "value": "1"}]}),
            ("stream", {"print": False}),
        ))

    def hopline(self, *arguments, expect=0):
        return self.space.hopline(
            *arguments, expect=expect, HOPLINE_PLUGIN_PATH=str(self.plugins))

    def pins(self, environment):
        text = self.config.read_text().replace("# kept by the platform team\n", "")
        return json.loads(text.replace("// real", ""))["environments"][environment]["pins"]

    def repin(self, **fields):
        """Changes the pin of stream in prod."""
        pins = self.pins("prod")
        pins["hopline.stream"].update(fields)
        self.space.write(
            "hopline.json",
            {"environments": {"prod": {"pins": pins}, "dev": {}}},
        )

    def test_pins_are_written_beside_what_stands_there(self):
        self.config.chmod(0o640)
        self.hopline("plugins", "pin", "--env", "PROD")
        text = self.config.read_text()
        self.assertTrue(text.startswith("# kept by the platform team\n"))
        self.assertIn("// real", text)
        self.assertEqual(stat.S_IMODE(self.config.stat().st_mode), 0o640)
        manifests = [json.loads(p.read_text()) for p in self.plugins.glob("hopline-*.json")]
        self.assertEqual(
            self.pins("prod"),
            {m["id"]: {"version": m["version"], "sha256": m["sha256"]} for m in manifests},
        )
        self.hopline("run", self.job)
        self.hopline("plugins", "check")

    def test_one_plugin_by_name(self):
        self.hopline("plugins", "pin", "stream", "--env", "dev")
        self.assertEqual(list(self.pins("dev")), ["hopline.stream"])
        refused = self.hopline("plugins", "pin", "strem", expect=2)
        self.assertIn('did you mean "stream"?', refused.stderr)

    def test_a_run_of_the_environment_holds_to_its_pins_with_and_without_env(self):
        self.hopline("plugins", "pin", "--env", "prod")
        self.repin(sha256="0" * 64)
        for arguments in ([], ["--env", "prod"], ["--env", "Prod"]):
            refused = self.hopline("run", self.job, *arguments, expect=3)
            self.assertRegex(refused.stderr, r"refused \(pin\): its SHA-256 is \w+, pinned is 0+")
        self.hopline("run", self.job, "--env", "dev")
        self.hopline("plugins", "check", expect=3)

    def test_another_version_is_named(self):
        self.hopline("plugins", "pin", "--env", "prod")
        self.repin(version="0.0.9")
        refused = self.hopline("run", self.job, expect=3)
        self.assertRegex(refused.stderr, r"it is version [\d.]+, pinned is 0\.0\.9")

    def test_without_a_configuration_there_is_nothing_to_write_into(self):
        self.config.unlink()
        refused = self.space.hopline("plugins", "pin", expect=2, HOPLINE_CONFIG="")
        self.assertIn("there is no hopline.json", refused.stderr)


if __name__ == "__main__":
    unittest.main()
