#include "host/services/metrics.h"

#include <hopline/error.hpp>

namespace hopline::services {

uint32_t Metrics::Register(const hopline_metric_def& definition) {
  if (definition.name == nullptr || *definition.name == '\0') {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT, "registering a metric without a name");
  }
  MetricValue value;
  value.name = definition.name;
  value.kind = definition.kind;
  if (definition.unit != nullptr) value.unit = definition.unit;
  std::string key = value.name;
  for (uint32_t i = 0; i < definition.n_labels; ++i) {
    value.labels[definition.labels[i].key] = definition.labels[i].value;
  }
  for (const auto& [label, text] : value.labels) {
    key.append(1, '\0').append(label).append(1, '\0').append(text);
  }

  const MutexLock lock(mutex_);
  const auto [place, is_new] = ids_.emplace(key, static_cast<uint32_t>(values_.size()));
  if (is_new) {
    values_.push_back(std::move(value));
  } else if (values_[place->second].kind != definition.kind) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "metric '" + value.name + "' is registered already with another kind");
  }
  return place->second;
}

void Metrics::Add(uint32_t id, double value) {
  const MutexLock lock(mutex_);
  if (id >= values_.size()) return;
  MetricValue& metric = values_[id];
  metric.value = metric.kind == HOPLINE_METRIC_GAUGE ? value : metric.value + value;
  ++metric.count;
}

std::vector<MetricValue> Metrics::Snapshot() const {
  const MutexLock lock(mutex_);
  return {values_.begin(), values_.end()};
}

}  // namespace hopline::services
