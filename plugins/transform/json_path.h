/// \file json_path.h
/// One place in a JSON document, as json-extracting names it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <rapidjson/document.h>

namespace hopline::plugins::transform {

/// A path of names and indexes: $.a.b, $['a b'], $.list[0], $.list[-1] for the last.
/// Wildcards, slices, filters and descents, which may give more than one value, are
/// refused.
class JsonPath {
 public:
  /// Errors: INVALID_ARGUMENT, `pointer` first, with the offset of the mistake.
  JsonPath(const std::string& pointer, const std::string& path);

  /// The value there; nullptr if there is none.
  const rapidjson::Value* Find(const rapidjson::Value& root) const;

 private:
  using Step = std::variant<std::string, int64_t>;
  void ParseBracket(std::string_view path, size_t* at);
  void ParseName(std::string_view path, size_t* at);
  [[noreturn]] void Refuse(std::string_view path, size_t at, const char* why) const;

  std::string pointer_;
  std::vector<Step> steps_;
};

}  // namespace hopline::plugins::transform
