"""Reads a run directory with docs/run-directory.md alone, to prove that page."""

import base64
import hashlib
import json
import pathlib
import re


def read_record(path):
    """The object of a record without its digest; None when the digest does not fit."""
    body, seal, tail = path.read_bytes().rpartition(b',"sha256":"')
    if not seal or tail != hashlib.sha256(body).hexdigest().encode() + b'"}\n':
        return None
    record = json.loads(body + b"}")
    assert record["format"] == 1, record
    return record


class Run:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.run = self._record("run.json")
        self.plan = self._record("plan.json")
        self.report = self._record("report.json")
        names = [p.name for p in (self.path / "tasks").iterdir()]
        self.tasks = {int(n[:-5]): self._record(f"tasks/{n}")
                      for n in names if re.fullmatch(r"\d+\.json", n)}
        self.started = sorted(tuple(map(int, m.groups())) for n in names
                              if (m := re.fullmatch(r"(\d+)\.a(\d+)\.started", n)))

    def _record(self, name):
        path = self.path / name
        return read_record(path) if path.exists() else None

    def steps_marked(self, marker):
        return sorted(int(p.suffix[1:]) for p in self.path.glob(f"{marker}.*")
                      if "broken" not in p.name and read_record(p))

    @property
    def state(self):
        if self.report:
            return "finished"
        if (self.path / "committing").exists():
            return "committing"
        return "planned" if self.plan else "begun" if self.run else "empty"

    def messages(self, task):
        return {m["writer"]: base64.b64decode(m["bytes"])
                for m in self.tasks[task]["messages"]}

    def dirty_rows(self, task):
        """(step, cells by column name, reasons) of each dirty row of the winning attempt."""
        record = self.tasks[task]
        path = self.path / "dirty" / f"{task}.a{record['attempt']}.jsonl"
        content = path.read_bytes() if path.exists() else b""
        if content:
            assert len(content) == record["dirty_bytes"]
            assert hashlib.sha256(content).hexdigest() == record["dirty_sha256"]
        columns = {}
        for line in map(json.loads, content.splitlines()):
            if "columns" in line:
                columns[line["schema"]] = [c["name"] for c in line["columns"]]
            else:
                yield line["step"], dict(zip(columns[line["schema"]], line["cells"])), line["reasons"]
