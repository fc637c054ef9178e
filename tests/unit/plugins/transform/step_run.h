/// \file step_run.h
/// A processing step between rows that a test writes down and rows that it reads.
#pragma once

#include <hopline/builder.hpp>
#include <hopline/connector.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins::transform {

/// What a step is opened with.
JobContext StepJob(const std::string& config);

/// Columns of a test's rows; cells are given as text, nullptr = null.
struct TestRows {
  Fields fields;
  std::vector<std::vector<const char*>> rows;

  /// Text columns called c0, c1 ….
  static TestRows Text(std::vector<std::vector<const char*>> rows);
};

struct StepResult {
  std::vector<std::string> rows;   ///< cells as text, joined by "|"; null is "<null>"
  std::vector<std::string> dirty;  ///< "column: reason"
  Fields fields;
};

/// Runs all rows through the step in one batch.
StepResult RunStep(Processor& step, const TestRows& rows);

template <class Step>
StepResult RunStep(const std::string& config, const TestRows& rows) {
  Step step(StepJob(config));
  return RunStep(step, rows);
}

/// The message of opening the step, or of binding it to the rows; "" if both succeed.
template <class Step>
std::string Refusal(const std::string& config,
                    const TestRows& rows = TestRows::Text({{"x"}})) {
  try {
    RunStep<Step>(config, rows);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace hopline::plugins::transform
