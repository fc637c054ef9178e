"""PyODPS against an emulator: what the tests of MaxCompute share."""

import datetime
import decimal

import pandas
from odps import ODPS, errors, options
from odps.models import TableSchema
from odps.tunnel import TableTunnel

PROJECT = "demo"
options.local_timezone = False  # every moment below is UTC
options.allow_antique_date = True

# One column of every type, and the values that are easy to get wrong.
TYPES = {
    "c_tinyint": "tinyint", "c_smallint": "smallint", "c_int": "int", "c_bigint": "bigint",
    "c_float": "float", "c_double": "double", "c_boolean": "boolean", "c_string": "string",
    "c_binary": "binary", "c_char": "char(4)", "c_varchar": "varchar(6)",
    "c_decimal": "decimal(38,18)", "c_small_decimal": "decimal(4,2)", "c_date": "date",
    "c_datetime": "datetime", "c_timestamp": "timestamp", "c_ntz": "timestamp_ntz",
    "c_json": "json", "c_array": "array<string>", "c_map": "map<string,bigint>",
    "c_struct": "struct<x:int,y:string>", "c_deep": "array<map<string,array<decimal(10,2)>>>",
}
USUAL = [
    7, 300, 70000, 5000000000, 1.5, 3.141592653589793, True, "text", b"\x00\xff", "ab", "varchr",
    decimal.Decimal("123.456000000000000000"), decimal.Decimal("12.50"), datetime.date(2024, 2, 29),
    datetime.datetime(2024, 2, 29, 12, 34, 56, 789000), pandas.Timestamp("2024-02-29 12:34:56.123456789"),
    pandas.Timestamp("2024-02-29 12:34:56.123456789"), {"a": [1, None]}, ["x", None, ""],
    {"k": 1, "l": None}, {"x": 1, "y": None}, [{"k": [decimal.Decimal("1.10"), None]}, None, {}],
]
LOW = [
    -128, -32768, -2**31, -2**63 + 1, -3.4028234663852886e38, -1.7976931348623157e308, False, "",
    b"", "", "", decimal.Decimal("-" + "9" * 20 + "." + "9" * 18), decimal.Decimal("-99.99"),
    datetime.date(1, 1, 1), datetime.datetime(1900, 1, 1), pandas.Timestamp("1969-12-31 23:59:59"),
    pandas.Timestamp("1900-01-01 00:00:00"), [], [], {}, {"x": None, "y": ""}, [],
]
HIGH = [
    127, 32767, 2**31 - 1, 2**63 - 1, 3.4028234663852886e38, 1.7976931348623157e308, True,
    "\u4e2d\U0001f600" * 100, bytes(range(256)), "\u4e2d" * 4, "\U0001f600" * 6,
    decimal.Decimal("9" * 20 + "." + "9" * 18), decimal.Decimal("99.99"),
    datetime.date(9999, 12, 31), datetime.datetime(2199, 12, 31, 23, 59, 59, 999000),
    pandas.Timestamp("2262-01-01 00:00:00.999999999"), pandas.Timestamp("2262-01-01"),
    "text", ["a"] * 300, {str(i): i for i in range(50)}, {"x": 2**31 - 1, "y": "z"},
    [{str(i): [decimal.Decimal(i)]} for i in range(3)],
]
ROWS = [USUAL, LOW, [None] * len(TYPES), HIGH]


def connect(emulator, **overrides):
    settings = {
        "access_id": emulator["accessId"], "secret_access_key": emulator["accessKey"],
        "project": PROJECT, "endpoint": emulator["odps"], **overrides,
    }
    return ODPS(**settings)


def tunnel_of(client):
    return TableTunnel(client)


def plain(value):
    """A cell as a Python value that compares: structs as dicts, moments as Timestamps."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {k: plain(v) for k, v in value._asdict().items()}
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, datetime.datetime):
        return pandas.Timestamp(value).tz_localize(None)
    return value


def plain_row(record):
    return [plain(value) for value in record.values]


def create(client, name, types=None, partition=None):
    text = ", ".join(f"{column} {kind}" for column, kind in (types or TYPES).items())
    schema = (text, partition) if partition else text
    return client.create_table(name, schema, if_not_exists=True)


__all__ = ["ODPS", "TableSchema", "TableTunnel", "errors"]
