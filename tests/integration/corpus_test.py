"""Whole scripts through `hopline check`: exit code, every message with its place, the steps.

tests/data/corpus/expected.json says what is expected of each script:
  of, edit          another script, with texts replaced
  set, define,      given on the command line
  params
  exit              the exit code once every connector is installed
  steps             kind, name and connector of each step
  warnings, errors  without the file's name; what stands in brackets at the end may differ
  summary           what it resolves to; looked at by tests/unit/host/job/corpus_test.cc
A script whose only fault is that a connector is not installed may say so instead.
tests/data/broken holds scripts that no connector is needed for to refuse them.
"""

import concurrent.futures
import json
import os
import re
import unittest

import hopline_harness as hh

CORPUS = hh.ROOT / "tests/data/corpus"
BROKEN = hh.ROOT / "tests/data/broken"
CYCTIME = "2023-04-23 19:00:00"
NOT_INSTALLED = re.compile(
    r'no plugin offers the (\w+) "(\S+)"|"(\S+)" is a \w+, not a (\w+)')


def without_hint(message):
    return re.sub(r" \([^()]*\)$", "", message)


class Corpus(unittest.TestCase):
    def setUp(self):
        self.space = self.enterContext(hh.Workspace())
        self.space.config.write_text((CORPUS / "hopline.json").read_text())
        self.pool = self.enterContext(concurrent.futures.ThreadPoolExecutor(os.cpu_count()))

    def check(self, script, *arguments):
        """Exit code, steps, warnings about the script, errors."""
        done = self.space.hopline("check", script, *arguments, "--cyctime", CYCTIME, expect=None)
        steps = re.findall(r"^(reader|writer|processor) +(\S.*?) +(\S+\.\S+) \S+: ", done.stdout, re.M)
        told = {"warn": [], "error": []}
        for line in done.stderr.splitlines():
            found = re.match(r"\S+ (warn|error) +(.*)", line)
            if not found or (found[1] == "warn" and not found[2].startswith(str(script))):
                continue
            text = found[2].replace(str(self.space.config), "hopline.json")
            text = re.sub(rf"^{re.escape(str(script))}: *", "", text)
            told[found[1]].append(without_hint(text))
        return done.returncode, [" ".join(s) for s in steps], told["warn"], told["error"]

    def check_all(self, scripts):
        """scripts: name -> arguments of check(). Yields each name with what came back."""
        runs = {name: self.pool.submit(self.check, *args) for name, args in scripts.items()}
        return [(name, run.result()) for name, run in runs.items()]

    def installed(self):
        """(kind, step type) of every connector."""
        listed = json.loads(self.space.hopline("plugins", "list", "--format", "json").stdout)
        return {(c["kind"], word) for c in listed for word in c["step_types"]}

    def script(self, name, entry):
        """Path and arguments of an entry of expected.json."""
        of = entry.get("of", name)
        path = (CORPUS.parent if of.startswith("seeds/") else CORPUS) / f"{of}.json"
        if "edit" in entry:
            text = path.read_text()
            for old, new in entry["edit"]:
                self.assertIn(old, text, name)
                text = text.replace(old, new, 1)
            path = self.space.write(name.replace("/", "_") + ".json", text)
        arguments = [f"--set={k}={v}" for k, v in entry.get("set", {}).items()]
        arguments += ["--params", entry["params"]] if "params" in entry else []
        arguments += ["-p", entry["define"]] if "define" in entry else []
        return (path, *arguments)

    def test_scripts(self):
        expected = json.loads((CORPUS / "expected.json").read_text())
        installed = self.installed()
        scripts = {name: self.script(name, entry) for name, entry in expected.items()}
        for name, (code, steps, warnings, errors) in self.check_all(scripts):
            entry = expected[name]
            with self.subTest(name):
                missing = [NOT_INSTALLED.search(e) for e in errors]
                if errors and all(missing) and entry["exit"] == 0:
                    for one in missing:
                        self.assertNotIn((one[1] or one[4], one[2] or one[3]), installed)
                    self.assertIn(code, (2, 3))
                    continue
                self.assertEqual(errors, entry.get("errors", []))
                self.assertEqual(warnings, entry.get("warnings", []))
                self.assertEqual(code, entry["exit"])
                if code == 0:
                    self.assertEqual(steps, entry["steps"])
        self.assertGreaterEqual(len(scripts), 110)

    def test_broken_scripts(self):
        expected = {}
        for line in (BROKEN / "expected.txt").read_text().splitlines():
            name, error = line.split(" ", 1)
            expected.setdefault(name, []).append(without_hint(error))
        scripts = {name: (BROKEN / f"{name}.json",) for name in expected}
        for name, (code, _, _, errors) in self.check_all(scripts):
            with self.subTest(name):
                self.assertEqual(errors, expected[name])
                self.assertEqual(code, 2)


if __name__ == "__main__":
    unittest.main()
