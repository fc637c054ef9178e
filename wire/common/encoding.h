#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Text forms of bytes: percent encoding, query strings, base64, hexadecimal.
/// Threads: every function is pure.

namespace hopline::wire {

/// Named values in the order of the wire: header fields, or query parameters (decoded).
using Fields = std::vector<std::pair<std::string, std::string>>;

/// What PercentEncode does with '/'.
enum class Slash { kEncode, kKeep };

/// Encodes every byte but A-Z a-z 0-9 - _ . ~ as %XX (upper-case hex).
std::string PercentEncode(std::string_view text, Slash slash = Slash::kEncode);

/// Undoes percent encoding once; '+' stays a plus, and a '%' without two hex digits stays
/// as it is.
std::string PercentDecode(std::string_view text);

/// Splits "a=1&b&c=" into decoded pairs, in order. In a query, unlike in a path, '+' is a
/// space. "b" and "c=" both yield an empty value.
Fields ParseQuery(std::string_view query);

/// Joins pairs as "a=1&b": encoded, in the given order, the '=' left out for empty
/// values.
std::string FormatQuery(const Fields& query);

/// The value of the first pair called `name` (case matters), or null.
const std::string* FindQuery(const Fields& query, std::string_view name);

/// The value of the first field called `name` (case does not matter), or null.
const std::string* FindField(const Fields& headers, std::string_view name);

/// Gives the field called `name` this value: removes every one there is and adds one at
/// the end.
void SetField(std::string_view name, std::string_view value, Fields* headers);
void RemoveField(std::string_view name, Fields* headers);

/// Lower-cases A-Z only.
std::string ToLower(std::string_view text);
/// Without spaces and tabs at both ends.
std::string_view Trim(std::string_view text);

std::string Base64Encode(std::string_view bytes);
/// Nothing when the text is not padded base64 of whole bytes.
std::optional<std::string> Base64Decode(std::string_view text);

std::string HexLower(std::string_view bytes);
std::string HexUpper(std::string_view bytes);

/// A decimal number without sign, spaces or overflow; nothing otherwise.
std::optional<uint64_t> ParseUnsigned(std::string_view text);

}  // namespace hopline::wire
