/// \file fake_connectors.h
/// A reader of numbers and a writer into memory, whose misdeeds a test chooses.
#pragma once

#include <algorithm>
#include <mutex>
#include <set>

#include "fixture.h"

namespace hopline::run::test {

/// What the fakes do and what they saw. One at a time: the fakes find it through
/// `current`.
struct Script {
  Script() { current = this; }
  ~Script() { current = nullptr; }
  static inline Script* current = nullptr;

  // The reader.
  int64_t rows_per_task = 3;
  uint32_t tasks = 2;
  bool replayable = true;
  uint64_t reader_capabilities = HOPLINE_CAP_REPLAYABLE | HOPLINE_CAP_CHECKPOINTS;
  /// Called by job_check of either; may throw.
  std::function<void(const std::string& step)> on_check = [](const auto&) {};
  /// Called before each batch of a task; may throw.
  std::function<void(uint32_t task, uint32_t attempt)> before_batch = [](auto, auto) {};

  // The writer.
  uint64_t writer_capabilities = HOPLINE_CAP_STAGED | HOPLINE_CAP_ABORTS;
  std::vector<int64_t> dirty_values;
  std::function<void()> on_precommit = [] {};
  /// Answers of job_commit, in order; when they are used up all is committed.
  std::vector<int32_t> outcomes;
  std::function<void()> on_acknowledge = [] {};

  // Seen.
  std::mutex mutex;
  std::map<std::string, std::vector<int64_t>> staged;     ///< by step, task and attempt
  std::map<std::string, std::multiset<int64_t>> visible;  ///< by step
  std::vector<std::string> events;
  void Note(const std::string& event) {
    const std::lock_guard<std::mutex> lock(mutex);
    events.push_back(event);
  }
  int64_t Count(const std::string& event) {
    return std::count(events.begin(), events.end(), event);
  }
};

inline Fields OneNumber() { return {Field::Of("n", Type::kInt64)}; }

inline std::string StageName(const std::string& step, uint32_t task, uint32_t attempt) {
  return step + "/" + std::to_string(task) + "." + std::to_string(attempt);
}

class FakeReaderTask final : public ReaderTask {
 public:
  explicit FakeReaderTask(TaskContext context) : context_(std::move(context)) {}
  Batch Next() override {
    Script& script = *Script::current;
    script.before_batch(context_.task_index, context_.attempt);
    if (next_ == script.rows_per_task) return {};
    BatchBuilder builder(OneNumber());
    builder.column(0).AppendFixed<int64_t>(context_.task_index * 1000 + next_++);
    builder.EndRow();
    return builder.Finish();
  }
  std::string Checkpoint() override { return "1" + std::to_string(next_); }

 private:
  TaskContext context_;
  int64_t next_ = 0;
};

class FakeReader final : public Reader {
 public:
  explicit FakeReader(JobContext context) : step_(std::move(context.step_name)) {}
  uint64_t Capabilities(uint64_t) override {
    return Script::current->replayable ? Script::current->reader_capabilities : 0;
  }
  void Check() override { Script::current->on_check(step_); }
  Schema ReadSchema() override {
    Script::current->Note("schema");
    return MakeSchema(OneNumber());
  }
  hopline::Plan MakePlan(const PlanRequest&) override {
    hopline::Plan plan;
    plan.explicit_splits = true;
    for (uint32_t i = 0; i < Script::current->tasks; ++i) {
      plan.tasks.push_back({"1", "task " + std::to_string(i)});
    }
    return plan;
  }
  void Acknowledge(const std::vector<AcknowledgedTask>& tasks) override {
    Script::current->Note("acknowledge " + std::to_string(tasks.size()));
    Script::current->on_acknowledge();
  }
  std::unique_ptr<ReaderTask> OpenTask(TaskContext context) override {
    return std::make_unique<FakeReaderTask>(std::move(context));
  }

