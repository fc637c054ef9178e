#pragma once

namespace hopline::plugins::otsstream {

/// JSON Schema of the reader's parameters.
extern const char kReaderSchema[];

}  // namespace hopline::plugins::otsstream
