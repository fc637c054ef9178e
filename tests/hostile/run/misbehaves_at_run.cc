// A reader that does what its parameter `deed` says once it is asked for rows:
//   behave   a row, then the end
//   die      ends its process by SIGKILL, as a crash or the system's memory killer would
//   hang     never comes back and hears no cancel; makes the file `mark` first
#include <fcntl.h>
#include <unistd.h>
#include <hopline/hopline.hpp>

#include <csignal>
#include <memory>
#include <string>

namespace {

using namespace hopline;

const Fields& Columns() {
  static const Fields kColumns = {Field::Of("n", Type::kInt64)};
  return kColumns;
}

struct DeedTask final : ReaderTask {
  DeedTask(std::string d, const std::string& m) : deed(std::move(d)), mark(m) {}
  Batch Next() override {
    if (deed == "die") ::raise(SIGKILL);
    if (deed == "hang") {
      ::close(::open(mark.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
      for (;;) ::pause();
    }
    if (done) return {};
    done = true;
    BatchBuilder builder(Columns());
    builder.column(0).AppendFixed<int64_t>(1);
    builder.EndRow();
    return builder.Finish();
  }
  std::string deed, mark;
  bool done = false;
};

struct Deed final : Reader {
  explicit Deed(const JobContext& job)
      : deed(job.config.Text("/deed")), mark(job.config.Text("/mark", "")) {}
  Schema ReadSchema() override { return MakeSchema(Columns()); }
  Plan MakePlan(const PlanRequest&) override {
    Plan plan;
    plan.tasks.push_back({"1", "the deed"});
    return plan;
  }
  std::unique_ptr<ReaderTask> OpenTask(TaskContext) override {
    return std::make_unique<DeedTask>(deed, mark);
  }
  std::string deed, mark;
};

const char* const kSchema = R"({"type": "object", "required": ["deed"], "properties": {
  "deed": {"type": "string", "description": "behave, die, hang"},
  "mark": {"type": "string", "description": "file to make before hanging"}}})";

}  // namespace

HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);

HOPLINE_DEFINE_ENTRY(host, error) {
  static const PluginText text{
      "io.hopline.test.deed", "deed", "1.0.0", "Hopline", "Apache-2.0",
      "misbehaves on demand"};
  return DescribePlugin(host, error, text,
                        {ReaderConnector<Deed>({"deed.reader",
                                                {"deed"},
                                                "Deed",
                                                "one row",
                                                kSchema,
                                                HOPLINE_CAP_REPLAYABLE})});
}
