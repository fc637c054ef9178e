// The manifest reader on arbitrary text: it returns or refuses.

#include <cstddef>
#include <cstdint>
#include <string>

#include "host/registry/manifest.h"
#include "host/services/exit_code.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    hopline::registry::ParseManifest("/x/hopline-x.json", text);
  } catch (const hopline::services::Failure&) {
  }
  return 0;
}
