#include "plugins/common/packed_input.h"

#include <hopline/error.hpp>

#include <algorithm>

namespace hopline::plugins {

std::string_view PackedInput::Window() {
  if (begin_ == end_) {
    window_offset_ += end_;
    begin_ = 0;
    end_ = source_.Read(bytes_.data(), bytes_.size());
  }
  return {bytes_.data() + begin_, end_ - begin_};
}

std::string PackedInput::Take(size_t n) {
  std::string out;
  while (out.size() < n) {
    const std::string_view window = Window().substr(0, n - out.size());
    if (window.empty()) ThrowCutOff();
    out.append(window);
    Skip(window.size());
  }
  return out;
}

void PackedInput::ThrowDamaged(std::string_view what) const {
  throw Error(HOPLINE_STATUS_DATA_INVALID,
              std::string("its ") + format_ + " data is damaged near byte " +
                  std::to_string(offset()) + ": " + std::string(what));
}

void PackedInput::ThrowCutOff() const {
  throw Error(HOPLINE_STATUS_DATA_INVALID,
              std::string("its ") + format_ + " data is cut off at byte " +
                  std::to_string(offset()) + "; store the whole object again");
}

}  // namespace hopline::plugins
