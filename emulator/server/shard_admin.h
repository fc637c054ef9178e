#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace hopline::emulator {

/// A wish from the admin address that cannot be fulfilled; `status` is the HTTP status of
/// the reply.
class AdminError : public std::runtime_error {
 public:
  AdminError(int status, const std::string& message)
      : std::runtime_error(message), status_(status) {}
  int status() const { return status_; }

 private:
  int status_;
};

/// One shard of a table's stream, open or closed.
///
/// Shape: parents is empty for a first shard, one id for a child of a split, two for the
/// child of a
///        merge. A shard is open while rows can still arrive in it.
struct ShardInfo {
  std::string id;
  std::vector<std::string> parents;
  bool open = true;
  int64_t created_unix_us = 0;
  int64_t records = 0;
};

/// The tree of stream shards of a Tablestore table, to be moved by hand where the real
/// service would do it by load.
///
/// Threads: every method may be called from several threads at once.
/// Errors:  AdminError: 404 for an unknown instance, table or shard; 409 for a shard that
/// is closed
///          already, shards that are not neighbours, or a table without a stream.
class ShardAdmin {
 public:
  virtual ~ShardAdmin();

  /// All shards of the table, oldest first.
  virtual std::vector<ShardInfo> ListShards(const std::string& instance,
                                            const std::string& table) = 0;

  /// Closes `shard` and opens two in its place; an empty `shard` means the only open one.
  /// Returns the ids of the two.
  virtual std::vector<std::string> SplitShard(const std::string& instance,
                                              const std::string& table,
                                              const std::string& shard) = 0;

  /// Closes the two neighbours `shards` and opens one in their place. Returns its id.
  virtual std::string MergeShards(const std::string& instance, const std::string& table,
                                  const std::vector<std::string>& shards) = 0;
};

}  // namespace hopline::emulator
