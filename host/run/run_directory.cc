#include "host/run/run_directory.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <hopline/error.hpp>

#include "host/services/exit_code.h"

namespace hopline::run {
namespace {

/// Reads "K.aN.started".
std::optional<hopline_attempt> ParseStarted(std::string_view name) {
  constexpr std::string_view kEnd = ".started";
  if (!name.ends_with(kEnd)) return std::nullopt;
  name.remove_suffix(kEnd.size());
  hopline_attempt attempt{};
  const char* const last = name.data() + name.size();
  const auto task = std::from_chars(name.data(), last, attempt.task_index);
  if (task.ec != std::errc() || last - task.ptr < 3 || task.ptr[0] != '.' ||
      task.ptr[1] != 'a') {
    return std::nullopt;
  }
  const auto number = std::from_chars(task.ptr + 2, last, attempt.attempt);
  if (number.ec != std::errc() || number.ptr != last) return std::nullopt;
  return attempt;
}

[[noreturn]] void Damaged(const std::string& path, const char* file) {
  throw services::Failure(
      services::ExitCode::kJobFailed,
      fmt::format("reading run directory {}: {} is missing or damaged, so the run can be "
                  "neither continued nor withdrawn; look at what it staged by hand, then "
                  "remove the directory",
                  path, file));
}

}  // namespace

std::string ThisProcess() {
  char host[65] = {};
  ::gethostname(host, sizeof host - 1);
  return fmt::format("{}:{}", host, ::getpid());
}

RunDirectory::RunDirectory(const Context& context, std::string path)
    : env_(context.env),
      clock_(context.clock),
      log_(context.log),
      path_(std::move(path)) {}

std::string RunDirectory::name() const {
  return std::filesystem::path(path_).filename().string();
}

void RunDirectory::Create() {
  services::MakeDirectories(env_, Path("tasks"));
  services::MakeDirectories(env_, Path("dirty"));
}

RunState RunDirectory::State() {
  if (ReadReport()) return RunState::kFinished;
  if (!ReadRun()) {
    // Something else without run.json is damage, not a run that just began.
    if (Committing() || ReadPlan() || !Started().empty()) Damaged(path_, "run.json");
    return RunState::kEmpty;
  }
  if (Committing()) return RunState::kCommitting;
  if (Aborting()) return RunState::kAborting;
  return ReadPlan() ? RunState::kPlanned : RunState::kBegun;
}

void RunDirectory::SyncNames() {
  env_.SyncDirectory(path_);
  env_.SyncDirectory(Path("tasks"));
}

std::optional<RunRecord> RunDirectory::ReadRun() {
  const std::optional<std::string> text = ReadSound("run.json");
  return text ? ParseRun(*text) : std::nullopt;
}

RunRecord RunDirectory::NeedRun() {
  std::optional<RunRecord> record = ReadRun();
  if (!record) Damaged(path_, "run.json");
  return *std::move(record);
}

std::optional<PlanRecord> RunDirectory::ReadPlan() {
  const std::optional<std::string> text = ReadSound("plan.json");
  return text ? ParsePlan(*text) : std::nullopt;
}

PlanRecord RunDirectory::NeedPlan() {
  std::optional<PlanRecord> record = ReadPlan();
  if (!record) Damaged(path_, "plan.json");
  return *std::move(record);
}

uint32_t RunDirectory::StartAttempt(uint32_t task) {
  uint32_t next = 1;
  for (const hopline_attempt& started : Started()) {
    if (started.task_index == task) next = std::max(next, started.attempt + 1);
  }
  const MarkerRecord marker{clock_.UnixMs(), ThisProcess(), {}};
  while (!Publish(fmt::format("tasks/{}.a{}.started", task, next), ToText(marker)))
    ++next;
  return next;
}

std::vector<hopline_attempt> RunDirectory::Started() {
  std::vector<hopline_attempt> started;
  for (const std::string& name : env_.List(Path("tasks"))) {
    if (const auto attempt = ParseStarted(name)) started.push_back(*attempt);
  }
  std::sort(started.begin(), started.end(), [](const auto& a, const auto& b) {
    return std::pair(a.task_index, a.attempt) < std::pair(b.task_index, b.attempt);
  });
  return started;
}

bool RunDirectory::WriteTask(const TaskRecord& record) {
  return Publish(fmt::format("tasks/{}.json", record.task), ToText(record));
}

std::optional<TaskRecord> RunDirectory::ReadTask(uint32_t task) {
  const std::optional<std::string> text = ReadSound(fmt::format("tasks/{}.json", task));
  return text ? ParseTask(*text) : std::nullopt;
}

bool RunDirectory::Aborting() { return env_.Exists(Path("aborting")); }

bool RunDirectory::Committing() { return env_.Exists(Path("committing")); }

void RunDirectory::WriteCommitted(uint32_t writer, std::vector<int32_t> outcomes) {
  Mark(fmt::format("committed.{}", writer), std::move(outcomes));
}

bool RunDirectory::Committed(uint32_t writer) {
  return ReadSound(fmt::format("committed.{}", writer)).has_value();
}

void RunDirectory::WriteAbandoned(uint32_t writer) {
  Mark(fmt::format("abandoned.{}", writer), {});
}

bool RunDirectory::Abandoned(uint32_t writer) {
  return ReadSound(fmt::format("abandoned.{}", writer)).has_value();
}

void RunDirectory::WriteAcknowledged(uint32_t reader) {
  Mark(fmt::format("acknowledged.{}", reader), {});
}

bool RunDirectory::Acknowledged(uint32_t reader) {
  return ReadSound(fmt::format("acknowledged.{}", reader)).has_value();
}

std::optional<std::string> RunDirectory::ReadReport() {
  const std::optional<std::string> text = ReadSound("report.json");
  return text ? Unseal(*text) : std::nullopt;
}

std::string RunDirectory::DirtyPath(uint32_t task, uint32_t attempt) const {
  return Path(fmt::format("dirty/{}.a{}.jsonl", task, attempt));
}

std::unique_ptr<services::FileLock> RunDirectory::LockTask(uint32_t task,
                                                           services::LockMode mode,
                                                           std::string* holder) {
  return env_.TryLock(Path(fmt::format("tasks/{}.lock", task)), ThisProcess(), mode,
                      holder);
}

std::optional<RunDirectory::TaskAtWork> RunDirectory::FindTaskAtWork(uint32_t tasks) {
  for (uint32_t task = 0; task < tasks; ++task) {
    std::string holder;
    if (!LockTask(task, services::LockMode::kExclusive, &holder)) {
      return TaskAtWork{task, std::move(holder)};
    }
  }
  return std::nullopt;
}

std::string RunDirectory::Path(std::string_view file) const {
  return fmt::format("{}/{}", path_, file);
}

bool RunDirectory::Publish(std::string_view file, const std::string& text) {
  return services::PublishFile(env_, Path(file), text);
}

void RunDirectory::Mark(const std::string& file, std::vector<int32_t> outcomes) {
  Publish(file,
          ToText(MarkerRecord{clock_.UnixMs(), ThisProcess(), std::move(outcomes)}));
}

std::optional<std::string> RunDirectory::ReadSound(std::string_view file) {
  std::optional<std::string> text = env_.ReadFile(Path(file));
  if (text && !Unseal(*text)) {
    SetAside(file);
    return std::nullopt;
  }
  return text;
}

void RunDirectory::SetAside(std::string_view file) {
  const std::string path = Path(file);
  int n = 1;
  while (env_.Exists(fmt::format("{}.broken-{}", path, n))) ++n;
  log_.Warn(
      fmt::format("{}: its digest does not fit, so it counts as absent; kept as "
                  "{}.broken-{}",
                  path, file, n));
  env_.Rename(path, fmt::format("{}.broken-{}", path, n));
  env_.SyncDirectory(std::filesystem::path(path).parent_path().string());
}

}  // namespace hopline::run
