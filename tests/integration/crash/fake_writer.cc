#include "tests/integration/crash/fake_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "tests/integration/crash/fake_reader.h"

namespace hopline::crash {
namespace {

/// `1 RUN STEP tT aA ROWS`
struct Message {
  AttemptId id;
  uint64_t rows = 0;
};

std::string ToText(const Message& m) {
  return fmt::format("1 {} {} t{} a{} {}", m.id.run, m.id.step, m.id.task, m.id.attempt,
                     m.rows);
}

Message ParseMessage(std::string_view bytes) {
  std::istringstream text{std::string(bytes)};
  int format = 0;
  char t = 0, a = 0;
  Message m;
  if (!(text >> format >> m.id.run >> m.id.step >> t >> m.id.task >> a >> m.id.attempt >>
        m.rows) ||
      format != 1 || t != 't' || a != 'a') {
    throw Error(HOPLINE_STATUS_INVALID_STATE,
                fmt::format("message '{}' is not one of ours", bytes));
  }
  return m;
}

/// "prepared=0.1,1.2 started=0.1,1.1,1.2", for order_check.h. The messages name run,
/// step, task and attempt themselves, and CheckBytes compares those.
std::string Describe(const Staged& staged) {
  std::string prepared, started;
  for (const auto& m : staged.messages) {
    prepared +=
        fmt::format("{}{}.{}", prepared.empty() ? "" : ",", m.task_index, m.attempt);
  }
  for (const hopline_attempt& s : staged.started) {
    started +=
        fmt::format("{}{}.{}", started.empty() ? "" : ",", s.task_index, s.attempt);
  }
  return fmt::format("prepared={} started={}", prepared, started);
}

class FakeWriterTask : public WriterTask {
 public:
  FakeWriterTask(const Caller& caller, const Store& store, const Effects& effects,
                 TaskContext task)
      : caller_(caller), store_(store), effects_(effects), task_(std::move(task)) {
    const Slot slot(caller_, Name("task_open"));
    if (!effects_.Begin(store_, Id())) {
      Events::Instance().Breach(caller_.step, "an attempt number was given out twice");
    }
  }
  ~FakeWriterTask() override { const Slot slot(caller_, Name("task_close")); }

  void Write(Batch batch) override {
    const Slot slot(caller_, Name("task_write"));
    const Fields fields = RowFields();
    const BatchView view(*batch, fields);
    std::vector<Row> rows;
    for (int64_t i = 0; i < view.rows(); ++i) {
      rows.emplace_back(view.column(0).Fixed<int64_t>(i),
                        view.column(1).Fixed<int64_t>(i));
    }
    if (store_.Consume("dirty." + caller_.step)) ReportDirty(rows);
    effects_.Write(store_, Id(), rows);
    rows_ += rows.size();
    FailIfScripted("fail_write");
  }

  std::string Prepare() override {
    const Slot slot(caller_, Name("task_prepare"));
    FailIfScripted("fail_prepare");
    return ToText({Id(), rows_});
  }

  void Abort() override {
    const Slot slot(caller_, Name("task_abort"));
    if (task_.scope.cancelled()) {
      Events::Instance().Breach(caller_.step, "task_abort hears of a cancel");
    }
    effects_.Discard(store_, Id());
  }

 private:
  /// Takes the dirty rows out of `rows`.
  void ReportDirty(std::vector<Row>& rows) {
    const auto is_dirty = [](const Row& row) { return row.second == kDirtyRow; };
    BatchBuilder batch(RowFields());
    std::vector<DirtyReason> reasons;
    for (const Row& row : rows) {
      if (!is_dirty(row)) continue;
      batch.column(0).AppendFixed<int64_t>(row.first);
      batch.column(1).AppendFixed<int64_t>(row.second);
      batch.EndRow();
      reasons.push_back({static_cast<int64_t>(reasons.size()), "row", "not a good row"});
    }
    std::erase_if(rows, is_dirty);
    if (reasons.empty()) return;
    task_.scope.ReportDirty(batch.Finish(), *MakeSchema(RowFields()), reasons);
  }

  std::string Name(const char* slot) const {
    return TaskSlot(slot, task_.task_index, task_.attempt);
  }
  AttemptId Id() const {
    return {caller_.run, caller_.step, task_.task_index, task_.attempt};
  }
  void FailIfScripted(const char* instruction) const {
    if (store_.Consume(
            fmt::format("{}.{}.t{}", instruction, caller_.step, task_.task_index))) {
      throw Error(HOPLINE_STATUS_UNAVAILABLE, "the target is gone for a moment");
    }
  }

