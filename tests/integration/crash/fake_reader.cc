#include "tests/integration/crash/fake_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace hopline::crash {
namespace {

std::string EntryOf(uint32_t task) { return fmt::format("1 {} {}", task, kRowsPerTask); }

/// Reads "1 A B"; anything else was not written by this reader.
std::pair<uint32_t, int64_t> ParsePair(std::string_view bytes, const char* what) {
  std::istringstream text{std::string(bytes)};
  int format = 0;
  std::pair<uint32_t, int64_t> pair;
  if (!(text >> format >> pair.first >> pair.second) || format != 1) {
    throw Error(HOPLINE_STATUS_INVALID_STATE,
                fmt::format("{} '{}' is not one of ours", what, bytes));
  }
  return pair;
}

class FakeReaderTask : public ReaderTask {
 public:
  FakeReaderTask(const Caller& caller, const Store& store, TaskContext task)
      : caller_(caller), store_(store), task_(std::move(task)) {
    const Slot slot(caller_, Name("task_open"));
    std::tie(key_, rows_) = ParsePair(task_.task, "plan entry");
  }
  ~FakeReaderTask() override { const Slot slot(caller_, Name("task_close")); }

  Batch Next() override {
    const Slot slot(caller_, Name("task_next"));
    if (next_ != 0 && store_.Consume(fmt::format("fail_next.t{}", key_))) {
      throw Error(HOPLINE_STATUS_UNAVAILABLE, "the source is gone for a moment");
    }
    const int64_t end = std::min({next_ + kRowsPerBatch, rows_,
                                  next_ + static_cast<int64_t>(task_.max_batch_rows)});
    if (next_ == end) return {};
    BatchBuilder batch(RowFields());
    for (; next_ < end; ++next_) {
      batch.column(0).AppendFixed<int64_t>(key_);
      batch.column(1).AppendFixed<int64_t>(next_);
      batch.EndRow();
    }
    return batch.Finish();
  }

  std::string Checkpoint() override {
    const Slot slot(caller_, Name("task_checkpoint"));
    return fmt::format("1 {} {}", key_, next_);
  }

 private:
  std::string Name(const char* slot) const {
    return TaskSlot(slot, task_.task_index, task_.attempt);
  }

  const Caller& caller_;
  const Store& store_;
  const TaskContext task_;
  uint32_t key_ = 0;
  int64_t rows_ = 0, next_ = 0;
};

}  // namespace

Fields RowFields() {
  Field task, row;
  task.name = "task";
  row.name = "row";
  task.type = row.type = Type::kInt64;
  task.format = row.format = "l";
  task.kind = row.kind = ColumnKind::kLong;
  return {task, row};
}

std::string EndOfTask(uint32_t task) {
  return fmt::format("1 {} {}", task, kRowsPerTask);
}

FakeReader::FakeReader(JobContext job)
    : job_(std::move(job)), caller_(job_), store_(job_.config.Text("/path")) {
  const Slot slot(caller_, "job_open", fmt::format("incarnation={}", job_.incarnation));
}

FakeReader::~FakeReader() { const Slot slot(caller_, "job_close"); }

uint64_t FakeReader::Capabilities(uint64_t declared) {
  const Slot slot(caller_, "job_capabilities");
  return declared;
}

Schema FakeReader::ReadSchema() {
  const Slot slot(caller_, "job_schema");
  return MakeSchema(RowFields());
}

Plan FakeReader::MakePlan(const PlanRequest&) {
  const Slot slot(caller_, "job_plan");
  Plan plan;
  plan.explicit_splits = true;
  for (uint32_t task = 0; task < kTasks; ++task) {
    plan.tasks.push_back({EntryOf(task), fmt::format("part {}", task), kRowsPerTask, -1});
  }
  return plan;
}

void FakeReader::Acknowledge(const std::vector<AcknowledgedTask>& tasks) {
  Slot slot(caller_, "job_acknowledge");
  ExpectNoCancel(caller_, job_.scope, "job_acknowledge");
  std::set<std::pair<std::string_view, std::string_view>> expected, given;
  std::vector<std::string> texts;
  texts.reserve(2 * kTasks);
  for (uint32_t task = 0; task < kTasks; ++task) {
    texts.push_back(EntryOf(task));
    texts.push_back(EndOfTask(task));
    expected.emplace(texts[texts.size() - 2], texts.back());
  }
  for (const auto& task : tasks) given.emplace(task.entry, task.checkpoint);
  if (given != expected || tasks.size() != kTasks) {
    Events::Instance().Breach(caller_.step,
                              "job_acknowledge without every task and its checkpoint");
  }
  for (const AcknowledgedTask& task : tasks) {
    const uint32_t key = ParsePair(task.entry, "plan entry").first;
    store_.Replace(fmt::format("acknowledged/{}", key), std::string(task.checkpoint));
    slot.Between();
  }
}

std::unique_ptr<ReaderTask> FakeReader::OpenTask(TaskContext task) {
  return std::make_unique<FakeReaderTask>(caller_, store_, std::move(task));
}

}  // namespace hopline::crash
