"""The jobs that the local parts measure: generator → null and generator → csv file."""

import shutil

import hopline_harness as hh

TARGETS = ["hopline_plugin_stream", "hopline_plugin_file"]
NULL, CSV = WRITERS = ("generator → null", "generator → csv file")
ROW_BYTES = 487


def run(bench, rows, writer):
    """Runs one of WRITERS; the file of the run before is gone when it starts."""
    out = bench.folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    csv = {"path": str(out), "object": "rows", "writeMode": "truncate", "fileFormat": "csv"}
    sink = ("stream", {"print": False}) if writer == NULL else ("file", csv)
    reader = ("stream", {"sliceRecordCount": rows, "column": columns()})
    return bench.run_job(hh.job(reader, sink))


def columns():
    """Ten columns whose csv row has 487 bytes with its line feed."""
    fixed = [
        {"type": "long", "sequence": "10000000"},
        {"type": "long", "value": "19890604"},
        {"type": "date", "value": "1989-06-04 00:00:00"},
        {"type": "bool", "value": "true"},
        {"type": "double", "value": "3.1415926"},
    ]
    used = 8 + 8 + 19 + 4 + 9 + 10
    lengths = [5, 32, 64, 100]
    lengths.append(ROW_BYTES - used - sum(lengths))
    text = "The quick brown fox jumps over the lazy dog; "
    return fixed + [{"value": (text * 10)[:n].strip().ljust(n, ".")} for n in lengths]
