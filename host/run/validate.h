/// \file validate.h
/// Whether a batch keeps the rules of docs/batches.md: structure, not content.
#pragma once

#include <hopline/arrow_c.h>

#include <hopline/schema.hpp>

namespace hopline::run {

/// Checks child counts, lengths, buffers, offsets and variants. The host does so for the
/// first batch of each task, and for every batch in debug builds.
///
/// Errors: hopline::Error(INVALID_STATE) that names the column and the rule.
void ValidateBatch(const ArrowArray& batch, const Fields& fields, uint32_t max_rows);

/// Checks that every pointer of a batch schema that Fields::Read follows is there.
///
/// Errors: hopline::Error(INVALID_STATE) with the rule.
void ValidateSchema(const ArrowSchema& schema);

}  // namespace hopline::run
