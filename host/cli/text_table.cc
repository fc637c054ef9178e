#include "host/cli/text_table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "host/services/text.h"

namespace hopline::cli {
namespace {

constexpr size_t kGap = 2;

size_t Characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return !services::IsContinuationByte(c); }));
}

std::vector<size_t> Widths(const std::vector<std::vector<std::string>>& rows) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], Characters(row[i]));
    }
  }
  return widths;
}

}  // namespace

std::string Fold(std::string_view text, size_t width, size_t indent) {
  std::string out;
  size_t used = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (used != 0 && used + 1 + Characters(word) > width) {
      out += "\n" + std::string(indent, ' ');
      used = 0;
    }
    if (used != 0) {
      out += ' ';
      ++used;
    }
    out += word;
    used += Characters(word);
  }
  return out;
}

std::string TextTable(const std::vector<std::vector<std::string>>& rows, size_t width) {
  const std::vector<size_t> widths = Widths(rows);
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    size_t at = 0;
    for (size_t i = 0; i + 1 < row.size(); ++i) {
      line += row[i] + std::string(widths[i] - Characters(row[i]) + kGap, ' ');
      at += widths[i] + kGap;
    }
    const size_t left = width > at + kLeastFold ? width - at : kLeastFold;
    line += Fold(row.back(), left, at);
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

size_t OutputWidth() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return kPlainWidth;
  }
  return size.ws_col;
}

}  // namespace hopline::cli
