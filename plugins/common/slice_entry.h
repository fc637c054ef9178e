/// \file slice_entry.h
/// What a reader task is told: slices of objects, as JSON with a format number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/common/object_place.h"

namespace hopline::plugins {

struct SliceEntry {
  uint64_t width = 0;  ///< fields of a record, when every field is emitted; else 0
  std::vector<Slice> slices;
};

std::string Encode(const SliceEntry& entry);
/// Errors: INVALID_STATE for an entry of another format.
SliceEntry DecodeSliceEntry(std::string_view bytes);

/// Cuts the slices of a task into as few lists as the host's limit on entries asks for.
std::vector<SliceEntry> FitEntries(SliceEntry entry);

}  // namespace hopline::plugins
