"""What scripts/demo shows: the main job on the emulator, step by step."""

import shlex
import subprocess
import sys

import hopline_harness as hh
import main_job


def say(text):
    print(f"\n== {text}", flush=True)


def run(space, *arguments):
    print("$ hopline " + shlex.join(str(a) for a in arguments), flush=True)
    done = subprocess.run(space.command(*arguments), env=space.environment(), cwd=space.path)
    if done.returncode != 0:
        sys.exit(f"demo: hopline ended with {done.returncode}")


def show_objects(emulator):
    for key, content in main_job.objects(emulator).items():
        print(f"oss://{main_job.BUCKET}/{key}  ({len(content)} bytes)")
        for line in content.decode().splitlines():
            print(f"    {line}")


def main():
    with hh.Emulator("--clock", "2023-04-23T17:40:00+08:00") as emulator, hh.Workspace() as space:
        say("hopline-emulator serves Tablestore and OSS on loopback")
        print({name: emulator[name] for name in ("ots", "oss", "admin")})

        say("the vendor's SDKs make a table with a stream, and change rows between 17:45 and 19:50")
        main_job.make_bucket(emulator)
        main_job.create_table(emulator)
        main_job.apply(emulator, main_job.CHANGES)
        print(f"{len(main_job.CHANGES)} changes in table {main_job.TABLE}")

        space.write("hopline.json", main_job.config(emulator, space.path / "out"))
        script = space.write("orders.json", main_job.script_text())
        say("the job script of the documentation, three empty values filled in: what it would do")
        run(space, "explain", "orders.json",
            *main_job.run_arguments(script, next(iter(main_job.WINDOWS)))[2:])

        for window, (at, _, _) in main_job.WINDOWS.items():
            say(f"the run scheduled for {at}: window {window}")
            emulator.set_clock(f"{at.replace(' ', 'T')}+08:00")
            run(space, *main_job.run_arguments("orders.json", window))

        say("the objects")
        show_objects(emulator)

        say("the same job in the environment 'dev' writes local files")
        (space.path / "out").mkdir()
        run(space, *main_job.run_arguments("orders.json", window, "dev"))
        for path in sorted(p for p in (space.path / "out").rglob("*") if p.is_file()):
            print(path.relative_to(space.path))

        for window in main_job.WINDOWS:
            (content,) = (v for k, v in main_job.objects(emulator).items() if window in k)
            if content != main_job.expected(window):
                sys.exit(f"demo: the object of window {window} is not what the table's log says")
        say("every change of both windows is in the bucket exactly once")


if __name__ == "__main__":
    main()
