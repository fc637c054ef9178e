/// \file elf_check.h
/// What can be known of a shared object from its bytes alone. dlopen dies by signal on
/// files that were cut short, and a wrong one may run code before it is refused; so look
/// first.
///
/// The check is against accidents: a file made with malice may still pass.
#pragma once

#include <hopline/passport.h>

#include <cstdint>
#include <string>
#include <vector>

namespace hopline::registry {

/// Outcome of the check. `reason` is empty when the object may be loaded.
struct ElfFacts {
  std::string reason;
  hopline_passport passport{};      ///< as its bytes lie in the file; not judged here
  std::vector<std::string> needed;  ///< DT_NEEDED, in order
};

/// Looks at the object behind a descriptor of a regular file with `size` bytes. Reads,
/// never maps, so that a file that shrinks meanwhile raises no signal. Throws only
/// std::bad_alloc.
ElfFacts CheckElf(int fd, uint64_t size);

/// Whether a library's name is that of a sanitizer's runtime: libasan.so.8 and the like.
bool IsSanitizerRuntime(const std::string& library);

}  // namespace hopline::registry
