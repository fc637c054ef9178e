#pragma once

#include <hopline/scope.hpp>

#include <string>
#include <utility>
#include <vector>

#include "plugins/odps/address.h"
#include "plugins/odps/service.h"
#include "wire/maxcompute/instance.h"
#include "wire/maxcompute/partition_spec.h"
#include "wire/maxcompute/table.h"

namespace hopline::plugins::odps {

/// Names and statements: what the API endpoint knows of one table.
///
/// Threads: any.
class Metadata {
 public:
  Metadata(const ProjectAddress& address, Service& service)
      : address_(address), service_(service) {}

  /// Errors: NOT_FOUND: there is no such project or table.
  wire::maxcompute::Table DescribeTable(const Scope& scope);
  /// Address of Tunnel: the configured one, or what the API says, with the scheme of the
  /// API's own address.
  std::string TunnelUrl(const Scope& scope);
  /// All partitions, in the order of the service.
  std::vector<wire::maxcompute::PartitionSpec> ListPartitions(const Scope& scope);
  /// A partition that is there already is fine.
  void AddPartition(const wire::maxcompute::PartitionSpec& partition, const Scope& scope);

  /// The table's name as statements write it.
  std::string TableInSql() const;
  /// Runs one statement and waits for its end; returns the instance's id. `once`: it is
  /// not submitted again when the reply to that is lost.
  ///
  /// Errors: DATA_INVALID: the statement failed, with the service's words. As
  ///         Service::Run.
  std::string RunSql(const std::string& statement, const std::string& doing,
                     const Scope& scope, bool once = false);

 private:
  wire::maxcompute::SignedRequest NewRequest(std::string method, std::string resource,
                                             wire::Fields query) const;
  std::string TableResource() const;
  std::string Submit(const wire::maxcompute::SqlTask& task, const std::string& doing,
                     const Scope& scope, bool once);
  void Await(const std::string& instance, const std::string& doing, const Scope& scope);

  const ProjectAddress& address_;
  Service& service_;
};

}  // namespace hopline::plugins::odps
