#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "emulator/server/clock.h"
#include "emulator/server/service.h"
#include "emulator/server/shard_admin.h"
#include "emulator/tablestore/store.h"

namespace hopline::emulator::tablestore {

/// The emulated Tablestore: table, row and stream operations of API version 2015-12-31.
///
/// It is strict where the service is: signatures, digests, dates, limits, error codes and
/// texts. Any instance name is accepted and holds tables of its own.
///
/// Owns:    all tables, in memory and, with a folder, in journals there (store.h). The
///          clock outlives it.
/// Threads: every method, from any thread; requests on different tables do not wait for
///          each other.
class TablestoreService : public Service, public ShardAdmin {
 public:
  TablestoreService(const Clock* clock, std::vector<AccessKey> keys,
                    std::filesystem::path folder = {});

  HttpResponse Handle(const HttpRequest& request) override;
  std::string OperationOf(const HttpRequest& request) const override;
  HttpResponse Refuse(const HttpRequest& request, const InjectedError& error) override;
  HttpResponse HandleFailingRows(const HttpRequest& request,
                                 const RowFault& fault) override;

  std::vector<emulator::ShardInfo> ListShards(const std::string& instance,
                                              const std::string& table) override;
  std::vector<std::string> SplitShard(const std::string& instance,
                                      const std::string& table,
                                      const std::string& shard) override;
  std::string MergeShards(const std::string& instance, const std::string& table,
                          const std::vector<std::string>& shards) override;

 private:
  HttpResponse Perform(const HttpRequest& request, const RowFault* row_fault);
  std::string NextRequestId(int64_t now_us);
  std::shared_ptr<Table> TableOrAdminError(const std::string& instance,
                                           const std::string& table) const;

  const Clock* const clock_;
  const std::vector<AccessKey> keys_;
  Store store_;
  std::atomic<uint64_t> request_count_{0};
};

}  // namespace hopline::emulator::tablestore
