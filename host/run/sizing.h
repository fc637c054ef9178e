/// \file sizing.h
/// How big a batch is: in memory, and as DataX counts bytes.
#pragma once

#include <hopline/arrow_c.h>

#include <cstdint>
#include <hopline/schema.hpp>

namespace hopline::run {

/// Bytes of Arrow buffers that the rows of this batch use. Governs channels.
uint64_t ArrowBytes(const ArrowArray& batch, const Fields& fields);

/// Bytes as DataX counts them, the measure of throttle and statistics: text in UTF-16
/// units, 8 for integers and instants, a double by the length of its text, bool 1, null
/// 0.
///
/// Doubles are sampled, at most kSampledDoubles per column and batch; all else is exact.
/// A nested column counts its Arrow bytes. Source: DataX core, Column.getByteSize of each
/// kind.
uint64_t DataxBytes(const ArrowArray& batch, const Fields& fields);

inline constexpr int64_t kSampledDoubles = 256;

/// UTF-16 units of UTF-8 text. Malformed text gives some number.
uint64_t Utf16Units(const uint8_t* text, uint64_t size);

}  // namespace hopline::run
