/// \file store.h
/// The fake service that the fakes read from and write to: a folder, through plain system
/// calls, so that it outlives any process like a service elsewhere.
///
///   target/staged/RUN.STEP.tT.aA   rows of an attempt of the staged writer, not visible
///   target/visible/RUN.STEP.tT     the same after commit
///   target/keyed/STEP/T.R          one file per key of the idempotent writer
///   target/appended/STEP           rows of the plain writer
///   acknowledged/T                 checkpoint of the reader's task T
///   script/NAME.N                  N-th consumable instruction of that name
///   script/NAME.always             one that is never used up
///   events                         events.h
///   state/, durable/, cache/       forgetful_env.h
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hopline::crash {

/// What the source holds: task and row number.
using Row = std::pair<int64_t, int64_t>;

inline constexpr uint32_t kTasks = 2;
inline constexpr int64_t kRowsPerTask = 4;
inline constexpr int64_t kRowsPerBatch = 2;
inline constexpr int64_t kDirtyRow = 1;
/// Of an instruction that is never used up, and the most of one that is.
inline constexpr int kAlways = -1, kMostTimes = 9;

class Store {
 public:
  /// root: an existing folder.
  explicit Store(std::string root) : root_(std::move(root)) {}

  /// Makes the folders of an empty store.
  void Create() const;

  std::string path(const std::string& name) const { return root_ + "/" + name; }

  /// Has the next `times` Consume(name) answer true; kAlways: all until Retract(name).
  void Script(const std::string& name, int times) const;
  void Retract(const std::string& name) const;
  /// Takes one instruction away; atomic among processes.
  bool Consume(const std::string& name) const;

  /// Appends; creates the file if need be.
  void Append(const std::string& name, const std::string& bytes) const;
  /// False when it exists.
  bool CreateEmpty(const std::string& name) const;
  void Replace(const std::string& name, const std::string& bytes) const;
  bool Exists(const std::string& name) const;
  /// Empty when there is no such file.
  std::string Read(const std::string& name) const;
  /// False when `from` is not there.
  bool Rename(const std::string& from, const std::string& to) const;
  void Remove(const std::string& name) const;
  /// Names in a folder, sorted.
  std::vector<std::string> List(const std::string& folder) const;

 private:
  std::string root_;
};

/// "T,R\n" per row, and back. Errors: std::runtime_error for a torn line.
std::string RowsToText(const std::vector<Row>& rows);
std::vector<Row> RowsFromText(const std::string& text);

}  // namespace hopline::crash
