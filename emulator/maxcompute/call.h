#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/maxcompute/operation.h"
#include "emulator/maxcompute/table.h"
#include "emulator/server/service.h"
#include "wire/common/encoding.h"

namespace hopline::emulator::maxcompute {

/// One request on its way through the service.
struct Call {
  const HttpRequest& http;
  Address address;
  Operation operation = Operation::kUnknown;
  int64_t now_unix_us = 0;
  std::string request_id;

  int64_t now_unix_s() const { return now_unix_us / 1000000; }
  const std::string* Query(std::string_view name) const {
    return wire::FindQuery(address.query, name);
  }
  bool Has(std::string_view name) const { return Query(name) != nullptr; }
  /// The parameter's value, "" when absent.
  std::string QueryOr(std::string_view name) const {
    const std::string* value = Query(name);
    return value == nullptr ? std::string() : *value;
  }
  bool IsTrue(std::string_view name) const {
    return wire::ToLower(QueryOr(name)) == "true";
  }
  /// The table that the address names.
  TableKey table() const;
};

}  // namespace hopline::emulator::maxcompute
