#pragma once

namespace hopline::plugins::oss {

/// JSON Schema of the writer's parameters. Static.
const char* WriterSchema();

}  // namespace hopline::plugins::oss
