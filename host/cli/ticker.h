/// \file ticker.h
/// Progress for people: a bar on a terminal, else one line per 10 seconds.
#pragma once

#include <thread>

#include "host/cli/progress_line.h"
#include "host/run/context.h"

namespace hopline::cli {

/// Shows progress while it lives.
class Ticker {
 public:
  Ticker(const run::Progress& progress, services::Log& log, services::Clock& clock,
         bool terminal);
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  void Loop();
  ProgressNumbers Numbers(uint64_t rows_before, uint64_t bytes_before,
                          double seconds) const;
  /// For logs that programs read.
  services::LogFields Fields(const ProgressNumbers& numbers) const;

  const run::Progress& progress_;
  services::Log& log_;
  services::Clock& clock_;
  const bool terminal_;
  services::CancelSource stop_;
  std::thread thread_;
};

}  // namespace hopline::cli
