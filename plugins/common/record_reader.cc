#include "plugins/common/record_reader.h"

#include <cstring>
#include <utility>

namespace hopline::plugins {
namespace {

constexpr size_t kPieceBytes = size_t{256} << 10;

}  // namespace

RecordReader::RecordReader(ByteSource& source, CsvReadRules rules,
                           const std::string& charset, bool skip_header)
    : source_(source), parser_(std::move(rules)), decoder_(charset) {
  if (skip_header) SkipLine();
}

bool RecordReader::Next() {
  for (;;) {
    const CsvParser::Step step = parser_.Next(text_.From(done_), last_);
    done_ += parser_.used();
    if (step == CsvParser::Step::kRecord) return true;
    if (step == CsvParser::Step::kEnd) return false;
    // A long record is parsed from its beginning again, so only once it has doubled.
    const size_t wanted = 2 * (text_.size() - done_);
    do Fill();
    while (!last_ && text_.size() < wanted);
  }
}

/// Drops the text that is done with and appends a piece.
void RecordReader::Fill() {
  if (done_ > 0) {
    const size_t left = text_.size() - done_;
    if (left > 0) std::memmove(text_.data(), text_.data() + done_, left);
    text_.Truncate(left);
    done_ = 0;
  }
  bytes_.resize(bytes_size_ + kPieceBytes);
  const size_t n = source_.Read(bytes_.data() + bytes_size_, kPieceBytes);
  last_ = n == 0;
  bytes_size_ += n;
  const size_t used = decoder_.Append(text_, {bytes_.data(), bytes_size_}, last_);
  bytes_.erase(0, used);
  bytes_size_ -= used;
}

void RecordReader::SkipLine() {
  for (;;) {
    const std::string_view text = text_.From(done_);
    const size_t end = text.find_first_of("\r\n");
    // A CR at the very end may be half of a CRLF.
    const bool whole = end != std::string_view::npos &&
                       (text[end] == '\n' || end + 1 < text.size() || last_);
    if (whole) {
      const bool both =
          text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
      done_ += end + (both ? 2 : 1);
      return;
    }
    if (last_) {
      done_ = text_.size();
      return;
    }
    done_ = end == std::string_view::npos ? text_.size() : done_ + end;
    Fill();
  }
}

}  // namespace hopline::plugins
