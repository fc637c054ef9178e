/// \file metrics.h
/// Numbers that connectors count: named, with labels, summed over the process.
#pragma once

#include <hopline/scope.h>

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "host/services/thread_annotations.h"

namespace hopline::services {

struct MetricValue {
  std::string name;
  std::map<std::string, std::string> labels;
  std::string unit;
  uint32_t kind = HOPLINE_METRIC_COUNTER;
  double value = 0;    ///< sum of a counter or histogram, last value of a gauge
  uint64_t count = 0;  ///< observations
};

/// Threads: any.
class Metrics {
 public:
  /// The same name and labels give the same id again.
  ///
  /// Errors: hopline::Error(INVALID_ARGUMENT) for a name used with another kind, or no
  /// name.
  uint32_t Register(const hopline_metric_def& definition) HOPLINE_EXCLUDES(mutex_);
  /// An id that was never given out is ignored.
  void Add(uint32_t id, double value) HOPLINE_EXCLUDES(mutex_);
  std::vector<MetricValue> Snapshot() const HOPLINE_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  std::map<std::string, uint32_t> ids_ HOPLINE_GUARDED_BY(mutex_);
  std::deque<MetricValue> values_ HOPLINE_GUARDED_BY(mutex_);
};

}  // namespace hopline::services
