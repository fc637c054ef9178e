"""What a person at a terminal sees, through a pseudo-terminal; what a program sees, without one."""

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import termios
import unittest

import hopline_harness as hh

ERASE = "\r\x1b[K"


def slow_job(**extra):
    """About two seconds at 1 MB a second; the key `colour` is unknown and warned of."""
    return hh.job(
        ("stream", {"sliceRecordCount": 2200,
                    "column": [{"type": "string", "random": "1000,1000"}]}),
        ("stream", {"print": False, "colour": "red"}),
        {"errorLimit": {"record": "0"}, **extra,
         "speed": {"throttle": True, "mbps": 1, "concurrent": 1}},
    )


class Terminal:
    """Runs hopline with standard error on a pseudo-terminal of its own."""

    def __init__(self, space, columns, *arguments, **environment):
        self.master, slave = pty.openpty()
        self.resize(columns)
        kept = {k: v for k, v in space.environment().items() if k not in ("NO_COLOR", "TERM")}
        self.process = subprocess.Popen(
            space.command(*arguments), cwd=space.path, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=slave,
            env={**kept, "TERM": "xterm", **environment},
        )
        os.close(slave)
        self.text = ""

    def resize(self, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def read_until(self, done):
        """Reads on until done() or the end of the output; False at the end."""
        while not done():
            select.select([self.master], [], [], 60)
            try:
                data = os.read(self.master, 65536)
            except OSError:  # the other side is closed
                data = b""
            if not data:
                return False
            self.text += data.decode()
        return True

    def finish(self):
        self.read_until(lambda: False)
        self.process.stdout.close()
        os.close(self.master)
        return self.process.wait(timeout=60)

    def bars(self, since=0):
        """Every state of the status line."""
        pieces = self.text[since:].split(ERASE)
        return [p.splitlines()[-1] for p in pieces if p.splitlines() and "/1 tasks" in p]


class TerminalTest(unittest.TestCase):
    def setUp(self):
        self.space = self.enterContext(hh.Workspace())
        self.space.write("job.json", slow_job())

    def test_a_bar_that_follows_the_width_and_leaves_the_report_behind(self):
        terminal = Terminal(self.space, 120, "run", "job.json")
        self.assertTrue(terminal.read_until(lambda: len(terminal.bars()) >= 2))
        self.assertRegex(terminal.bars()[-1], r"^\[[= ]{24}\] 0/1 tasks, \d+ rows, .*/s")
        terminal.resize(30)
        at = len(terminal.text)
        narrow = lambda: [b for b in terminal.bars(at) if "[" not in b]
        self.assertTrue(terminal.read_until(lambda: len(narrow()) >= 1))
        self.assertEqual(terminal.finish(), 0)
        for bar in narrow():
            self.assertLess(len(bar), 30)
        # The bar is gone; the report stands, in lines of their own.
        last = terminal.text.rsplit(ERASE, 1)[1]
        self.assertNotIn("tasks", last)
        self.assertTrue(last.rstrip().endswith("Current task status: FINISH"), last)

    def test_colour_on_a_terminal_unless_no_color_says_no(self):
        coloured = Terminal(self.space, 100, "check", "job.json")
        self.assertEqual(coloured.finish(), 0)
        self.assertRegex(coloured.text, r"\x1b\[33m.*unknown parameter")
        plain = Terminal(self.space, 100, "check", "job.json", NO_COLOR="1")
        self.assertEqual(plain.finish(), 0)
        self.assertIn("colour", plain.text)
        self.assertNotIn("\x1b[", plain.text)

    def test_a_dumb_terminal_and_json_get_no_bar(self):
        dumb = Terminal(self.space, 100, "run", "job.json", TERM="dumb", NO_COLOR="1")
        self.assertEqual(dumb.finish(), 0)
        self.assertNotIn("\x1b", dumb.text)
        lines = Terminal(self.space, 100, "run", "job.json", "--log-format", "json")
        self.assertEqual(lines.finish(), 0)
        events = [json.loads(line) for line in lines.text.splitlines()]
        self.assertIn("Current task status: FINISH", events[-1]["message"])

    def test_the_report_is_in_the_language_of_the_job(self):
        self.space.write("job.json", slow_job(locale="zh"))
        done = self.space.hopline("run", "job.json")
        self.assertRegex(done.stderr, r"任务启动时刻 {20}: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
        self.assertRegex(done.stderr, r"读出记录总数 {20}: +2200")
        self.assertIn("保证: 最终状态一致", done.stderr)

    def test_completion_knows_commands_options_and_verbs(self):
        script = self.space.write(
            "completion.bash", self.space.hopline("completion", "bash").stdout)
        for typed, expected in (
            ("hopline exp", "explain"),
            ("hopline run --res", "--resume"),
            ("hopline plugins p", "pin"),
            ("hopline completion z", "zsh"),
        ):
            words = typed.split()
            done = subprocess.run(
                ["bash", "-c",
                 f"source {script}; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1};"
                 " _hopline; echo ${COMPREPLY[@]}"],
                capture_output=True, text=True, check=True,
            )
            self.assertEqual(done.stdout.split(), [expected], typed)

    def test_every_command_has_a_manual_page(self):
        overview = self.space.hopline("--help").stdout
        commands = re.findall(r"^  ([a-z]+) ", overview.split("Commands:")[1].split("Options")[0],
                              re.MULTILINE)
        self.assertIn("explain", commands)
        for command in commands:
            page = self.space.hopline("man", command).stdout
            for part in (f'.TH "hopline-{command}" 1', ".SH NAME", ".SH SYNOPSIS", ".SH EXAMPLES"):
                self.assertIn(part, page)


if __name__ == "__main__":
    unittest.main()
