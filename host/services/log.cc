#include "host/services/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <ctime>

#include "host/services/json_writer.h"

namespace hopline::services {
namespace {

const char* Colour(int level) {
  if (level >= HOPLINE_LOG_ERROR) return "\x1b[31m";
  if (level >= HOPLINE_LOG_WARN) return "\x1b[33m";
  return level >= HOPLINE_LOG_INFO ? "" : "\x1b[2m";
}

/// Control characters of the message would command the terminal.
std::string Harmless(std::string_view line) {
  std::string out;
  out.reserve(line.size());
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out;
}

/// Nobody is left to tell when standard error fails: the text is lost.
void WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno != EINTR) return;
    if (n > 0) text.remove_prefix(static_cast<size_t>(n));
  }
}

}  // namespace

const char* LevelName(int level) {
  if (level >= HOPLINE_LOG_ERROR) return "error";
  if (level >= HOPLINE_LOG_WARN) return "warn";
  if (level >= HOPLINE_LOG_INFO) return "info";
  return level >= HOPLINE_LOG_DEBUG ? "debug" : "trace";
}

std::string FormatInstant(int64_t unix_ms) {
  const auto seconds = static_cast<time_t>(unix_ms / 1000);
  tm parts{};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
                     parts.tm_sec, unix_ms % 1000);
}

Log::Log(LogOptions options, const Secrets& secrets, Clock& clock)
    : options_(options), secrets_(secrets), clock_(clock) {}

Log::~Log() {
  {
    const MutexLock lock(mutex_);
    for (auto& [component, budget] : budgets_) TellSuppressed(component, budget);
    stop_ = true;
    wake_.NotifyAll();
  }
  if (writer_.joinable()) writer_.join();
}

void Log::Write(int level, std::string_view component, std::string_view message,
                const LogFields& fields) {
  if (!Enabled(level)) return;
  std::string line = Format(level, component, secrets_.Redact(message), fields);
  const MutexLock lock(mutex_);
  if (Admit(level, component)) Enqueue(std::move(line));
}

bool Log::Admit(int level, std::string_view component) {
  if (level >= HOPLINE_LOG_ERROR) return true;
  Budget& budget = budgets_[std::string(component)];
  const int64_t second = clock_.MonotonicNs() / 1'000'000'000;
  if (second != budget.second) {
    TellSuppressed(component, budget);
    budget = Budget{second, 0, 0};
  }
  if (++budget.used <= kLinesPerSecond) return true;
  ++budget.suppressed;
  return false;
}

void Log::TellSuppressed(std::string_view component, const Budget& budget) {
  if (budget.suppressed == 0) return;
  Enqueue(Format(HOPLINE_LOG_WARN, component,
                 fmt::format("{} more lines were left out", budget.suppressed), {}));
}

void Log::Enqueue(std::string line) {
  if (queue_.size() >= kQueueLines) {
    ++dropped_;
    return;
  }
  if (dropped_ > 0) {
    queue_.push_back(Format(HOPLINE_LOG_WARN, "hopline",
                            fmt::format("{} lines of log were dropped", dropped_), {}));
    dropped_ = 0;
  }
  queue_.push_back(std::move(line));
  if (!writer_.joinable()) writer_ = std::thread([this] { Drain(); });
  wake_.NotifyOne();
}

std::string Log::Format(int level, std::string_view component, std::string_view message,
                        const LogFields& fields) const {
  const std::string instant = FormatInstant(clock_.UnixMs());
  if (options_.format == LogFormat::kJson) {
    JsonWriter json;
    json.BeginObject();
    json.Key("time").String(instant);
    json.Key("level").String(LevelName(level));
    json.Key("component").String(component);
    json.Key("message").String(message);
    for (const auto& [key, value] : fields) {
      json.Key(key).String(secrets_.Redact(value));
    }
    json.EndObject();
    return json.Take() + "\n";
  }
  std::string line = fmt::format("{} {:5} ", instant, LevelName(level));
  if (component != "hopline") line += fmt::format("{}: ", component);
  line += message;
  for (const auto& [key, value] : fields) {
    line += fmt::format(" {}={}", key, secrets_.Redact(value));
  }
  line = Harmless(line);
  const std::string_view colour = options_.colour ? Colour(level) : "";
  if (!colour.empty()) line = fmt::format("{}{}\x1b[0m", colour, line);
  return line + "\n";
}

void Log::SetStatus(std::string_view text) {
  const MutexLock lock(mutex_);
  if (text == status_) return;
  status_ = text;
  status_changed_ = true;
  if (!writer_.joinable()) writer_ = std::thread([this] { Drain(); });
  wake_.NotifyOne();
}

void Log::Flush(uint64_t most_ms) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(most_ms);
  const MutexLock lock(mutex_);
  while (writing_ || !queue_.empty() || status_changed_) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= end) return;
    idle_.WaitFor(mutex_, end - now);
  }
}

void Log::Drain() {
  constexpr std::string_view kEraseLine = "\r\x1b[K";
  bool status_shown = false;
  for (;;) {
    std::string out;
    {
      const MutexLock lock(mutex_);
      writing_ = false;
      if (queue_.empty() && !status_changed_) idle_.NotifyAll();
      while (queue_.empty() && !status_changed_ && !stop_) wake_.Wait(mutex_);
      if (queue_.empty() && !status_changed_) return;
      writing_ = true;
      if (status_shown) out += kEraseLine;
      for (const std::string& line : queue_) out += line;
      queue_.clear();
      status_changed_ = false;
      status_shown = !status_.empty();
      out += status_;
    }
    WriteAll(options_.descriptor, out);
  }
}

}  // namespace hopline::services
