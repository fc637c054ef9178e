/// \file test_catalog.h
/// A catalog of connectors that exist only as descriptions: enough for everything that
/// happens before a run.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "host/job/resolve.h"
#include "tests/unit/host/registry/sample_plugin.h"

namespace hopline::job {

class TestCatalog {
 public:
  TestCatalog() = default;
  TestCatalog(const TestCatalog&) = delete;
  TestCatalog& operator=(const TestCatalog&) = delete;

  /// Schemas must live as long as the catalog.
  void Add(registry::Kind kind, const char* id, std::vector<const char*> step_types,
           const char* schema, uint64_t capabilities = 0) {
    Entry& entry = entries_.emplace_back();
    entry.step_types = std::move(step_types);
    hopline_connector& connector = entry.connector;
    connector.struct_size = sizeof connector;
    connector.kind = static_cast<uint32_t>(kind);
    connector.id = id;
    connector.capabilities = capabilities;
    connector.display_name = id;
    connector.summary = "for tests";
    connector.config_schema = schema;
    connector.step_types = entry.step_types.data();
    connector.n_step_types = static_cast<uint32_t>(entry.step_types.size());
    if (kind == registry::Kind::kReader) connector.reader = &sample_.reader;
    if (kind == registry::Kind::kWriter) connector.writer = &sample_.writer;
    if (kind == registry::Kind::kProcessor) connector.processor = &sample_.processor;
    pointers_.push_back(&connector);
  }

  const registry::Catalog& catalog() {
    if (!added_) {
      sample_.plugin.n_connectors = static_cast<uint32_t>(pointers_.size());
      sample_.plugin.connectors = pointers_.data();
      catalog_.AddStatic(&sample_.plugin);
      added_ = true;
    }
    return catalog_;
  }

 private:
  struct Entry {
    std::vector<const char*> step_types;
    hopline_connector connector{};
  };
  registry::SamplePlugin sample_;
  std::deque<Entry> entries_;  // addresses stay
  std::vector<const hopline_connector*> pointers_;
  registry::Catalog catalog_;
  bool added_ = false;
};

}  // namespace hopline::job
