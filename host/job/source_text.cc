#include "host/job/source_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/services/text.h"

namespace hopline::job {

using services::FindInvalidUtf8;
using services::IsContinuationByte;
using services::IsWordByte;

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

Place PlaceFinder::At(size_t offset) {
  if (offset < offset_) {
    offset_ = 0;
    line_ = column_ = 1;
  }
  for (; offset_ < offset && offset_ < text_.size(); ++offset_) {
    const char c = text_[offset_];
    if (c == '\n') {
      ++line_;
      column_ = 1;
    } else if (!IsContinuationByte(c) &&
               !(offset_ == 0 && c == '\xEF' && text_.starts_with(kByteOrderMark))) {
      ++column_;  // editors do not count a byte order mark
    }
  }
  return {line_, column_, file_};
}

const VariableUse* SourceText::FirstUse(size_t offset) const {
  const auto use = std::partition_point(
      uses_.begin(), uses_.end(), [&](const VariableUse& u) { return u.end <= offset; });
  return use == uses_.end() ? nullptr : &*use;
}

Place SourceText::At(size_t offset) {
  auto piece = std::upper_bound(pieces_.begin(), pieces_.end(), offset,
                                [](size_t at, const Piece& p) { return at < p.begin; });
  if (piece == pieces_.begin()) return finder_.At(0);
  --piece;
  return finder_.At(piece->source + (piece->verbatim ? offset - piece->begin : 0));
}

/// The scanner behind ExpandSource.
class Expander {
 public:
  Expander(std::string_view script, uint32_t file, const VariableLookup& lookup,
           DiagnosticList* list)
      : script_(script), lookup_(lookup), list_(list), out_(script, file) {}

  SourceText Run() {
    if (!CheckEncoding()) return std::move(out_);
    while (at_ < script_.size()) {
      if (SkipComment()) continue;
      const char c = script_[at_];
      if (quote_ == 0 && (c == '"' || c == '\'')) {
        quote_ = c;
        Copy(1);
      } else if (quote_ != 0 && c == quote_) {
        quote_ = 0;
        Copy(1);
      } else if (quote_ != 0 && c == '\\') {
        Copy(2);
      } else if (c != '$' || !lookup_ || !Replace()) {
        Copy(1);
      }
    }
    if (open_comment_) out_.text_.clear();  // what it swallowed would only be missed
    Mark(script_.size(), true);             // the end has a place too
    ReportUndefined();
    return std::move(out_);
  }

 private:
  struct Undefined {
    std::string name;
    Place place;
  };

  bool CheckEncoding() {
    if (script_.starts_with("\xFF\xFE") || script_.starts_with("\xFE\xFF")) {
      list_->Error(At(0), "", "the text is UTF-16; save it as UTF-8");
      return false;
    }
    const size_t bad = FindInvalidUtf8(script_);
    if (bad != script_.npos) {
      list_->Error(At(bad), "",
                   fmt::format("byte 0x{:02X} is not UTF-8; save the text as UTF-8",
                               static_cast<unsigned char>(script_[bad])));
      return false;
    }
    if (script_.starts_with(kByteOrderMark)) {
      list_->Warn(At(0), "", "a byte order mark is ignored");
      at_ = 3;
    }
    return true;
  }

  Place At(size_t source) { return out_.finder_.At(source); }

  void Mark(size_t source, bool verbatim) {
    out_.pieces_.push_back({out_.text_.size(), source, verbatim});
  }

  /// Copies bytes as they are; runs of copies share one piece.
  void Copy(size_t size) {
    if (at_ != copied_to_ || out_.pieces_.empty() || !out_.pieces_.back().verbatim) {
      Mark(at_, true);
    }
    out_.text_ += script_.substr(at_, size);
    at_ = std::min(at_ + size, script_.size());
    copied_to_ = at_;
  }

  /// True when a comment stood here; it is now a blank.
  bool SkipComment() {
    if (quote_ != 0) return false;
    const std::string_view rest = script_.substr(at_);
    if (!rest.starts_with('#') && !rest.starts_with('/')) return false;
    size_t size = std::min(rest.find('\n'), rest.size());
    if (rest.starts_with("/*")) {
      size = rest.find("*/", 2);
      if (size == rest.npos) {
        list_->Error(At(at_), "", "the comment is never closed: add */");
        open_comment_ = true;
        size = rest.size();
      } else {
        size += 2;
      }
    } else if (rest.starts_with('/') && !rest.starts_with("//")) {
      list_->Warn(At(at_), "", "a comment begins with one slash; write //");
    }
    Mark(at_, false);
    out_.text_.push_back(' ');
    at_ += size;
    return true;
  }

