#pragma once

namespace hopline::plugins::ots {

/// JSON Schemas of the parameters.
extern const char kReaderSchema[];
extern const char kWriterSchema[];

}  // namespace hopline::plugins::ots
