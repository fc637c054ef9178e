#pragma once

namespace hopline::plugins::oss {

/// JSON Schemas of the parameters. Static.
const char* ReaderSchema();
const char* WriterSchema();

}  // namespace hopline::plugins::oss
