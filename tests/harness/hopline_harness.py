"""What the tests that run real processes share: the binaries, the emulator, jobs, objects.

Environment, set by ctest (tests/CMakeLists.txt):
  HOPLINE_BIN_DIR      folder of hopline and hopline-emulator
  HOPLINE_PLUGIN_DIR   folder of the plugins
  HOPLINE_NODE_DIR     folder whose node_modules holds the vendor's Node.js SDKs
  HOPLINE_JAVA_DIR     folder of the vendor's Java SDKs (timeseries_sdks.py, odps_java_test.py)
Only the standard library is imported here; vendor SDKs are imported by the tests that use them.
"""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("HOPLINE_BIN_DIR", ROOT / "build/dev/bin"))
PLUGINS = pathlib.Path(
    os.environ.get("HOPLINE_PLUGIN_DIR", BIN.parent / "lib/hopline/plugins")
)
NODE_DIR = pathlib.Path(os.environ.get("HOPLINE_NODE_DIR", ROOT / "build/node"))
SEEDS = ROOT / "tests/data/seeds"


class Emulator:
    """A hopline-emulator process on free loopback ports; stops with the `with` block."""

    def __init__(self, *arguments):
        self.arguments = [str(a) for a in arguments]

    def __enter__(self):
        self.process = subprocess.Popen(
            [BIN / "hopline-emulator", *self.arguments], stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"hopline-emulator ended with {self.process.wait()}")
        self.address = json.loads(line)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.stdout.close()
        code = self.process.wait(timeout=30)
        if code not in (0, -signal.SIGKILL):
            raise RuntimeError(f"hopline-emulator ended with {code}")

    def __getitem__(self, name):
        return self.address[name]

    def admin(self, method, path, body=None):
        """Calls the admin address; returns the decoded answer, or None for an empty one."""
        request = urllib.request.Request(
            self["admin"] + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            data = reply.read()
        return json.loads(data) if data else None

    def set_clock(self, instant):
        self.admin("POST", "/clock", {"now": instant})

    def datasources(self, instance="demo", bucket="demo-bucket"):
        """The two data-source records of the main job, for hopline.json."""
        keys = {"accessId": self["accessId"], "accessKey": self["accessKey"]}
        return {
            "tablestore_demo": {
                "type": "tablestore",
                "endpoint": self["ots"],
                "instanceName": instance,
                **keys,
            },
            "osstest": {"type": "oss", "endpoint": self["oss"], "bucket": bucket, **keys},
        }


class Workspace:
    """A temporary folder with a state directory and a hopline.json."""

    def __init__(self, config=None):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="hopline-test-"))
        self.state = self.path / "state"
        self.config = self.path / "hopline.json"
        self.config.write_text(json.dumps(config or {}))
        self.program = BIN / "hopline"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def write(self, name, content):
        path = self.path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def command(self, *arguments):
        return [str(self.program), *(str(a) for a in arguments)]

    def environment(self, **extra):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("HOPLINE_")}
        return {
            **kept,
            "HOPLINE_CONFIG": str(self.config),
            "HOPLINE_STATE_DIR": str(self.state),
            "HOPLINE_PLUGIN_PATH": str(PLUGINS),
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            **extra,
        }

    def hopline(self, *arguments, expect=0, **extra):
        """Runs hopline to its end; fails the test unless it exits with `expect`."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment(**extra),
            cwd=self.path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
        )
        if expect is not None and done.returncode != expect:
            raise AssertionError(
                f"hopline {' '.join(map(str, arguments))}: exit {done.returncode}, expected "
                f"{expect}\n--- stdout\n{done.stdout}\n--- stderr\n{done.stderr}"
            )
        return done


def job(reader, writer, setting=None, between=()):
    """A v2.0 job document: each of reader and writer is (stepType, parameter)."""
    steps = [
        {"stepType": reader[0], "parameter": reader[1], "name": "Reader", "category": "reader"},
        *between,
        {"stepType": writer[0], "parameter": writer[1], "name": "Writer", "category": "writer"},
    ]
    return {
        "type": "job",
        "version": "2.0",
        "steps": steps,
        "order": {"hops": [{"from": "Reader", "to": "Writer"}]},
        "setting": setting or {"errorLimit": {"record": "0"}, "speed": {"concurrent": 1}},
    }


def node(script, *arguments):
    """Runs a Node.js script beside the vendor's SDKs; returns its standard output."""
    done = subprocess.run(
        ["node", str(script), *(str(a) for a in arguments)],
        env={**os.environ, "NODE_PATH": str(NODE_DIR / "node_modules")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode != 0:
        raise AssertionError(f"{script}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def wait_until(condition, what, seconds=120):
    """Returns the first true answer of condition(); fails when there is none in time."""
    pause, end = threading.Event(), time.monotonic() + seconds
    while time.monotonic() < end:
        answer = condition()
        if answer:
            return answer
        pause.wait(0.01)
    raise AssertionError(f"not within {seconds} s: {what}")


@contextlib.contextmanager
def killed_group(process):
    """Makes sure that a process started with start_new_session=True is gone afterwards."""
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
