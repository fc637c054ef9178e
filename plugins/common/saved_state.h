#pragma once

#include <hopline/config.hpp>
#include <hopline/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::plugins {

/// Reads what this connector left for a later phase, maybe of another process and another
/// version: a token, plan entry, checkpoint or message, a JSON object that tells its
/// format. Returns what `read` makes of the document.
///
/// what:   "the token of this run", for errors.
/// Errors: INVALID_STATE: it is no such object, has another format, or `read` failed.
template <class Read>
auto ReadSaved(std::string_view bytes, const char* what, int64_t format, Read&& read) {
  try {
    const Config json(bytes);
    const int64_t found = json.Int64("/format", 0);
    if (found != format) {
      throw Error(HOPLINE_STATUS_INVALID_STATE,
                  "it has format " + std::to_string(found) + ", this version knows " +
                      std::to_string(format) +
                      "; end the run with the version that began it, or abort it");
    }
    return read(json);
  } catch (const Error& error) {
    throw Error(HOPLINE_STATUS_INVALID_STATE,
                std::string(what) + " cannot be read: " + error.message());
  }
}

/// A JSON array of what `write` makes of each item.
template <class Item, class Write>
std::string JsonArray(const std::vector<Item>& items, Write&& write) {
  std::string out = "[";
  for (const Item& item : items) {
    if (out.size() > 1) out += ',';
    out += write(item);
  }
  return out + "]";
}

}  // namespace hopline::plugins