  /// Replaces the reference at `$`; false when it stays as it is.
  bool Replace() {
    std::string name;
    size_t size = 0;
    const bool braced = script_.substr(at_).starts_with("${");
    if (braced) {
      const size_t end = script_.find_first_of("}\"'\n", at_ + 2);
      if (end == script_.npos || script_[end] != '}') return false;
      name = script_.substr(at_ + 2, end - at_ - 2);
      size = end + 1 - at_;
    } else {
      size = 1;
      while (at_ + size < script_.size() && IsWordByte(script_[at_ + size])) ++size;
      name = script_.substr(at_ + 1, size - 1);
    }
    VariableValue found = lookup_(name);
    if (found.value && FindInvalidUtf8(*found.value) != std::string::npos) {
      found = {std::nullopt, fmt::format("the value of ${{{}}} is not UTF-8", name)};
    }
    if (found.stays) return Keep(name, size);
    if (!found.value && !braced) return false;
    if (!found.value) {
      if (name.empty()) {
        list_->Error(At(at_), "", "${} names no variable: write a name into the braces");
      } else if (found.problem.empty()) {
        undefined_.push_back({name, At(at_)});
      } else {
        list_->Error(At(at_), "", found.problem);
      }
      // Something that parses, so that the rest of the script is still looked at.
      Insert(name, quote_ == 0 ? "null" : "");
    } else {
      Insert(name, quote_ == 0 ? *found.value : EscapeForString(*found.value));
    }
    at_ += size;
    return true;
  }

  void Insert(const std::string& name, const std::string& text, bool stays = false) {
    Mark(at_, false);
    out_.uses_.push_back(
        {name, out_.text_.size(), out_.text_.size() + text.size(), stays});
    out_.text_ += text;
  }

  /// Leaves a reference; inside a string it is text like any other.
  bool Keep(const std::string& name, size_t size) {
    if (quote_ != 0 || name.empty()) return false;
    Insert(name, services::QuoteJson(script_.substr(at_, size)), true);
    at_ += size;
    return true;
  }

  std::string EscapeForString(const std::string& value) const {
    const std::string quoted = services::QuoteJson(value);
    std::string out;
    for (const char c : std::string_view(quoted).substr(1, quoted.size() - 2)) {
      if (c == '\'' && quote_ == '\'') out.push_back('\\');
      out.push_back(c);
    }
    return out;
  }

  /// One error for all of them.
  void ReportUndefined() {
    if (undefined_.empty()) return;
    std::string names;
    for (const Undefined& one : undefined_) {
      if (!names.empty()) names += ", ";
      names += "${" + one.name + "}";
      if (undefined_.size() > 1) {
        names += fmt::format(" ({}:{})", one.place.line, one.place.column);
      }
    }
    const Undefined& first = undefined_.front();
    const bool is_name = std::all_of(first.name.begin(), first.name.end(),
                                     [](char c) { return IsWordByte(c) || c == '.'; });
    const std::string cure =
        is_name ? fmt::format("give {} a value with --set {}=…",
                              undefined_.size() > 1 ? "each" : "it", first.name)
                : fmt::format(
                      "in a script ${{…}} takes a name; write ${{x}} and give "
                      "--set 'x=${{{}}}'",
                      first.name);
    list_->Error(first.place, "",
                 fmt::format("undefined variable{} {}; {}",
                             undefined_.size() > 1 ? "s" : "", names, cure));
  }

  std::string_view script_;
  const VariableLookup& lookup_;
  DiagnosticList* list_;
  SourceText out_;
  size_t at_ = 0;
  size_t copied_to_ = 0;
  bool open_comment_ = false;
  char quote_ = 0;  ///< the quote of the string we are in, or 0
  std::vector<Undefined> undefined_;
};

SourceText ExpandSource(std::string_view script, uint32_t file,
                        const VariableLookup& lookup, DiagnosticList* list) {
  return Expander(script, file, lookup, list).Run();
}

}  // namespace hopline::job
