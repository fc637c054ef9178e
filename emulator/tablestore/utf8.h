#pragma once

#include <string_view>

namespace hopline::emulator::tablestore {

/// Whether the bytes are UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates,
/// nothing above U+10FFFF.
bool IsUtf8(std::string_view bytes);

}  // namespace hopline::emulator::tablestore
