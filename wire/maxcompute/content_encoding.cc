#include "wire/maxcompute/content_encoding.h"

#include <array>
#include <utility>

#include "wire/common/encoding.h"
#include "wire/maxcompute/compressors.h"

namespace hopline::wire::maxcompute {
namespace {

constexpr std::array<std::pair<std::string_view, ContentEncoding>, 6> kNames = {{
    {"", ContentEncoding::kRaw},
    {"deflate", ContentEncoding::kDeflate},
    {"x-snappy-framed", ContentEncoding::kSnappyFramed},
    {"x-lz4-frame", ContentEncoding::kLz4Frame},
    {"x-odps-lz4-frame", ContentEncoding::kOdpsLz4Frame},
    {"zstd", ContentEncoding::kZstd},
}};

class RawCompressor : public Compressor {
 public:
  void Write(std::string_view bytes, std::string* out) override { out->append(bytes); }
  void Finish(std::string*) override {}
};

class RawDecompressor : public Decompressor {
 public:
  Status Write(std::string_view* bytes, size_t, std::string* out) override {
    out->append(*bytes);
    *bytes = {};
    return {};
  }
  Status Finish() override { return {}; }
};

}  // namespace

Compressor::~Compressor() = default;
Decompressor::~Decompressor() = default;

Status StepDecompressor::Write(std::string_view* bytes, size_t enough, std::string* out) {
  while (out->size() < enough) {
    if (ended_) {
      return bytes->empty() ? Status()
                            : Status::Error("bytes follow the compressed stream");
    }
    const size_t before = out->size();
    out->resize(before + kStepBytes);
    const Progress progress = Step(*bytes, out->data() + before, kStepBytes);
    out->resize(before + progress.written);
    if (!progress.good) return Status::Error("the body is no stream of its encoding");
    bytes->remove_prefix(progress.read);
    ended_ = progress.ended;
    // A step that was filled may have left something inside the library.
    if (!ended_ && bytes->empty() && progress.written < kStepBytes) break;
  }
  return {};
}

Status StepDecompressor::Finish() {
  return ended_ ? Status() : Status::Error("the compressed stream is not complete");
}

std::string_view ContentEncodingName(ContentEncoding encoding) {
  for (const auto& [name, value] : kNames) {
    if (value == encoding) return name;
  }
  return {};
}

std::optional<ContentEncoding> ParseContentEncoding(std::string_view name) {
  const std::string lower = ToLower(Trim(name));
  if (lower == "identity") return ContentEncoding::kRaw;
  for (const auto& [text, value] : kNames) {
    if (text == lower) return value;
  }
  return std::nullopt;
}

std::unique_ptr<Compressor> Compressor::New(ContentEncoding encoding) {
  switch (encoding) {
    case ContentEncoding::kRaw:
      break;
    case ContentEncoding::kDeflate:
      return NewZlibCompressor();
    case ContentEncoding::kSnappyFramed:
      return NewSnappyCompressor();
    case ContentEncoding::kLz4Frame:
    case ContentEncoding::kOdpsLz4Frame:
      return NewLz4Compressor();
    case ContentEncoding::kZstd:
      return NewZstdCompressor();
  }
  return std::make_unique<RawCompressor>();
}

std::unique_ptr<Decompressor> Decompressor::New(ContentEncoding encoding) {
  switch (encoding) {
    case ContentEncoding::kRaw:
      break;
    case ContentEncoding::kDeflate:
      return NewZlibDecompressor();
    case ContentEncoding::kSnappyFramed:
      return NewSnappyDecompressor();
    case ContentEncoding::kLz4Frame:
    case ContentEncoding::kOdpsLz4Frame:
      return NewLz4Decompressor();
    case ContentEncoding::kZstd:
      return NewZstdDecompressor();
  }
  return std::make_unique<RawDecompressor>();
}

std::string Compress(ContentEncoding encoding, std::string_view bytes) {
  std::string out;
  const auto compressor = Compressor::New(encoding);
  compressor->Write(bytes, &out);
  compressor->Finish(&out);
  return out;
}

Status Decompress(ContentEncoding encoding, std::string_view bytes, size_t max_bytes,
                  std::string* out) {
  out->clear();
  const auto decompressor = Decompressor::New(encoding);
  Status status = decompressor->Write(&bytes, max_bytes + 1, out);
  if (!status.ok()) return status;
  if (out->size() > max_bytes) {
    return Status::Error("the body is larger than " + std::to_string(max_bytes) +
                         " bytes once decompressed");
  }
  return decompressor->Finish();
}

}  // namespace hopline::wire::maxcompute
