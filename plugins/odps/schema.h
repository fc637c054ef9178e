#pragma once

namespace hopline::plugins::odps {

extern const char kReaderSchema[];
extern const char kWriterSchema[];

}  // namespace hopline::plugins::odps
