// Order of changes of one key, and what lanes hold on to.
#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "plugins/ots/row_changes.h"
#include "plugins/ots/write_task.h"
#include "tests/unit/plugins/ots/write_run.h"
#include "wire/tablestore/plain_buffer_reader.h"

namespace hopline::plugins::ots {
namespace {

namespace ts = wire::tablestore;

/// A service that keeps the last value of every key, answers in no particular order, and
/// now and then does not take a row.
class LastValues final : public RequestSender {
 public:
  explicit LastValues(uint32_t seed) : random_(seed) {}

  std::vector<ts::BatchRowFailure> Send(const PendingBatch& batch,
                                        const std::vector<size_t>& changes,
                                        const Scope&) override {
    const int now = ++in_flight_;
    uint32_t dice = 0;
    {
      const std::lock_guard lock(mutex_);
      dice = static_cast<uint32_t>(random_());
      most_in_flight_ = std::max(most_in_flight_, now);
    }
    for (uint32_t i = dice % 4; i > 0; --i) std::this_thread::yield();
    std::vector<ts::BatchRowFailure> failures;
    {
      const std::lock_guard lock(mutex_);
      std::map<std::string, int> seen;
      for (size_t i = 0; i < changes.size(); ++i) {
        ts::Row row;
        if (!ts::DecodeRow(batch.row(changes[i]), &row).ok()) FAIL("broken row");
        const std::string key = row.key.at(0).value.bytes();
        if (++seen[key] != 1) FAIL("a key stands twice in a batch");
        if ((dice >> (i % 24)) % 8 == 0) {
          failures.push_back({i, {"OTSServerBusy", "", {}}});
        } else {
          values[key] = row.cells.at(0).value->bytes();
        }
      }
    }
    --in_flight_;
    return failures;
  }

  std::map<std::string, std::string> values;
  int most_in_flight() const { return most_in_flight_; }

 private:
  std::mutex mutex_;
  std::mt19937 random_;
  std::atomic<int> in_flight_{0};
  int most_in_flight_ = 0;
};

/// Lends a sender that the test keeps.
class Lent final : public RequestSender {
 public:
  explicit Lent(RequestSender& sender) : sender_(sender) {}
  std::vector<ts::BatchRowFailure> Send(const PendingBatch& batch,
                                        const std::vector<size_t>& changes,
                                        const Scope& scope) override {
    return sender_.Send(batch, changes, scope);
  }

 private:
  RequestSender& sender_;
};

WriterOptions UpdateOptions() {
  WriterOptions options;
  options.key = {{"pk0", std::nullopt}};
  options.columns = {{"a", tablestore::ColumnType::kString, false}};
  options.mode = WriteMode::kUpdate;
  return options;
}

std::unique_ptr<WriteTask> OpenTask(const WriterOptions& options, RequestSender& sender,
                                    const TestScope& scope) {
  WriteTask::Parts parts;
  parts.sender = std::make_unique<Lent>(sender);
  parts.encoder = std::make_unique<RowChanges>(
      options, std::vector<KeyPart>{{"pk0", tablestore::ColumnType::kString, 0}},
      ColumnFormats{}, scope);
  parts.fields = TextFields(2);
  parts.policy.max_retries = 1000;
  parts.lanes = 5;
  parts.doing = "writing rows of table orders";
  return std::make_unique<WriteTask>(std::move(parts), scope);
}

TEST_CASE("of a thousand updates of one key the last one wins, every time") {
  TestHost::Install();
  const WriterOptions options = UpdateOptions();
  int most_in_flight = 0;
  for (uint32_t round = 0; round < 100; ++round) {
    TestScope scope;
    LastValues service(round);
    const auto task = OpenTask(options, service, scope);
    std::mt19937 random(round);
    std::map<std::string, std::string> expected;
    BatchBuilder builder(TextFields(2));
    for (int i = 0; i < 1'250; ++i) {
      // A thousand updates of one key, few others in between.
      const std::string key = i % 5 != 4 ? "hot" : "k" + std::to_string(random() % 50);
      const std::string value = std::to_string(i);
      expected[key] = value;
      builder.column(0).AppendBytes(key);
      builder.column(1).AppendBytes(value);
      builder.EndRow();
      if (builder.rows() == 250) task->Write(builder.Finish());
    }
    task->Write(builder.Finish());
    task->Prepare();
    CHECK(service.values == expected);
    most_in_flight = std::max(most_in_flight, service.most_in_flight());
  }
  CHECK(most_in_flight > 1);
}

TEST_CASE("the table agrees") {
  TestTable table;
  std::vector<Record> records;
  for (int i = 0; i < 1'000; ++i) {
    records.push_back(
        {T(i % 2 == 0 ? "hot" : "k" + std::to_string(i % 7)), T(std::to_string(i))});
  }
  TestWrite write(table,
                  R"("writeMode":"UpdateRow","primaryKey":["pk0"],)"
                  R"("column":[{"name":"a","type":"STRING"}])",
                  TextFields(2));
  write.Run(records);
  CHECK(table.Dump().front() == "hot|a|998");
}

TEST_CASE("incoming batches are not held until the end") {
  TestHost::Install();
  const WriterOptions options = UpdateOptions();
  TestScope scope;
  LastValues service(1);
  const auto task = OpenTask(options, service, scope);
  std::atomic<int> alive{0};
  int most_alive = 0;
  for (int i = 0; i < 200; ++i) {
    BatchBuilder builder(TextFields(2));
    builder.column(0).AppendBytes("k" + std::to_string(i));
    builder.column(1).AppendBytes("v");
    builder.EndRow();
    Batch inner = builder.Finish();
    // A batch that tells when it is let go.
    struct Counted {
      Batch batch;
      std::atomic<int>* alive;
    };
    auto* counted = new Counted{std::move(inner), &alive};
    Batch outer;
    *outer.ptr() = *counted->batch;
    outer.ptr()->private_data = counted;
    outer.ptr()->release = [](ArrowArray* array) {
      auto* self = static_cast<Counted*>(array->private_data);
      --*self->alive;
      array->release = nullptr;
      delete self;
    };
    ++alive;
    task->Write(std::move(outer));
    most_alive = std::max(most_alive, alive.load());
  }
  task->Prepare();
  // Four are kept; five lanes have four batches each under way, of four of ours at most.
  CHECK(most_alive <= 4 + 5 * 4 * 4);
  CHECK(alive == 0);
  CHECK(service.values.size() == 200);
}

}  // namespace
}  // namespace hopline::plugins::ots
