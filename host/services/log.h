/// \file log.h
/// The host's log: lines to one descriptor, from any thread, in order with the status
/// line.
#pragma once

#include <hopline/host.h>

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "host/services/clock.h"
#include "host/services/secrets.h"
#include "host/services/thread_annotations.h"

namespace hopline::services {

enum class LogFormat { kText, kJson };

struct LogOptions {
  int level = HOPLINE_LOG_INFO;  ///< lines below are dropped
  LogFormat format = LogFormat::kText;
  int descriptor = 2;
  bool colour = false;  ///< text only
};

using LogFields = std::vector<std::pair<std::string, std::string>>;

/// Takes lines into a bounded queue, which a thread of its own writes: a slow terminal
/// never stops a task. A full queue drops lines and says later how many. At most
/// kLinesPerSecond lines a second of one component, errors excepted. Registered secrets
/// come out as ***.
///
/// Threads: any.
class Log {
 public:
  static constexpr size_t kQueueLines = 4096;
  static constexpr int64_t kLinesPerSecond = 200;

  /// secrets and clock outlive the log.
  Log(LogOptions options, const Secrets& secrets, Clock& clock);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Whether programs read it: fields are worth their while.
  bool structured() const { return options_.format == LogFormat::kJson; }
  bool Enabled(int level) const { return level >= options_.level; }
  void Write(int level, std::string_view component, std::string_view message,
             const LogFields& fields = {}) HOPLINE_EXCLUDES(mutex_);

  void Error(std::string_view message) { Write(HOPLINE_LOG_ERROR, "hopline", message); }
  void Warn(std::string_view message) { Write(HOPLINE_LOG_WARN, "hopline", message); }
  void Info(std::string_view message) { Write(HOPLINE_LOG_INFO, "hopline", message); }
  void Debug(std::string_view message) { Write(HOPLINE_LOG_DEBUG, "hopline", message); }

  /// Text that stays on the last line of the terminal; empty removes it. Lines of the log
  /// go above it. Only for a descriptor that is a terminal.
  void SetStatus(std::string_view text) HOPLINE_EXCLUDES(mutex_);
  /// Returns when everything taken so far is written, or after `most_ms`: whoever reads
  /// the descriptor may have stopped.
  void Flush(uint64_t most_ms) HOPLINE_EXCLUDES(mutex_);

 private:
  struct Budget {
    int64_t second = 0, used = 0, suppressed = 0;
  };

  bool Admit(int level, std::string_view component) HOPLINE_REQUIRES(mutex_);
  void TellSuppressed(std::string_view component, const Budget& budget)
      HOPLINE_REQUIRES(mutex_);
  std::string Format(int level, std::string_view component, std::string_view message,
                     const LogFields& fields) const;
  void Enqueue(std::string line) HOPLINE_REQUIRES(mutex_);
  void Drain() HOPLINE_EXCLUDES(mutex_);

  const LogOptions options_;
  const Secrets& secrets_;
  Clock& clock_;

  Mutex mutex_;
  CondVar wake_, idle_;
  std::deque<std::string> queue_ HOPLINE_GUARDED_BY(mutex_);
  std::map<std::string, Budget, std::less<>> budgets_ HOPLINE_GUARDED_BY(mutex_);
  std::string status_ HOPLINE_GUARDED_BY(mutex_);
  bool status_changed_ HOPLINE_GUARDED_BY(mutex_) = false;
  uint64_t dropped_ HOPLINE_GUARDED_BY(mutex_) = 0;
  bool writing_ HOPLINE_GUARDED_BY(mutex_) = false;
  bool stop_ HOPLINE_GUARDED_BY(mutex_) = false;
  std::thread writer_;  ///< started by the first line
};

/// "trace", "debug", "info", "warn", "error".
const char* LevelName(int level);

/// 2026-11-21T03:14:15.926Z
std::string FormatInstant(int64_t unix_ms);

}  // namespace hopline::services
