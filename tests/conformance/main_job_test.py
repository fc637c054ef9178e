"""The main job end to end: official SDKs fill a table, two hourly windows are exported."""

import re
import subprocess
import unittest

import hopline_harness as hh
import main_job

FIRST, SECOND = main_job.WINDOWS


class MainJob(unittest.TestCase):
    def setUp(self):
        self.emulator = self.enterContext(hh.Emulator("--clock", "2023-04-23T17:40:00+08:00"))
        self.space = self.enterContext(hh.Workspace())
        self.out = self.space.path / "out"
        self.out.mkdir()
        self.space.write("hopline.json", main_job.config(self.emulator, self.out))
        self.script = self.space.write("orders.json", main_job.script_text())
        main_job.make_bucket(self.emulator)
        main_job.create_table(self.emulator)
        main_job.apply(self.emulator, main_job.CHANGES)

    def run_window(self, window, environment="prod"):
        at = main_job.WINDOWS[window][0].replace(" ", "T")
        self.emulator.set_clock(f"{at}+08:00")
        return self.space.hopline(*main_job.run_arguments(self.script, window, environment))

    def objects_of(self, window):
        found = main_job.objects(self.emulator)
        return {k: v for k, v in found.items() if window in k}

    def test_only_three_values_of_the_seed_differ(self):
        seed = main_job.SCRIPT.read_text(encoding="utf-8").splitlines()
        edited = main_job.script_text().splitlines()
        self.assertEqual(len(seed), len(edited))
        differing = [line for line, other in zip(edited, seed) if line != other]
        self.assertEqual(len(differing), 3)

    def test_two_windows_hold_every_change_exactly_once(self):
        done = self.run_window(FIRST)
        self.assertIn("Current task status: FINISH", done.stdout + done.stderr)
        self.run_window(SECOND)
        for window in main_job.WINDOWS:
            found = self.objects_of(window)
            self.assertEqual(len(found), 1, found)
            (key, content), = found.items()
            self.assertRegex(key, rf"^demo/orders/{window}/part__[0-9a-f]{{32}}$")
            self.assertEqual(content, main_job.expected(window))
        self.assertEqual(len(main_job.objects(self.emulator)), 2)

    def test_a_window_run_again_gives_the_same_object_set(self):
        for _ in range(2):
            self.run_window(FIRST)
            (content,) = self.objects_of(FIRST).values()
            self.assertEqual(content, main_job.expected(FIRST))

    def test_the_other_environment_writes_the_same_bytes_to_local_files(self):
        self.run_window(FIRST, "dev")
        (written,) = [p for p in self.out.rglob("*") if p.is_file()]
        self.assertEqual(written.read_bytes(), main_job.expected(FIRST))
        name = written.relative_to(self.out).as_posix()
        self.assertRegex(name, rf"^demo/orders/{FIRST}/part__[0-9a-f]{{32}}$")
        self.assertEqual(main_job.objects(self.emulator), {})

    def test_check_names_the_connector_and_why(self):
        for environment, connector in (("prod", "oss.writer"), ("dev", "file.writer")):
            arguments = main_job.run_arguments(self.script, FIRST, environment)[1:]
            done = self.space.hopline("check", *arguments)
            self.assertIn(connector, done.stdout)
        self.assertRegex(done.stdout, r"writer/oss.*writer/file")

    def test_a_kill_between_commit_and_acknowledge_repeats_nothing(self):
        # The acknowledge begins with the status table: keep it waiting, and kill then.
        self.emulator.set_clock("2023-04-23T19:00:00+08:00")
        held = {"service": "ots", "operation": "CreateTable", "action": "delay",
                "delay_ms": 600000}
        self.emulator.admin("POST", "/faults", [held])
        arguments = main_job.run_arguments(self.script, FIRST)
        with hh.killed_group(
            subprocess.Popen(
                self.space.command(*arguments), env=self.space.environment(),
                stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
            )
        ):
            hh.wait_until(
                lambda: list(self.space.state.rglob("committed.*")), "the writer's commit"
            )
        self.emulator.admin("DELETE", "/faults")
        before = main_job.bucket(self.emulator).list_objects().object_list
        self.assertEqual(len(before), 1)

        self.space.hopline(*arguments)

        after = main_job.bucket(self.emulator).list_objects().object_list
        self.assertEqual(
            [(o.key, o.etag, o.last_modified) for o in after],
            [(o.key, o.etag, o.last_modified) for o in before],
        )
        self.assertTrue(list(self.space.state.rglob("acknowledged.*")))
        self.run_window(SECOND)
        (content,) = self.objects_of(SECOND).values()
        self.assertEqual(content, main_job.expected(SECOND))

    def test_the_status_table_has_the_layout_that_datax_reads(self):
        self.run_window(FIRST)
        rows = self.status_rows()
        end = "   1682247000000"    # 2023-04-23 18:50:00 +08:00, 16 characters
        kinds = sorted({kind for _, kind, _ in rows})
        self.assertEqual(
            kinds,
            ["CheckpointForDataxReader", "DataxJobDesc", "ShardTimeCheckpointForDataxReader"],
        )
        (job,) = [v for k, v in rows.items() if k[1] == "DataxJobDesc"]
        self.assertEqual(
            {"StartTime": 1682243400000, "EndTime": 1682247000000, "TableName": "orders"},
            {k: job[k] for k in ("StartTime", "EndTime", "TableName")},
        )
        checkpoints = {k[2]: v for k, v in rows.items() if k[1] == "CheckpointForDataxReader"}
        for value, attributes in checkpoints.items():
            self.assertTrue(value.startswith(end + "\t"), value)
            self.assertEqual(attributes["Version"], job["Version"])
        self.assertRegex(job["Version"], re.compile(r"^\d{13}-[0-9a-f-]{36}$"))

    def status_rows(self):
        import tablestore as ots

        key = ("StreamId", "StatusType", "StatusValue")
        _, _, rows, _ = main_job.client(self.emulator).get_range(
            main_job.STATUS_TABLE, ots.Direction.FORWARD,
            [(name, ots.INF_MIN) for name in key], [(name, ots.INF_MAX) for name in key],
        )
        return {
            tuple(v for _, v in row.primary_key): {c[0]: c[1] for c in row.attribute_columns}
            for row in rows
        }


if __name__ == "__main__":
    unittest.main()
