/// \file share.h
/// One batch for several consumers: struct trees of their own over the same buffers.
#pragma once

#include <hopline/arrow.hpp>
#include <vector>

namespace hopline::run {

/// n batches that show the same rows. The buffers are freed when the last one is
/// released. n = 1 hands the batch on as it is.
std::vector<Batch> ShareBatch(Batch batch, size_t n);

}  // namespace hopline::run
