"""The main job: a Tablestore table's changes of an hour, exported as CSV objects.

The script is the first seed document's, as it stands there; only its three empty values
(datasource, dataTable, object) are filled in. The table is made and filled by the vendor's SDKs.
Used by tests/conformance/main_job_test.py and by scripts/demo.
"""

import pathlib

import hopline_harness as hh

SCRIPT = hh.SEEDS / "000_otsstream_to_oss.json"
INSTANCE, TABLE, BUCKET = "demo", "orders", "demo-bucket"
STATUS_TABLE = "TableStoreStreamReaderStatusTable"
OBJECT = "demo/orders/${startTime}-${endTime}/part"
SCHEDULING = [
    "--set", "startTime=$[yyyymmddhh24-2/24]$[miss-10/24/60]",
    "--set", "endTime=$[yyyymmddhh24-1/24]$[miss-10/24/60]",
]
# (time of day, operation, key, columns); None deletes the column, {} of an update touches others
CHANGES = [
    ("17:45:00", "put", "a", {"column1": "before the first window", "column2": 1}),
    ("17:50:00", "put", "b", {"column1": "first of the window", "column2": 2}),
    ("17:55:10", "put", "c", {"column1": 'commas, "quotes" and\nlines', "column2": 3.5}),
    ("18:05:00", "update", "b", {"column2": -20}),
    ("18:05:01", "update", "b", {"other": "no exported column"}),
    ("18:10:00", "update", "c", {"column1": None, "column2": 35}),
    ("18:20:30", "put", "d", {"column1": "中文,表格存储", "column2": True}),
    ("18:21:00", "delete", "a", None),
    ("18:49:59", "put", "e", {"column1": "last of the window", "column2": "x"}),
    ("18:50:00", "put", "f", {"column1": "first of the next", "column2": 6}),
    ("19:15:00", "put", "b", {"column1": "changed again", "column2": 7}),
    ("19:49:59", "update", "f", {"column1": "last of the next"}),
    ("19:50:00", "put", "g", {"column1": "after both", "column2": 8}),
]
WINDOWS = {
    "20230423175000-20230423185000": ("2023-04-23 19:00:00", "17:50:00", "18:50:00"),
    "20230423185000-20230423195000": ("2023-04-23 20:00:00", "18:50:00", "19:50:00"),
}


def script_text():
    """The seed's script with its three empty values filled in, all else byte for byte."""
    text = SCRIPT.read_text(encoding="utf-8")
    for key, value in (
        ("datasource", "tablestore_demo"),
        ("dataTable", TABLE),
        ("object", OBJECT),
    ):
        empty = f'"{key}": ""'
        assert text.count(empty) == 1, key
        text = text.replace(empty, f'"{key}": "{value}"')
    return text


def config(emulator, out_directory):
    """hopline.json: prod writes to OSS, dev to local files, through the same job."""
    sources = emulator.datasources(INSTANCE, BUCKET)
    return {
        "environments": {
            "prod": {"datasources": sources},
            "dev": {
                "datasources": {**sources, "osstest": {"type": "file", "path": str(out_directory)}},
                "plugins": {"writer/oss": {"use": "writer/file"}},
            },
        }
    }


def make_bucket(emulator):
    bucket(emulator).create_bucket()


def bucket(emulator):
    import oss2

    auth = oss2.Auth(emulator["anyClock"]["accessId"], emulator["anyClock"]["accessKey"])
    return oss2.Bucket(auth, emulator["oss"], BUCKET, enable_crc=True)


def objects(emulator):
    """Every object of the bucket: key -> bytes."""
    import oss2

    source = bucket(emulator)
    return {o.key: source.get_object(o.key).read() for o in oss2.ObjectIterator(source)}


def create_table(emulator):
    """Makes the table; returns the id of its stream."""
    return hh.node(
        pathlib.Path(__file__).parents[1] / "conformance/create_stream_table.js",
        emulator["ots"], INSTANCE, emulator["anyClock"]["accessId"],
        emulator["anyClock"]["accessKey"], TABLE, "id:STRING",
    ).strip()


def client(emulator):
    import tablestore

    keys = emulator["anyClock"]
    return tablestore.OTSClient(emulator["ots"], keys["accessId"], keys["accessKey"], INSTANCE)


def apply(emulator, changes):
    """Makes the changes through the vendor's Python SDK, each at its time of day."""
    import tablestore as ots

    table = client(emulator)
    anything = ots.Condition(ots.RowExistenceExpectation.IGNORE)
    for at, operation, key, columns in changes:
        emulator.set_clock(f"2023-04-23T{at}+08:00")
        primary_key = [("id", key)]
        if operation == "put":
            table.put_row(TABLE, ots.Row(primary_key, list(columns.items())), anything)
        elif operation == "delete":
            table.delete_row(TABLE, ots.Row(primary_key), anything)
        else:
            parts = {}
            written = [(n, v) for n, v in columns.items() if v is not None]
            if written:
                parts["PUT"] = written
            if len(written) != len(columns):
                parts["DELETE_ALL"] = [n for n, v in columns.items() if v is None]
            table.update_row(TABLE, ots.Row(primary_key, parts), anything)


def csv_field(value, first):
    if value is None:
        text = "null"
    elif isinstance(value, bool):
        text = "true" if value else "false"
    else:
        text = str(value)
    if any(c in text for c in ',"\n') or (first and not text):
        text = '"' + text.replace('"', '""') + '"'
    return text


def csv_line(values):
    return ",".join(csv_field(v, i == 0) for i, v in enumerate(values)) + "\n"


def expected(window):
    """The bytes that a window's only object must hold: put and update records, in log order."""
    _, start, end = WINDOWS[window]
    lines = []
    for at, operation, _, columns in CHANGES:
        if not start <= at < end or operation == "delete":
            continue
        values = [columns.get("column1"), columns.get("column2")]
        if values != [None, None]:
            lines.append(csv_line(values))
    return "".join(lines).encode()


def run_arguments(script, window, environment="prod"):
    return ["run", script, *SCHEDULING, "--cyctime", WINDOWS[window][0], "--env", environment]
