#pragma once

#include <string>
#include <string_view>

/// What the service's envelope checks bodies and signatures by.
namespace hopline::wire::tablestore {

std::string Md5Base64(std::string_view bytes);

/// Compares without telling by its duration where the difference is.
bool EqualInConstantTime(std::string_view a, std::string_view b);

}  // namespace hopline::wire::tablestore
