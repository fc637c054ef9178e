#include "host/services/diagnostic.h"

#include <algorithm>
#include <tuple>

#include "host/services/text.h"

namespace hopline::services {
namespace {

std::string Join(const std::vector<Diagnostic>& list) {
  std::string out;
  for (const Diagnostic& one : list) {
    if (!out.empty()) out.push_back('\n');
    out += FormatDiagnostic(one);
  }
  return out;
}

void SortByPlace(std::vector<Diagnostic>* list) {
  std::stable_sort(list->begin(), list->end(), [](const auto& a, const auto& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
}

/// Edits (insert, delete, replace, swap of neighbours) between two short words.
size_t EditDistance(const std::string& a, const std::string& b) {
  std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::string FormatDiagnostic(const Diagnostic& diagnostic) {
  std::string out = diagnostic.file;
  if (diagnostic.line != 0) {
    if (!out.empty()) out += ":";
    out += std::to_string(diagnostic.line) + ":" + std::to_string(diagnostic.column);
  }
  if (!out.empty()) out += ": ";
  return out + diagnostic.message;
}

DocumentError::DocumentError(ExitCode code, std::vector<Diagnostic> errors)
    : Failure(code, Join(errors)), errors_(std::move(errors)) {}

DiagnosticList::DiagnosticList(std::string script_path) {
  files_.push_back(std::move(script_path));
}

uint32_t DiagnosticList::AddFile(std::string path) {
  files_.push_back(std::move(path));
  return static_cast<uint32_t>(files_.size() - 1);
}

const std::string& DiagnosticList::FileName(uint32_t file) const {
  return files_.at(file);
}

void DiagnosticList::Add(Severity severity, const Place& at, std::string pointer,
                         std::string message) {
  all_.push_back({severity, FileName(at.file), at.line, at.column, std::move(pointer),
                  std::move(message)});
}

void DiagnosticList::Note(const Place& at, std::string pointer, std::string message) {
  Add(Severity::kNote, at, std::move(pointer), std::move(message));
}

void DiagnosticList::Warn(const Place& at, std::string pointer, std::string message) {
  Add(Severity::kWarning, at, std::move(pointer), std::move(message));
}

void DiagnosticList::Error(const Place& at, std::string pointer, std::string message) {
  Add(Severity::kError, at, std::move(pointer), std::move(message));
  ++errors_;
}

void DiagnosticList::PluginError(const Place& at, std::string pointer,
                                 std::string message) {
  Error(at, std::move(pointer), std::move(message));
  ++plugin_errors_;
}

void DiagnosticList::ThrowIfFailed() const {
  if (!failed()) return;
  std::vector<Diagnostic> errors;
  std::copy_if(all_.begin(), all_.end(), std::back_inserter(errors),
               [](const auto& d) { return d.severity == Severity::kError; });
  SortByPlace(&errors);
  throw DocumentError(
      errors_ == plugin_errors_ ? ExitCode::kPluginRefused : ExitCode::kUsage,
      std::move(errors));
}

std::vector<Diagnostic> DiagnosticList::Remarks() const {
  std::vector<Diagnostic> remarks;
  std::copy_if(all_.begin(), all_.end(), std::back_inserter(remarks),
               [](const auto& d) { return d.severity != Severity::kError; });
  SortByPlace(&remarks);
  return remarks;
}

std::string Nearest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr size_t kLongest = 64;
  if (word.empty() || word.size() > kLongest) return "";
  const std::string wanted = LowerAscii(word);
  // otsstream is no slip for stream: long words bear two edits, short ones one.
  const size_t limit = word.size() < 5 ? 1 : 2;
  std::string best;
  size_t best_distance = limit + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongest) continue;
    const size_t distance = EditDistance(wanted, LowerAscii(candidate));
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string DidYouMean(std::string_view word,
                       const std::vector<std::string>& candidates) {
  const std::string nearest = Nearest(word, candidates);
  return nearest.empty() ? "" : "; did you mean \"" + nearest + "\"?";
}

}  // namespace hopline::services
