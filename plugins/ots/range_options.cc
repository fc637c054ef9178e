#include "plugins/ots/range_options.h"

#include <charconv>

#include "plugins/common/base64.h"
#include "plugins/common/config_checks.h"
#include "plugins/ots/record_form.h"

namespace hopline::plugins::ots {

using wire::tablestore::Value;

namespace {

[[noreturn]] void RefuseRange(const std::string& pointer, const std::string& why) {
  Refuse(pointer + ": Parse 'range' fail, " + why);
}

Value ReadInteger(const std::string& at, const std::string& text) {
  int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc() || stop != end) {
    RefuseRange(at + "/value", "'" + text + "' is no integer of 64 bits");
  }
  return Value::Integer(number);
}

Value ReadItem(const Config& config, const std::string& at) {
  if (config.Kind(at) != HOPLINE_JSON_OBJECT) {
    RefuseRange(at, "write {\"type\": \"STRING\", \"value\": \"…\"}");
  }
  const std::string word = config.Text(at + "/type", "");
  const std::string type = Lower(word);
  if (type == "inf_min") return Value::InfMin();
  if (type == "inf_max") return Value::InfMax();
  if (type != "string" && type != "int" && type != "binary") {
    RefuseRange(
        at + "/type",
        type == "integer" ? "INTEGER is no type here; write INT"
        : word.empty()
            ? "the type is missing; one of STRING, INT, BINARY, INF_MIN, INF_MAX"
            : "unknown type " + word + "; one of STRING, INT, BINARY, INF_MIN, INF_MAX");
  }
  if (!config.Has(at + "/value")) RefuseRange(at, "the 'value' is missing");
  std::string text = config.Text(at + "/value");
  if (type == "int") return ReadInteger(at, text);
  if (type == "string") return Value::String(std::move(text));
  auto bytes = DecodeBase64(text);
  if (!bytes.has_value()) {
    RefuseRange(at + "/value", "a BINARY value must be Base64 with its padding");
  }
  return Value::Binary(std::move(*bytes));
}

std::vector<Value> ReadItems(const Config& config, const std::string& at) {
  std::vector<Value> values;
  const uint64_t n = config.Count(at);
  for (uint64_t i = 0; i < n; ++i) {
    values.push_back(ReadItem(config, at + "/" + std::to_string(i)));
  }
  return values;
}

}  // namespace

RangeOptions ReadRangeOptions(const Config& config) {
  return {ReadItems(config, "/range/begin"), ReadItems(config, "/range/end"),
          ReadItems(config, "/range/split")};
}

}  // namespace hopline::plugins::ots
