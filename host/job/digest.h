/// \file digest.h
#pragma once

#include <string>
#include <string_view>

namespace hopline::job {

/// SHA-256 in lower-case hex.
std::string Sha256Hex(std::string_view data);

}  // namespace hopline::job
