#pragma once

#include <hopline/scope.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plugins/otsstream/plan_entry.h"
#include "plugins/otsstream/status_rows.h"
#include "plugins/tablestore/client.h"

namespace hopline::plugins::otsstream {

/// The status table of one instance, as the reader uses it: read at plan, written at
/// acknowledge only.
///
/// Threads: one at a time.
class StatusTable {
 public:
  StatusTable(tablestore::Client& client, std::string name, std::string stream_id,
              Scope scope)
      : client_(client),
        name_(std::move(name)),
        stream_id_(std::move(stream_id)),
        scope_(scope) {}

  /// False if there is no such table. Errors: SCHEMA_MISMATCH: it has other keys.
  bool Exists();

  /// Checkpoint by shard that a job left whose window ended at `end_ms`; nothing if there
  /// is no whole set of one version. Source: DataX's conditions for "go on exactly".
  std::optional<std::map<std::string, std::string>> WholeSet(int64_t end_ms);

  /// The newest iterator of a shard in (after_ms, until_ms]; empty if there is none.
  std::string NewestMark(const std::string& shard_id, int64_t after_ms, int64_t until_ms);

  /// Makes the table if it is missing and waits until it can be read.
  void Create();

  /// Writes what a finished window leaves: marks, checkpoints, removal of checkpoints of
  /// shards that are not in the job, the job row last. Until that is there the set does
  /// not count. Repeatable.
  void WriteWindow(const JobRow& job, const TaskCheckpoint& all);

 private:
  std::vector<wire::tablestore::Row> ReadRange(wire::tablestore::PrimaryKey from,
                                               wire::tablestore::PrimaryKey to);
  std::vector<CheckpointRow> Checkpoints(int64_t end_ms);
  std::optional<wire::tablestore::Row> ReadOne(const char* type, std::string value);
  void Put(const wire::tablestore::Row& row);

  tablestore::Client& client_;
  std::string name_;
  std::string stream_id_;
  Scope scope_;
};

}  // namespace hopline::plugins::otsstream
