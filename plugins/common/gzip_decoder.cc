#include "plugins/common/compression.h"
#include "plugins/common/inflater.h"

namespace hopline::plugins {

namespace {

class GzipDecoder final : public ByteSource {
 public:
  explicit GzipDecoder(ByteSource& packed) : in_(packed, "gzip") {}

  size_t Read(char* out, size_t most) override {
    for (;;) {
      if (inflater_.ended() || in_.offset() == 0) {
        if (AtEnd()) return 0;
        inflater_.Reset();
      }
      const size_t n = inflater_.Read(in_, out, most);
      if (n > 0) return n;
    }
  }

 private:
  /// Between members. Zeros at the end are padding, as gzip itself takes them.
  bool AtEnd() {
    for (;;) {
      const std::string_view window = in_.Window();
      if (window.empty()) return true;
      if (in_.offset() == 0 || window.front() != '\0') return false;
      in_.Skip(1);
    }
  }

  PackedInput in_;
  Inflater inflater_{15 + 16};
};

}  // namespace

std::unique_ptr<ByteSource> MakeGzipDecoder(ByteSource& packed) {
  return std::make_unique<GzipDecoder>(packed);
}

}  // namespace hopline::plugins
