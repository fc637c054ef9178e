/// \file json_writer.h
/// Builds one line of JSON text, value by value. Keys come out in the order they are
/// given.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hopline::services {

/// \code JsonWriter j; j.BeginObject(); j.Key("rows").Unsigned(3); j.EndObject();
/// j.text()
///
/// Order: the caller keeps objects and arrays balanced; commas are put in by the writer.
class JsonWriter {
 public:
  void BeginObject() { Open('{'); }
  void EndObject() { Close('}'); }
  void BeginArray() { Open('['); }
  void EndArray() { Close(']'); }
  JsonWriter& Key(std::string_view key);

  void String(std::string_view utf8);
  void Integer(int64_t value);
  void Unsigned(uint64_t value);
  /// Shortest text that reads back as the same value; NaN and infinities become strings.
  void Double(double value);
  void Bool(bool value) { Raw(value ? "true" : "false"); }
  void Null() { Raw("null"); }
  /// A value that is JSON text already.
  void Raw(std::string_view json);

  const std::string& text() const { return text_; }
  std::string Take() { return std::move(text_); }

 private:
  void Separate();
  void Open(char bracket);
  void Close(char bracket);
  void Quote(std::string_view utf8);

  std::string text_;
  bool need_comma_ = false;
};

}  // namespace hopline::services
