#include "plugins/transform/dx_digest.h"

#include <openssl/evp.h>

#include <array>
#include <utility>

#include "plugins/common/words.h"

namespace hopline::plugins::transform {
namespace {

constexpr char kComponent[] = "transform.dx-digest";

class Digest final : public TextFunction {
 public:
  Digest(bool md5, bool upper)
      : digest_(md5 ? EVP_md5() : EVP_sha1()),
        digits_(upper ? "0123456789ABCDEF" : "0123456789abcdef") {}

  const char* Apply(TextBuffer& out, std::string_view text) override {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), bytes.data(), &size, digest_, nullptr) !=
        1) {
      throw Error(HOPLINE_STATUS_INTERNAL, "the digest cannot be computed here");
    }
    char* at = out.Reserve(size_t{2} * size);
    for (unsigned i = 0; i < size; ++i) {
      *at++ = digits_[bytes[i] >> 4U];
      *at++ = digits_[bytes[i] & 15U];
    }
    out.CommitTo(at);
    return nullptr;
  }
  bool null_is_empty() const override { return true; }

 private:
  const EVP_MD* const digest_;
  const char* const digits_;
};

/// Refuses a word that is neither in any letter case; warns of one that DataX would read
/// as the second.
bool IsFirst(const JobContext& context, size_t i, const std::string& word,
             const char* first, const char* first_lower, const char* second,
             const char* second_lower) {
  if (word == first) return true;
  const std::string at = "/paras/" + std::to_string(i) + ": ";
  if (EqualsIgnoringCase(word, first_lower)) {
    context.scope.Log(HOPLINE_LOG_WARN, kComponent,
                      at + "'" + word + "' counts as " + second +
                          ", as in DataX; write " + first + " for that one");
  } else if (!EqualsIgnoringCase(word, second_lower)) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                at + "'" + word + "' is unknown; " + first + " or " + second);
  }
  return false;
}

}  // namespace

DxDigest::DxDigest(JobContext context)
    : ColumnStep(std::move(context), {"md5 or sha1", "toUpperCase or toLowerCase"}),
      md5_(IsFirst(context_, 0, parameters_.paras[0], "md5", "md5", "sha1", "sha1")),
      upper_(IsFirst(context_, 1, parameters_.paras[1], "toUpperCase", "touppercase",
                     "toLowerCase", "tolowercase")) {}

std::unique_ptr<TextFunction> DxDigest::MakeFunction() const {
  return std::make_unique<Digest>(md5_, upper_);
}

}  // namespace hopline::plugins::transform
