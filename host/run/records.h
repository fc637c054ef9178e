/// \file records.h
/// The records of the run directory as structs, and their text. docs/run-directory.md
/// publishes the format: one JSON object per file whose last member, "sha256", is the
/// digest of all bytes before the comma in front of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::run {

/// Raised when a file of the run directory changes its meaning.
inline constexpr int kFormatVersion = 1;

enum class Mode { kOneProcess, kPieces };

/// Which connector served a step: resuming tasks compares all of it, commit and abort the
/// id.
struct StepRecord {
  uint32_t index = 0;  ///< place in the document's steps
  std::string name, connector, plugin, version, digest;

  friend bool operator==(const StepRecord&, const StepRecord&) = default;
};

struct RunRecord {
  std::string run_id;
  std::string job_key;
  std::string document_digest;
  uint32_t incarnation = 1;
  Mode mode = Mode::kOneProcess;
  int64_t started_unix_ms = 0;
  std::string started_by;  ///< host and process id, for people
  std::string guarantee;   ///< in words
  std::vector<StepRecord> steps;
  std::string job_json;  ///< the resolved job, secrets as references
};

struct PlanTaskRecord {
  uint32_t reader = 0;  ///< step index
  std::string entry;    ///< the reader's bytes
  std::string label;
  int64_t est_rows = -1, est_bytes = -1;
};

/// A writer's bytes: its token in plan.json, its message in tasks/K.json.
struct WriterBytes {
  uint32_t writer = 0;  ///< step index
  std::string bytes;
};

struct PlanRecord {
  std::vector<PlanTaskRecord> tasks;  ///< task index = place
  std::vector<WriterBytes> tokens;
};

/// One step of one attempt. Bytes as DataX counts them.
struct StepCounts {
  uint32_t step = 0;  ///< step index
  uint64_t rows = 0, bytes = 0, dirty = 0;
  uint64_t wait_ns = 0;  ///< blocked on the neighbour, or by the throttle
};

struct TaskRecord {
  uint32_t task = 0, attempt = 0;
  std::string checkpoint;
  std::vector<WriterBytes> messages;
  std::vector<StepCounts> steps;
  uint64_t dirty_rows = 0;
  uint64_t dirty_bytes = 0;  ///< length of dirty/K.aN.jsonl
  std::string dirty_sha256;  ///< of that file; empty when there is none
  int64_t started_unix_ms = 0, finished_unix_ms = 0;
};

/// committing, committed.W, abandoned.W, acknowledged.R.
struct MarkerRecord {
  int64_t unix_ms = 0;
  std::string by;                 ///< host and process id
  std::vector<int32_t> outcomes;  ///< of committed.W, per message
};

std::string ToText(const RunRecord& record);
std::string ToText(const PlanRecord& record);
std::string ToText(const TaskRecord& record);
std::string ToText(const MarkerRecord& record);

/// Adds the digest to a JSON object's text.
std::string Seal(std::string json_object);
/// The object without its digest (and with its closing brace); nullopt when the digest
/// does not fit.
std::optional<std::string> Unseal(std::string_view text);

/// nullopt for a text that is not whole. Errors: Failure(kJobFailed) for a later format.
std::optional<RunRecord> ParseRun(std::string_view text);
std::optional<PlanRecord> ParsePlan(std::string_view text);
std::optional<TaskRecord> ParseTask(std::string_view text);

}  // namespace hopline::run
