"""Keys from a service of the user's (ALIBABA_CLOUD_CREDENTIALS_URI), renewed while a job runs."""

import http.server
import json
import threading
import time
import unittest

import hopline_harness as hh


class KeyService:
    """Hands out the emulator's keys; each answer has a token of its own and ends soon."""

    def __init__(self, keys, seconds):
        self.answers = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                token = f"token-number-{len(service.answers)}-of-the-test"
                service.answers.append(token)
                end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))
                body = json.dumps({
                    "Code": "Success", "AccessKeyId": keys["accessId"],
                    "AccessKeySecret": keys["accessKey"], "SecurityToken": token,
                    "Expiration": end,
                }).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        self.uri = f"http://127.0.0.1:{self.server.server_address[1]}/keys"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class CredentialsTest(unittest.TestCase):
    def setUp(self):
        self.emulator = self.enterContext(hh.Emulator("--bucket", "demo-bucket"))
        self.space = self.enterContext(hh.Workspace())
        source = self.emulator.datasources()["osstest"]
        self.secret = source.pop("accessKey")
        source.pop("accessId")
        self.space.write(
            "hopline.json", {"environments": {"prod": {"datasources": {"osstest": source}}}}
        )
        self.job = self.space.write("job.json", hh.job(
            ("stream", {"sliceRecordCount": 1000, "column": [{"type": "string", "random": "90,90"}]}),
            ("oss", {"datasource": "osstest", "object": "out/", "writeMode": "truncate",
                     "fileFormat": "csv"}),
            {"errorLimit": {"record": "0"}, "speed": {"concurrent": 3}},
        ))

    def run_with(self, service, *arguments, expect=0):
        return self.space.hopline(
            "run", self.job, *arguments, expect=expect, HOME=str(self.space.path),
            ALIBABA_CLOUD_ECS_METADATA_DISABLED="true",
            ALIBABA_CLOUD_CREDENTIALS_URI=service.uri,
        )

    def test_keys_that_end_soon_are_renewed_in_the_middle_of_a_job(self):
        # Less than the five minutes before which keys are renewed: every request finds them old.
        with KeyService(self.emulator, seconds=200) as ending:
            self.run_with(ending)
        # Those that last are asked for once in each phase.
        with KeyService(self.emulator, seconds=3600) as lasting:
            done = self.run_with(lasting, "--verbose")
        self.assertIn("keys of ALIBABA_CLOUD_CREDENTIALS_URI", done.stderr)
        self.assertNotIn("keys renewed", done.stderr)
        self.assertGreater(len(ending.answers), len(lasting.answers))

    def test_keys_that_have_ended_and_are_refused_fail_the_job(self):
        with KeyService({**self.emulator.address, "accessKey": "wrong-key"}, 200) as service:
            done = self.run_with(service, expect=1)
        self.assertIn("SignatureDoesNotMatch", done.stderr)

    def test_no_secret_is_shown_or_kept(self):
        with KeyService(self.emulator, seconds=200) as service:
            done = self.run_with(service, "--verbose")
        kept = "".join(
            path.read_text(errors="replace")
            for path in self.space.state.rglob("*") if path.is_file()
        )
        for secret in (self.secret, *service.answers):
            self.assertNotIn(secret, done.stdout + done.stderr + kept)

    def test_without_any_keys_every_source_is_named(self):
        done = self.space.hopline(
            "run", self.job, expect=1, HOME=str(self.space.path),
            ALIBABA_CLOUD_ECS_METADATA_DISABLED="true",
        )
        for part in (".aliyun/config.json", ".alibabacloud/credentials",
                     "ALIBABA_CLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"):
            self.assertIn(part, done.stderr)


if __name__ == "__main__":
    unittest.main()
