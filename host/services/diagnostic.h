/// \file diagnostic.h
/// What is wrong, or only odd, in a document that a person wrote: collected, told all at
/// once, one line each with the place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/services/exit_code.h"
#include "host/services/json.h"

namespace hopline::services {

enum class Severity : uint8_t {
  kNote,     ///< shown with --verbose: accepted without effect, and why
  kWarning,  ///< the job goes on, but the author should know
  kError,
};

struct Diagnostic {
  Severity severity = Severity::kError;
  std::string file;     ///< as the user named it; "-" = standard input; may be empty
  uint32_t line = 0;    ///< from 1; 0 = no place
  uint32_t column = 0;  ///< from 1, in characters
  std::string pointer;  ///< JSON pointer in that file, may be empty
  std::string message;  ///< lower-case start, no final stop, one line
};

/// "job.json:14:22: message"; without a place "job.json: message" or "message". The
/// severity is not part of it.
std::string FormatDiagnostic(const Diagnostic& diagnostic);

/// Errors of a document. what() is all of them, one line each, no final newline.
class DocumentError : public Failure {
 public:
  DocumentError(ExitCode code, std::vector<Diagnostic> errors);
  const std::vector<Diagnostic>& errors() const { return errors_; }

 private:
  std::vector<Diagnostic> errors_;
};

/// Collects diagnostics of a script and of the files it draws on.
class DiagnosticList {
 public:
  /// Files are told apart by Place::file; the script is file 0.
  explicit DiagnosticList(std::string script_path);
  uint32_t AddFile(std::string path);
  const std::string& FileName(uint32_t file) const;

  void Note(const Place& at, std::string pointer, std::string message);
  void Warn(const Place& at, std::string pointer, std::string message);
  void Error(const Place& at, std::string pointer, std::string message);
  /// An error that ends in exit code 3: the document may be right, a plugin is not there.
  void PluginError(const Place& at, std::string pointer, std::string message);

  bool failed() const { return errors_ != 0; }
  /// Throws DocumentError with every error so far, if there is one. Exit code 3 only when
  /// all of them are plugin errors.
  void ThrowIfFailed() const;

  const std::vector<Diagnostic>& all() const { return all_; }
  /// Notes and warnings, sorted by file and place.
  std::vector<Diagnostic> Remarks() const;

 private:
  void Add(Severity severity, const Place& at, std::string pointer, std::string message);

  std::vector<std::string> files_;
  std::vector<Diagnostic> all_;
  size_t errors_ = 0;
  size_t plugin_errors_ = 0;
};

/// The candidate that a person most likely meant (letter case aside, few edits), or "".
std::string Nearest(std::string_view word, const std::vector<std::string>& candidates);
/// "; did you mean "x"?" or "".
std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace hopline::services
