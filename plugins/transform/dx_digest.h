#pragma once

#include "plugins/transform/column_step.h"

namespace hopline::plugins::transform {

/// dx_digest [md5 or sha1, toUpperCase or toLowerCase]: the digest of the UTF-8 bytes in
/// hex. A null counts as empty text. As in DataX the words are exact where it matters:
/// anything but "md5" is SHA-1, anything but "toUpperCase" is lower case.
class DxDigest final : public ColumnStep {
 public:
  /// Errors: INVALID_ARGUMENT, pointer first.
  explicit DxDigest(JobContext context);

 protected:
  std::unique_ptr<TextFunction> MakeFunction() const override;

 private:
  bool md5_ = false, upper_ = false;
};

}  // namespace hopline::plugins::transform
