#pragma once

#include <hopline/config.hpp>

#include <string>

namespace hopline::plugins::odps {

/// Where a project is and how requests to it are signed.
struct ProjectAddress {
  std::string api;  ///< scheme, authority and path ("https://…/api"), no slash at the end
  std::string tunnel;  ///< the same of Tunnel; empty: the API is asked
  std::string project;
  std::string in_name_of;  ///< project that the calls are made for: mostly the same
  std::string schema;      ///< of the three-level model; empty: two levels
  std::string table;
  std::string quota;   ///< Tunnel quota; empty: the shared one
  std::string region;  ///< like cn-hangzhou: API requests are signed with V4; empty: V2
};

/// Reads odpsServer, tunnelServer, project, schema, table, tunnelQuota and regionId.
/// Errors: INVALID_ARGUMENT names the key.
ProjectAddress ReadProjectAddress(const Config& config);

}  // namespace hopline::plugins::odps
