/// \file reader.h
/// The `file` reader: csv and text from local files, by the parameters of `oss`.
#pragma once

#include <hopline/connector.hpp>

#include "plugins/common/object_reader.h"

namespace hopline::plugins::file {

/// The connector's schema; static.
const char* ReaderSchema();

/// Files below a base folder. Their version is the time of change.
class FileReader final : public ObjectReader {
 public:
  explicit FileReader(JobContext context);
};

}  // namespace hopline::plugins::file
