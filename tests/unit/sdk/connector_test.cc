#include <doctest/doctest.h>

#include <hopline/plugin.hpp>
#include <hopline/stream.hpp>
#include <memory>
#include <string>
#include <vector>

using namespace hopline;

namespace {

const Fields kOneColumn = {Field::Of("n", Type::kInt64)};

class CountingTask final : public ReaderTask {
 public:
  explicit CountingTask(int64_t batches) : left_(batches) {}
  Batch Next() override {
    if (left_ == 0) return {};
    --left_;
    BatchBuilder builder(kOneColumn);
    builder.column(0).AppendFixed(left_);
    builder.EndRow();
    return builder.Finish();
  }
  std::string Checkpoint() override { return "1 at " + std::to_string(left_); }

 private:
  int64_t left_;
};

class TakingTask final : public WriterTask {
 public:
  void Write(Batch batch) override {
    if (batch->length == 0) throw Error(HOPLINE_STATUS_DATA_INVALID, "an empty batch");
  }
  std::string Prepare() override { return std::string("1\0x", 3); }
  void Abort() override {}
};

class TakingWriter final : public Writer {
 public:
  TakingWriter() = default;
  explicit TakingWriter(const JobContext&) {}
  std::string Prepare(const ArrowSchema&) override { return "1 token"; }
  void Commit(const Staged& staged, std::vector<int32_t>& outcomes) override {
    REQUIRE(staged.token == "1 token");
    for (size_t i = 0; i < outcomes.size(); ++i) {
      const bool late = staged.messages[i].bytes == "late";
      outcomes[i] = late ? HOPLINE_OUTCOME_RETRY_LATER : HOPLINE_OUTCOME_COMMITTED;
    }
  }
  void Abort(const Staged&) override {}
  std::unique_ptr<WriterTask> OpenTask(TaskContext, const ArrowSchema&) override {
    return std::make_unique<TakingTask>();
  }
};

template <class Struct>
bool Released(const Struct& owned) {
  return owned.release == nullptr;
}

std::string Take(hopline_buffer buffer) {
  std::string text(reinterpret_cast<const char*>(buffer.data), buffer.size);
  buffer.release(&buffer);
  CHECK(Released(buffer));
  return text;
}

}  // namespace

TEST_CASE("Trampolines.TakeABatchEvenWhenTheWriteFails") {
  const hopline_writer* table = detail::WriterTable<TakingWriter>(0);
  TakingTask task;
  BatchBuilder builder(kOneColumn);
  ArrowArray batch{};
  builder.Finish().MoveTo(&batch);
  hopline_error error = MakeErrorStruct();

  CHECK(table->task_write(&task, &batch, &error) == HOPLINE_STATUS_DATA_INVALID);
  CHECK(Released(batch));
  CHECK(std::string(error.message) == "an empty batch");
}

TEST_CASE("Trampolines.ReturnMessagesWithZeroBytes") {
  const hopline_writer* table = detail::WriterTable<TakingWriter>(0);
  TakingTask task;
  hopline_buffer message{};
  REQUIRE(table->task_prepare(&task, &message, nullptr) == HOPLINE_STATUS_OK);
  CHECK(Take(message) == std::string("1\0x", 3));
}

TEST_CASE("Trampolines.CommitIsOkOnlyWhenAllOutcomesAre") {
  const hopline_writer* table = detail::WriterTable<TakingWriter>(0);
  TakingWriter writer;
  const hopline_bytes token = AsBytes("1 token");
  const hopline_prepared prepared[2] = {{AsBytes("in time"), {0, 1}},
                                        {AsBytes("late"), {1, 1}}};
  int32_t outcomes[2] = {HOPLINE_OUTCOME_RETRY_LATER, HOPLINE_OUTCOME_RETRY_LATER};
  hopline_error error = MakeErrorStruct();

  CHECK(table->job_commit(static_cast<Writer*>(&writer), &token, prepared, 1, nullptr, 0,
                          outcomes, &error) == HOPLINE_STATUS_OK);
  CHECK(outcomes[0] == HOPLINE_OUTCOME_COMMITTED);
  CHECK(table->job_commit(static_cast<Writer*>(&writer), &token, prepared, 2, nullptr, 0,
                          outcomes, &error) == HOPLINE_STATUS_UNAVAILABLE);
  CHECK(outcomes[0] == HOPLINE_OUTCOME_COMMITTED);
  CHECK(outcomes[1] == HOPLINE_OUTCOME_RETRY_LATER);
}

TEST_CASE("Trampolines.ReturnAPlanThatOutlivesTheJob") {
  Plan plan;
  plan.tasks.push_back({"1 first", "shard 1", 10, 100});
  plan.tasks.push_back({"1 second", "shard 2", -1, -1});
  hopline_plan out{};
  out.struct_size = sizeof out;
  detail::ReturnPlan(std::move(plan), &out);
  REQUIRE(out.n_tasks == 2);
  CHECK(AsText(out.tasks[1]->bytes) == "1 second");
  CHECK(std::string(out.tasks[0]->label) == "shard 1");
  CHECK(out.struct_size == sizeof out);
  out.release(&out);
  CHECK(Released(out));
}

TEST_CASE("Stream.ATaskSurvivesTheWayThroughTheStreamInterface") {
  ArrowArrayStream stream{};
  ExportStream([] { return MakeSchema(kOneColumn); }, std::make_unique<CountingTask>(3),
               &stream);
  StreamTask task(&stream);
  CHECK(Fields::Read(*task.ReadSchema())[0].name == "n");
  int batches = 0;
  while (Batch batch = task.Next()) ++batches;
  CHECK(batches == 3);
  CHECK_FALSE(static_cast<bool>(task.Next()));
}
