#pragma once

#include "emulator/tablestore/timeseries/meta_entry.h"
#include "wire/tablestore/timeseries_meta_messages.h"

namespace hopline::emulator::tablestore {

/// Whether an entry is what the condition asks for. A tag or an attribute that is not
/// there meets no comparison.
/// Shape:   meta.key has its tags as a list; attributes and update time are there.
bool Passes(const codec::MetaCondition& condition, const codec::TimeseriesMeta& meta);

}  // namespace hopline::emulator::tablestore