  const Caller& caller_;
  const Store& store_;
  const Effects& effects_;
  const TaskContext task_;
  uint64_t rows_ = 0;
};

}  // namespace

FakeWriter::FakeWriter(JobContext job, const Effects& effects)
    : job_(std::move(job)),
      caller_(job_),
      store_(job_.config.Text("/path")),
      effects_(effects) {
  const Slot slot(caller_, "job_open", fmt::format("incarnation={}", job_.incarnation));
}

FakeWriter::~FakeWriter() { const Slot slot(caller_, "job_close"); }

uint64_t FakeWriter::Capabilities(uint64_t declared) {
  const Slot slot(caller_, "job_capabilities");
  return declared;
}

std::string FakeWriter::Prepare(const ArrowSchema&) {
  const Slot slot(caller_, "job_prepare");
  return fmt::format("1 {} {}", caller_.run, caller_.step);
}

void FakeWriter::Precommit(const Staged& staged) {
  const Slot slot(caller_, "job_precommit", Describe(staged));
  CheckBytes(staged);
  for (const auto& message : staged.messages) {
    const Message m = ParseMessage(message.bytes);
    if (!effects_.Complete(store_, m.id, m.rows)) {
      throw Error(HOPLINE_STATUS_NOT_FOUND,
                  fmt::format("what task {} staged is not there", m.id.task));
    }
  }
  if (Scripted("refuse")) {
    throw Error(HOPLINE_STATUS_NOT_FOUND, "the upload has expired");
  }
}

void FakeWriter::Commit(const Staged& staged, std::vector<int32_t>& outcomes) {
  Slot slot(caller_, "job_commit", Describe(staged));
  ExpectNoCancel(caller_, job_.scope, "job_commit");
  CheckBytes(staged);
  const int32_t last = Scripted("failed")    ? HOPLINE_OUTCOME_FAILED
                       : Scripted("unknown") ? HOPLINE_OUTCOME_UNKNOWN
                       : Scripted("later")   ? HOPLINE_OUTCOME_RETRY_LATER
                                             : HOPLINE_OUTCOME_COMMITTED;
  for (size_t i = 0; i < staged.messages.size(); ++i) {
    const bool is_last = i + 1 == staged.messages.size();
    outcomes[i] =
        is_last && last != HOPLINE_OUTCOME_COMMITTED
            ? last
            : effects_.Publish(store_, ParseMessage(staged.messages[i].bytes).id);
    slot.Between();
  }
  DiscardOthers(staged);
  if (Scripted("lost")) {
    std::fill(outcomes.begin(), outcomes.end(), HOPLINE_OUTCOME_RETRY_LATER);
    throw Error(HOPLINE_STATUS_TIMEOUT, "no reply to the commit");
  }
  const bool all = std::all_of(outcomes.begin(), outcomes.end(), [](int32_t outcome) {
    return outcome <= HOPLINE_OUTCOME_ALREADY_COMMITTED;
  });
  if (!all) throw Error(HOPLINE_STATUS_UNAVAILABLE, "the last message was not committed");
}

void FakeWriter::Abort(const Staged& staged) {
  Slot slot(caller_, "job_abort", Describe(staged));
  ExpectNoCancel(caller_, job_.scope, "job_abort");
  CheckBytes(staged);
  if (Scripted("fail_abort")) {
    throw Error(HOPLINE_STATUS_UNAVAILABLE, "the target is gone for a moment");
  }
  for (const auto& message : staged.messages) {
    effects_.Discard(store_, ParseMessage(message.bytes).id);
    slot.Between();
  }
  for (const hopline_attempt& started : staged.started) {
    effects_.Discard(store_, Id(started.task_index, started.attempt));
    slot.Between();
  }
}

std::unique_ptr<WriterTask> FakeWriter::OpenTask(TaskContext task, const ArrowSchema&) {
  CheckBytes({task.task, {}, {}});
  return std::make_unique<FakeWriterTask>(caller_, store_, effects_, std::move(task));
}

void FakeWriter::CheckBytes(const Staged& staged) const {
  const auto breach = [this](const std::string& text) {
    Events::Instance().Breach(caller_.step, text);
  };
  if (staged.token != fmt::format("1 {} {}", caller_.run, caller_.step)) {
    breach(fmt::format("token '{}' is not this run's", staged.token));
  }
  for (const auto& message : staged.messages) {
    const Message m = ParseMessage(message.bytes);
    if (m.id.run != caller_.run || m.id.step != caller_.step ||
        m.id.task != message.task_index || m.id.attempt != message.attempt) {
      breach(fmt::format("message '{}' does not belong here", message.bytes));
    }
  }
}

bool FakeWriter::Scripted(const char* instruction) const {
  return store_.Consume(fmt::format("{}.{}", instruction, caller_.step));
}

AttemptId FakeWriter::Id(uint32_t task, uint32_t attempt) const {
  return {caller_.run, caller_.step, task, attempt};
}

void FakeWriter::DiscardOthers(const Staged& staged) const {
  for (const hopline_attempt& started : staged.started) {
    const bool winner =
        std::any_of(staged.messages.begin(), staged.messages.end(), [&](const auto& m) {
          return m.task_index == started.task_index && m.attempt == started.attempt;
        });
    if (!winner) effects_.Discard(store_, Id(started.task_index, started.attempt));
  }
}

}  // namespace hopline::crash
