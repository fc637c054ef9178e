#include "emulator/tablestore/table_names.h"

namespace hopline::emulator::tablestore {
namespace {

constexpr std::string_view kDataEnding = "#timeseries";
constexpr std::string_view kMetaEnding = "#timeseries_meta";

}  // namespace

std::string DataTableName(std::string_view name) {
  return std::string(name).append(kDataEnding);
}

std::string MetaTableName(std::string_view name) {
  return std::string(name).append(kMetaEnding);
}

bool IsDataTableName(std::string_view name) { return name.ends_with(kDataEnding); }

bool IsMetaTableName(std::string_view name) { return name.ends_with(kMetaEnding); }

std::string_view PlainTableName(std::string_view name) {
  return name.substr(0, name.find('#'));
}

}  // namespace hopline::emulator::tablestore