 private:
  std::string step_;
};

class FakeWriterTask final : public WriterTask {
 public:
  FakeWriterTask(std::string name, std::string step, Scope scope)
      : name_(std::move(name)), step_(std::move(step)), scope_(scope) {}
  void Write(Batch batch) override {
    Script& script = *Script::current;
    const BatchView view(*batch, fields_);
    for (int64_t row = 0; row < view.rows(); ++row) {
      const auto value = view.column(0).Fixed<int64_t>(row);
      const auto& dirty = script.dirty_values;
      if (std::find(dirty.begin(), dirty.end(), value) != dirty.end()) {
        scope_.ReportDirty(std::move(batch), *schema_, {{row, "n", "not wanted"}});
        return;
      }
      const std::lock_guard<std::mutex> lock(script.mutex);
      script.staged[name_].push_back(value);
    }
  }
  std::string Prepare() override { return "1" + name_; }
  void Abort() override {
    Script::current->Note("task_abort " + name_);
    Script::current->staged.erase(name_);
  }

 private:
  const Fields fields_ = OneNumber();
  const Schema schema_ = MakeSchema(fields_);
  std::string name_, step_;
  Scope scope_;
};

class FakeWriter final : public Writer {
 public:
  explicit FakeWriter(JobContext context) : context_(std::move(context)) {}
  uint64_t Capabilities(uint64_t) override {
    return Script::current->writer_capabilities;
  }
  void Check() override { Script::current->on_check(context_.step_name); }
  std::string Prepare(const ArrowSchema&) override { return "1token"; }
  void Precommit(const Staged&) override {
    Script::current->Note("precommit " + context_.step_name);
    Script::current->on_precommit();
  }
  void Commit(const Staged& staged, std::vector<int32_t>& outcomes) override {
    Script& script = *Script::current;
    script.Note("commit " + context_.step_name);
    int32_t outcome = HOPLINE_OUTCOME_COMMITTED;
    if (!script.outcomes.empty()) {
      outcome = script.outcomes.front();
      script.outcomes.erase(script.outcomes.begin());
    }
    std::fill(outcomes.begin(), outcomes.end(), outcome);
    if (outcome > HOPLINE_OUTCOME_ALREADY_COMMITTED) return;
    for (const Staged::Message& message : staged.messages) {
      for (const int64_t value : script.staged[std::string(message.bytes.substr(1))]) {
        script.visible[context_.step_name].insert(value);
      }
    }
    std::erase_if(script.staged, [&](const auto& stage) {
      return stage.first.starts_with(context_.step_name + "/");
    });
  }
  void Abort(const Staged& staged) override {
    Script& script = *Script::current;
    script.Note("abort " + context_.step_name);
    for (const hopline_attempt& attempt : staged.started) {
      script.staged.erase(
          StageName(context_.step_name, attempt.task_index, attempt.attempt));
    }
  }
  std::unique_ptr<WriterTask> OpenTask(TaskContext context, const ArrowSchema&) override {
    return std::make_unique<FakeWriterTask>(
        StageName(context_.step_name, context.task_index, context.attempt),
        context_.step_name, context.scope);
  }

 private:
  JobContext context_;
};

inline void AddFakes(World& world) {
  const uint64_t reader_bits =
      HOPLINE_CAP_REPLAYABLE | HOPLINE_CAP_CHECKPOINTS | HOPLINE_CAP_SPARSE;
  const uint64_t writer_bits = HOPLINE_CAP_STAGED | HOPLINE_CAP_IDEMPOTENT |
                               HOPLINE_CAP_ABORTS | HOPLINE_CAP_REPLACES |
                               HOPLINE_CAP_NULL_ERASES;
  world.connectors.tables["fake.reader"] = {detail::ReaderTable<FakeReader>(reader_bits),
                                            nullptr, nullptr, reader_bits};
  world.connectors.tables["fake.writer"] = {
      nullptr, detail::WriterTable<FakeWriter>(writer_bits), nullptr, writer_bits};
}

}  // namespace hopline::run::test
