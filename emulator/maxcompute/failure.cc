#include "emulator/maxcompute/failure.h"

namespace hopline::emulator::maxcompute {

Failure NoSuchTable(const std::string& project, const std::string& table) {
  return {404, "NoSuchObject",
          "ODPS-0130131:Table not found - table " + project + "." + table +
              " cannot be resolved"};
}

Failure NoSuchPartition() {
  return {404, "NoSuchPartition", "The specified partition does not exist"};
}

Failure NoSuchInstance(const std::string& id) {
  return {404, "NoSuchObject", "Instance not found - '" + id + "'"};
}

Failure InvalidArgument(std::string message) {
  return {400, "InvalidArgument", std::move(message)};
}

Failure InvalidPartitionSpec(std::string message) {
  return {400, "InvalidPartitionSpec", std::move(message)};
}

Failure MissingPartitionSpec() {
  return {400, "MissingPartitionSpec",
          "You need to specify a partitionspec along with the specified table"};
}

Failure StatusConflict() {
  return {409, "StatusConflict",
          "The upload or download session is expired, or is already committed"};
}

Failure MalformedDataStream(std::string message) {
  return {400, "MalformedDataStream", std::move(message)};
}

}  // namespace hopline::emulator::maxcompute
