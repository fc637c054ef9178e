// A reader in C++: one column, `n`, with the numbers 0 … rows - 1, cut into tasks.
#include <hopline/hopline.hpp>
using namespace hopline;

// One attempt of one task: the numbers from `next` up to, not including, `end`.
struct CounterTask final : ReaderTask {
  CounterTask(int64_t from, int64_t to, int64_t rows) : next(from), end(to), most(rows) {}
  Batch Next() override {
    if (next == end) return {};  // the end, and again when asked again
    BatchBuilder builder({Field::Of("n", Type::kInt64)});
    for (; next < end && builder.rows() < most; ++next) {
      builder.column(0).AppendFixed(next);
      builder.EndRow();
    }
    return builder.Finish();
  }
  int64_t next, end, most;
};

// One phase of a run. Each phase gets a fresh one, perhaps on another machine, so what a
// task must know travels in its plan entry.
struct Counter final : Reader {
  explicit Counter(const JobContext& job) : rows(job.config.Int64("/rows")) {}
  Schema ReadSchema() override { return MakeSchema({Field::Of("n", Type::kInt64)}); }
  Plan MakePlan(const PlanRequest& request) override {
    Plan plan;
    const int64_t tasks = request.want_tasks;
    for (int64_t i = 0; i < tasks; ++i) {
      std::string entry = R"({"v": 1, "first": )" + std::to_string(rows * i / tasks);
      entry.append(R"(, "end": )").append(std::to_string(rows * (i + 1) / tasks));
      plan.tasks.push_back({entry + "}", "part " + std::to_string(i)});
    }
    return plan;
  }
  std::unique_ptr<ReaderTask> OpenTask(TaskContext context) override {
    const Config entry(context.task);
    return std::make_unique<CounterTask>(entry.Int64("/first"), entry.Int64("/end"),
                                         context.max_batch_rows);
  }
  int64_t rows;
};

const char* const kSchema = R"({"type": "object", "required": ["rows"], "properties":
  {"rows": {"type": "integer", "minimum": 0, "description": "how many rows"}}})";

HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);

HOPLINE_DEFINE_ENTRY(host, error) {
  static const PluginText text{
      "io.hopline.example.counter", "row-counter", "1.0.0", "Hopline", "Apache-2.0",
      "counts rows, as an example"};
  return DescribePlugin(host, error, text,
                        {ReaderConnector<Counter>({"counter.reader",
                                                   {"counter"},
                                                   "Row counter",
                                                   "numbers from zero",
                                                   kSchema,
                                                   HOPLINE_CAP_REPLAYABLE})});
}
