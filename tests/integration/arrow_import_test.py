"""Batches of our builder, imported and validated by Arrow C++ (through pyarrow)."""

import ctypes
import os
import pathlib
import unittest

import pyarrow as pa
from pyarrow.cffi import ffi

SAMPLES = pathlib.Path(os.environ["HOPLINE_BUILD_DIR"]) / "tests/integration/libarrow_samples.so"


class ArrowImport(unittest.TestCase):
    def setUp(self):
        self.library = ctypes.CDLL(str(SAMPLES))

    def sample(self, index):
        array, schema = ffi.new("struct ArrowArray*"), ffi.new("struct ArrowSchema*")
        address = [ctypes.c_void_p(int(ffi.cast("uintptr_t", p))) for p in (array, schema)]
        self.library.sample(index, *address)
        return pa.RecordBatch._import_from_c(
            int(ffi.cast("uintptr_t", array)), int(ffi.cast("uintptr_t", schema))
        )

    def test_arrow_accepts_every_sample(self):
        rows = []
        for index in range(self.library.sample_count()):
            batch = self.sample(index)
            batch.validate(full=True)
            rows.append(batch.num_rows)
        self.assertEqual(rows, [0, 1, 7, 8, 9, 1000])

    def test_values_nulls_and_types_arrive(self):
        batch = self.sample(4)
        for r, row in enumerate(batch.to_pylist()):
            for c, name in enumerate(batch.schema.names):
                if name == "nothing" or (r + c) % 4 == 0:
                    self.assertIsNone(row[name], (r, name))
            if row["i"] is not None:
                self.assertEqual(row["i"], r)
            if row["s"] is not None:
                self.assertEqual(row["s"], str(r))
            if row["v"] is not None:
                self.assertEqual(row["v"], r if r % 2 == 0 else str(r))

    def test_metadata_marks_the_variant(self):
        field = self.sample(1).schema.field("v")
        self.assertEqual(field.metadata, {b"hopline.variant": b"1"})
        self.assertEqual(field.type.mode, "dense")


if __name__ == "__main__":
    unittest.main()
