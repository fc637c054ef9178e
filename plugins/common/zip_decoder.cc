#include <zlib.h>
#include <hopline/error.hpp>

#include <algorithm>
#include <string>
#include <string_view>

#include "plugins/common/compression.h"
#include "plugins/common/inflater.h"
#include "plugins/common/little_endian.h"

namespace hopline::plugins {
namespace {

constexpr uint64_t kLocalHeader = 0x04034b50;
constexpr uint64_t kCentralHeader = 0x02014b50;
constexpr uint64_t kArchiveExtra = 0x08064b50;
constexpr uint64_t kZip64End = 0x06064b50;
constexpr uint64_t kEnd = 0x06054b50;
constexpr uint64_t kDescriptor = 0x08074b50;
constexpr uint64_t kIn32Bits = 0xFFFFFFFF;
constexpr uint64_t kStored = 0;
constexpr uint64_t kDeflated = 8;

[[noreturn]] void RefuseZip(const std::string& message) {
  throw Error(HOPLINE_STATUS_DATA_INVALID, message);
}

/// What a local header says of its entry; sizes are 0 when a descriptor follows the data.
struct Entry {
  std::string name;
  uint64_t method = kStored;
  uint64_t crc = 0;
  uint64_t packed = 0;
  uint64_t plain = 0;
  bool has_descriptor = false;
  bool is_zip64 = false;
};

/// Reads an archive from front to back, so that it need not be stored anywhere.
///
/// Source: PKWARE APPNOTE 6.3.9, §§4.3 and 4.5.3.
class ZipDecoder final : public ByteSource {
 public:
  explicit ZipDecoder(ByteSource& packed) : in_(packed, "zip") {}

  size_t Read(char* out, size_t most) override {
    if (in_.offset() == 0 && in_.Window().empty()) return 0;
    while (!ended_) {
      if (!inside_ && !NextFile()) break;
      const size_t n = entry_.method == kStored ? ReadStored(out, most)
                                                : inflater_.Read(in_, out, most);
      crc_ = crc32_z(crc_, reinterpret_cast<const Bytef*>(out), n);
      plain_ += n;
      const bool at_end =
          entry_.method == kStored ? plain_ == entry_.plain : inflater_.ended();
      if (at_end) FinishFile();
      if (n > 0) return n;
    }
    return 0;
  }

 private:
  /// Moves to the next entry that is a file; false at the archive's directory.
  bool NextFile() {
    for (;;) {
      const uint64_t mark = LittleEndian(in_.Take(4), 4);
      if (mark == kCentralHeader || mark == kArchiveExtra || mark == kZip64End ||
          mark == kEnd) {
        ended_ = true;
        return false;
      }
      if (mark != kLocalHeader) in_.ThrowDamaged("no entry begins here");
      ReadHeader();
      const bool folder = entry_.name.ends_with('/') && entry_.packed == 0;
      if (folder && !entry_.has_descriptor) continue;
      if (files_++ > 0) {
        RefuseZip(
            "its zip archive holds more than one file; put one file into each archive");
      }
      Begin();
      return true;
    }
  }

  void ReadHeader() {
    const std::string head = in_.Take(26);
    const std::string_view view(head);
    const uint64_t flags = LittleEndian(view.substr(2), 2);
    entry_ = {};
    entry_.method = LittleEndian(view.substr(4), 2);
    entry_.crc = LittleEndian(view.substr(10), 4);
    entry_.packed = LittleEndian(view.substr(14), 4);
    entry_.plain = LittleEndian(view.substr(18), 4);
    entry_.has_descriptor = (flags & 8) != 0;
    entry_.name = in_.Take(LittleEndian(view.substr(22), 2));
    ReadExtra(in_.Take(LittleEndian(view.substr(24), 2)));
    if ((flags & 1) != 0) {
      RefuseZip("its zip archive is encrypted; store it without a password");
    }
  }

  /// Sizes of 64 bits stand in an extra field, in place of those that are all ones.
  void ReadExtra(std::string_view extra) {
    while (extra.size() >= 4) {
      const uint64_t id = LittleEndian(extra, 2);
      const size_t size = LittleEndian(extra.substr(2), 2);
      extra.remove_prefix(4);
      if (size > extra.size()) in_.ThrowDamaged("an extra field is too long");
      std::string_view field = extra.substr(0, size);
      extra.remove_prefix(size);
      if (id != 1) continue;
      entry_.is_zip64 = true;
      for (uint64_t* value : {&entry_.plain, &entry_.packed}) {
        if (*value != kIn32Bits) continue;
        if (field.size() < 8) in_.ThrowDamaged("a size of 64 bits is missing");
        *value = LittleEndian(field, 8);
        field.remove_prefix(8);
      }
    }
  }

  void Begin() {
    if (entry_.method != kStored && entry_.method != kDeflated) {
      RefuseZip("its zip archive uses method " + std::to_string(entry_.method) +
                "; pack it with deflate");
    }
    if (entry_.method == kStored && entry_.has_descriptor) {
      RefuseZip("its zip archive stores a file of unknown size; pack it with deflate");
    }
    inside_ = true;
    plain_ = 0;
    crc_ = 0;
    begin_ = in_.offset();
    inflater_.Reset();
  }

  size_t ReadStored(char* out, size_t most) {
    most = static_cast<size_t>(std::min<uint64_t>(most, entry_.plain - plain_));
    if (most == 0) return 0;
    const std::string_view window = in_.Window().substr(0, most);
    if (window.empty()) in_.ThrowCutOff();
    std::copy(window.begin(), window.end(), out);
    in_.Skip(window.size());
    return window.size();
  }

  void FinishFile() {
    inside_ = false;
    const uint64_t packed = in_.offset() - begin_;
    if (entry_.has_descriptor) ReadDescriptor(packed);
    if (entry_.crc != crc_) in_.ThrowDamaged("the file does not fit its CRC");
    if (entry_.plain != plain_ || entry_.packed != packed) {
      in_.ThrowDamaged("the file has another size than its header says");
    }
  }

  /// Its mark may be left out; its sizes have 64 bits when the header has, or must have.
  void ReadDescriptor(uint64_t packed) {
    std::string crc = in_.Take(4);
    if (LittleEndian(crc, 4) == kDescriptor) crc = in_.Take(4);
    const bool large = entry_.is_zip64 || packed > kIn32Bits || plain_ > kIn32Bits;
    const size_t size = large ? 8 : 4;
    entry_.crc = LittleEndian(crc, 4);
    entry_.packed = LittleEndian(in_.Take(size), size);
    entry_.plain = LittleEndian(in_.Take(size), size);
  }

  PackedInput in_;
  Inflater inflater_{-15};
  Entry entry_;
  bool inside_ = false;
  bool ended_ = false;
  int files_ = 0;
  uint64_t begin_ = 0;  ///< where the entry's data begins
  uint64_t plain_ = 0;  ///< bytes of it handed out
  uLong crc_ = 0;       ///< of these
};

}  // namespace

std::unique_ptr<ByteSource> MakeZipDecoder(ByteSource& packed) {
  return std::make_unique<ZipDecoder>(packed);
}

}  // namespace hopline::plugins
