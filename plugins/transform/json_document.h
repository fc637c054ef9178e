/// \file json_document.h
/// JSON text of a cell, with numbers as they are written.
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <optional>
#include <string_view>

#include "plugins/common/text_buffer.h"

namespace hopline::plugins::transform {

/// A parsed document. Its memory is used again for the next one.
///
/// A number is kept as text, so that no digit is lost: strings and numbers are both
/// strings of the tree, marked by their first character. Ask IsNumber() and TextOf().
///
/// Threads: one at a time.
class JsonDocument {
 public:
  static constexpr size_t kMaxDepth = 200;

  /// False if the text is no JSON, or is nested deeper than kMaxDepth. What root() gave
  /// before is gone.
  bool Parse(std::string_view text);
  const rapidjson::Value& root() const { return *document_; }

  static bool IsNumber(const rapidjson::Value& value);
  static bool IsText(const rapidjson::Value& value);
  /// Of a number or text.
  static std::string_view TextOf(const rapidjson::Value& value);
  /// Appends the value as compact JSON.
  static void Write(TextBuffer& out, const rapidjson::Value& value);

 private:
  rapidjson::MemoryPoolAllocator<> memory_;
  std::optional<rapidjson::Document> document_;
};

}  // namespace hopline::plugins::transform
