/// \file graph.h
/// Which rows go where: for each reader the tree of processors and writers that it feeds.
#pragma once

#include <cstdint>
#include <vector>

#include "host/job/resolved_job.h"

namespace hopline::run {

/// Positions in ResolvedJob.steps (not the document's step indices).
using Position = uint32_t;

class Graph {
 public:
  /// Errors: Failure(kUsage) when a step is reached twice from one reader, a reader has
  /// an
  ///         input, a writer an output, or a step leads nowhere.
  explicit Graph(const job::ResolvedJob& job);

  const std::vector<Position>& readers() const { return readers_; }
  const std::vector<Position>& writers() const { return writers_; }
  const std::vector<Position>& next(Position step) const { return next_[step]; }
  /// Steps fed by this reader, each after the one that feeds it; the reader first.
  std::vector<Position> Tree(Position reader) const;
  /// All steps, each after all that feed it.
  const std::vector<Position>& order() const { return order_; }

 private:
  std::vector<Position> readers_, writers_, order_;
  std::vector<std::vector<Position>> next_;
};

}  // namespace hopline::run
