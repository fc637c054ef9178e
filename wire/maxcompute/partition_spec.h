#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/common/status.h"

/// The texts that name a partition. Tunnel writes values bare ("pt=1,hh=2"), metadata
/// calls and SQL quote them ("pt='1',hh='2'"), users write either, also with '/'.

namespace hopline::wire::maxcompute {

/// Names and values, in the order of the text.
using PartitionSpec = std::vector<std::pair<std::string, std::string>>;

/// Blanks around names, values and separators do not count, nor do quotes around a value.
/// Errors:  an item that is no NAME=VALUE; an empty name or value; a name twice, whatever
///          its letter case.
Status ParsePartitionSpec(std::string_view text, PartitionSpec* out);

/// "pt=20240301,hh=10".
std::string FormatPartitionSpec(const PartitionSpec& spec);
/// "pt='20240301',hh='10'"; a quote or backslash in a value is escaped by a backslash.
std::string FormatQuotedPartitionSpec(const PartitionSpec& spec);

/// Puts the items into the order of `keys`, with the keys' own letter case.
/// Errors:  an item that is no key, or a key without an item.
Status OrderPartitionSpec(const std::vector<std::string>& keys, PartitionSpec* spec);

}  // namespace hopline::wire::maxcompute
