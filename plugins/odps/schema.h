#pragma once

namespace hopline::plugins::odps {

extern const char kWriterSchema[];

}  // namespace hopline::plugins::odps
