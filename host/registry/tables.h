/// \file tables.h
/// Slot tables of a plugin, copied into our own: sizes differ between releases, empty
/// slots do not reach a caller.
#pragma once

#include <hopline/hopline.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "host/registry/registry.h"

namespace hopline::registry {

/// Copies min(theirs, ours) bytes of an appendable struct into a zeroed one of ours; what
/// the plugin does not know is zero.
template <class Appendable>
Appendable CopySized(const Appendable& theirs) {
  static_assert(sizeof(theirs.struct_size) == 4);
  Appendable ours{};
  const size_t size = std::min<size_t>(theirs.struct_size, sizeof ours);
  std::memcpy(static_cast<void*>(&ours), static_cast<const void*>(&theirs), size);
  ours.struct_size = sizeof ours;
  return ours;
}

/// Name of the first mandatory slot that is NULL, or nullptr.
const char* MissingSlot(const hopline_reader& table);
const char* MissingSlot(const hopline_writer& table);
const char* MissingSlot(const hopline_processor& table);

/// The loaded form of a validated connector: its table copied, its empty slots filled.
LoadedConnector Normalise(const hopline_connector& connector, const ConnectorInfo& info);

}  // namespace hopline::registry
