"""hopline-emulator as a process: its line of JSON, its admin calls, its end."""

import http.client
import json
import signal
import subprocess
import unittest
import urllib.error
import urllib.parse

import hopline_harness as hh


def ends(*arguments):
    """Runs the emulator with arguments that it refuses or answers at once."""
    return subprocess.run(
        [hh.BIN / "hopline-emulator", *arguments], capture_output=True, text=True, timeout=60
    )


def get(url, path, method="GET", body=None):
    connection = http.client.HTTPConnection(urllib.parse.urlparse(url).netloc, timeout=60)
    connection.request(method, path, body=body)
    reply = connection.getresponse()
    content = reply.read()
    connection.close()
    return reply, content


class EmulatorProcess(unittest.TestCase):
    def test_the_line_of_json_names_every_service(self):
        with hh.Emulator() as emulator:
            self.assertEqual(
                list(emulator.address), ["ots", "oss", "odps", "tunnel", "admin", "accessId", "accessKey", "anyClock"]
            )
            for name in ("ots", "oss", "admin"):
                self.assertRegex(emulator[name], r"^http://127\.0\.0\.1:[0-9]+$")

    def test_only_the_named_addresses_listen(self):
        with hh.Emulator("--admin", "127.0.0.1:0", "--access-id", "a", "--access-key", "b") as emulator:
            self.assertEqual(list(emulator.address), ["admin", "accessId", "accessKey", "anyClock"])
            self.assertEqual((emulator["accessId"], emulator["accessKey"]), ("a", "b"))

    def test_each_start_makes_another_any_clock_key(self):
        with hh.Emulator() as one, hh.Emulator() as two:
            self.assertNotEqual(one["anyClock"]["accessKey"], two["anyClock"]["accessKey"])

    def test_both_signals_end_it_in_good_order(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with hh.Emulator() as emulator:
                emulator.process.send_signal(number)
                self.assertEqual(emulator.process.wait(timeout=60), 0)

    def test_a_wrong_command_line_is_answered_with_one_line_and_2(self):
        for arguments in (["--colour"], ["--oss", "x"], ["--bucket", "Bad"], ["--data-dir", ""],
                          ["--ots", "127.0.0.1:0", "--tunnel", "127.0.0.1:0"], ["--clock", "noon"], ["--access-id", "a"]):
            done = ends(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertEqual(done.stdout, "")
            self.assertRegex(done.stderr, r"^hopline-emulator: [^\n]+\n$")

    def test_an_address_in_use_is_named_and_ends_with_1(self):
        with hh.Emulator() as emulator:
            taken = emulator["oss"].removeprefix("http://")
            done = ends("--oss", taken)
            self.assertEqual(done.returncode, 1)
            self.assertIn(taken, done.stderr)

    def test_help_and_version(self):
        self.assertIn("--access-id", ends("--help").stdout)
        version = (hh.ROOT / "VERSION").read_text().strip()
        self.assertEqual(ends("--version").stdout, f"hopline-emulator {version}\n")

    def test_unsigned_requests_are_refused_by_both_services(self):
        with hh.Emulator("--bucket", "my-bucket") as emulator:
            reply, content = get(emulator["oss"], "/my-bucket/key")
            self.assertEqual(reply.status, 403)
            self.assertIn(b"<Code>AccessDenied</Code>", content)
            reply, _ = get(emulator["ots"], "/ListTable", "POST", b"")
            self.assertEqual(reply.status, 400)

    def test_the_clock_moves_and_stamps_replies(self):
        with hh.Emulator("--clock", "2023-04-23T18:56:00+08:00") as emulator:
            reply, _ = get(emulator["oss"], "/")
            self.assertTrue(reply.getheader("Date").startswith("Sun, 23 Apr 2023 10:5"))
            emulator.set_clock("2001-02-03T04:05:06Z")
            reply, _ = get(emulator["oss"], "/")
            self.assertTrue(reply.getheader("Date").startswith("Sat, 03 Feb 2001 04:0"))

    def test_faults_strike_on_the_wire_and_the_log_tells(self):
        with hh.Emulator("--oss", "127.0.0.1:0", "--admin", "127.0.0.1:0") as emulator:
            emulator.admin("POST", "/faults", [
                {"service": "oss", "nth": 1, "action": "error", "status": 503, "code": "Busy"},
                {"service": "oss", "nth": 2, "action": "cut_before"},
                {"service": "oss", "nth": 3, "action": "truncate"},
            ])
            reply, content = get(emulator["oss"], "/")
            self.assertEqual((reply.status, b"<Code>Busy</Code>" in content), (503, True))
            with self.assertRaises(ConnectionError):
                get(emulator["oss"], "/")
            with self.assertRaises(http.client.IncompleteRead):
                get(emulator["oss"], "/")
            log = emulator.admin("GET", "/requests?since=0")["requests"]
            self.assertEqual([(r["status"], r["fault"]) for r in log],
                             [(503, "error"), (0, "cut_before"), (403, "truncate")])
            self.assertEqual(emulator.admin("DELETE", "/faults"), {"faults": []})

    def test_a_wrong_admin_call_says_what_is_wrong(self):
        with hh.Emulator("--admin", "127.0.0.1:0") as emulator:
            with self.assertRaises(urllib.error.HTTPError) as raised:
                emulator.admin("POST", "/faults", {"action": "explode"})
            self.assertEqual(raised.exception.code, 400)
            self.assertIn("explode", json.load(raised.exception)["error"])

    def test_many_connections_at_once_are_all_answered(self):
        with hh.Emulator("--oss", "127.0.0.1:0") as emulator:
            address = urllib.parse.urlparse(emulator["oss"]).netloc
            connections = [http.client.HTTPConnection(address, timeout=60) for _ in range(100)]
            for connection in connections:
                connection.request("GET", "/")
            self.assertEqual({c.getresponse().status for c in connections}, {403})
            for connection in connections:
                connection.close()


if __name__ == "__main__":
    unittest.main()
