// Connectors that misbehave in the middle of a run, as doubles in this process: each is
// answered with one line that names the step, and nothing becomes visible.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <string>

#include "host/run/run.h"
#include "host/services/config_service.h"
#include "host/services/host_table.h"
#include "tests/unit/host/run/fake_connectors.h"

namespace hopline::run::test {
namespace {

using services::ExitCode;
using services::Failure;

/// The sound tables of the fakes: misbehaving slots call them.
const hopline_reader* g_reader;
const hopline_writer* g_writer;

/// A run whose connectors are those of the unit tests but for some slots.
struct Stage {
  Stage() {
    AddFakes(world);
    g_reader = world.connectors.tables["fake.reader"].reader;
    g_writer = world.connectors.tables["fake.writer"].writer;
    reader = *g_reader;
    writer = *g_writer;
    world.connectors.tables["fake.reader"].reader = &reader;
    world.connectors.tables["fake.writer"].writer = &writer;
    static services::Secrets secrets;
    static services::Log log(
        {HOPLINE_LOG_ERROR + 1, services::LogFormat::kText, 2, false}, secrets,
        services::SystemClock());
    static services::HostTable host(log, services::SystemClock());
    host.AddService(HOPLINE_SERVICE_CONFIG, HOPLINE_SERVICE_CONFIG_REVISION,
                    services::ConfigService());
    Host::Set(host.c());
  }

  /// Runs the job, which must fail with `code` and say `what` of step `step`, in one
  /// line.
  void Fails(const std::string& step, const std::string& what,
             ExitCode code = ExitCode::kJobFailed) {
    ExitCode seen = ExitCode::kDone;
    std::string message;
    try {
      Run(world.context, MakeJob(), {});
    } catch (const Failure& failure) {
      seen = failure.code();
      message = failure.what();
    } catch (const Error& error) {
      seen = error.code() == HOPLINE_STATUS_DIRTY_LIMIT ? ExitCode::kDirtyLimit
                                                        : ExitCode::kJobFailed;
      message = error.what();
    }
    CAPTURE(message);
    CHECK(seen == code);
    CHECK(message.find(what) != std::string::npos);
    CHECK(message.find(step) != std::string::npos);
    CHECK(message.find('\n') == std::string::npos);
    CHECK(script.visible.empty());
  }

  World world;
  Script script;
  hopline_reader reader;
  hopline_writer writer;
};

void ReleaseColumn(ArrowArray& b) { b.children[0]->release(b.children[0]); }
void LengthenColumn(ArrowArray& b) { b.children[0]->length = 2; }
void ClaimNull(ArrowArray& b) { b.children[0]->null_count = 1; }
void ShiftRoot(ArrowArray& b) { b.offset = 1; }

/// Makes every batch of the reader one that `spoil` has been at.
template <void (*spoil)(ArrowArray&)>
int32_t SpoiltNext(void* task, ArrowArray* out, hopline_error* error) noexcept {
  const int32_t status = g_reader->task_next(task, out, error);
  if (status == HOPLINE_STATUS_OK && out->release != nullptr) spoil(*out);
  return status;
}

}  // namespace

TEST_CASE("a failure without a reason is called a defect of the plugin") {
  Stage stage;
  stage.reader.task_next = [](void*, ArrowArray*, hopline_error*) noexcept {
    return int32_t{HOPLINE_STATUS_DATA_INVALID};
  };
  stage.Fails("fake.reader0", "gave no reason (a defect of plugin");
}

TEST_CASE("a status that the contract does not know is a failure") {
  for (const auto next :
       {+[](void*, ArrowArray*, hopline_error*) noexcept { return int32_t{4711}; },
        +[](void*, ArrowArray*, hopline_error*) noexcept { return int32_t{-7}; }}) {
    Stage stage;
    stage.reader.task_next = next;
    stage.Fails("fake.reader0", "failed with status");
  }
}

TEST_CASE("a batch of the wrong shape is refused before a writer sees it") {
  struct Case {
    decltype(hopline_reader::task_next) next;
    const char* told;
  };
  const Case cases[] = {
      {&SpoiltNext<&ReleaseColumn>, "it is released already"},
      {&SpoiltNext<&LengthenColumn>, "its length is not that of the batch"},
      {&SpoiltNext<&ClaimNull>, "it has nulls and no validity buffer"},
      {&SpoiltNext<&ShiftRoot>, "its root has an offset"},
      {[](void*, ArrowArray* out, hopline_error*) noexcept {
         BatchBuilder two({Field::Of("a", Type::kInt64), Field::Of("b", Type::kInt64)});
         two.column(0).AppendFixed<int64_t>(1);
         two.column(1).AppendFixed<int64_t>(2);
         two.EndRow();
         two.Finish().MoveTo(out);
         return int32_t{HOPLINE_STATUS_OK};
       },
       "its number of columns is not that of the schema"}};
  for (const Case& one : cases) {
    Stage stage;
    stage.reader.task_next = one.next;
    stage.Fails("fake.reader0", one.told);
  }
}

TEST_CASE("a batch of more rows than asked for is refused") {
  Stage stage;
  stage.reader.task_next = [](void*, ArrowArray* out, hopline_error*) noexcept {
    BatchBuilder builder(OneNumber());
    for (int64_t i = 0; i < 100'000; ++i) {
      builder.column(0).AppendFixed(i);
      builder.EndRow();
    }
    builder.Finish().MoveTo(out);
    return int32_t{HOPLINE_STATUS_OK};
  };
  stage.Fails("fake.reader0", "more rows than max_batch_rows allows");
}

TEST_CASE("nobody is asked for more after the end") {
  static std::atomic<int> ends;
  ends = 0;
  Stage stage;
  stage.reader.task_next = [](void* task, ArrowArray* out, hopline_error* e) noexcept {
    const int32_t status = g_reader->task_next(task, out, e);
    if (status == HOPLINE_STATUS_OK && out->release == nullptr) ++ends;
    return status;
  };
  Run(stage.world.context, MakeJob(), {});
  CHECK(ends == 2);  // one for each task
}

TEST_CASE("the end as the answer to a cancel is not taken for the end") {
  static services::CancelSource* cancel;
  static int batches;
  batches = 0;
  Stage stage;
  cancel = &stage.world.cancel;
  stage.reader.task_next = [](void* task, ArrowArray* out, hopline_error* e) noexcept {
    const int32_t status = g_reader->task_next(task, out, e);
    if (++batches < 2) return status;
    cancel->Cancel();
    if (status == HOPLINE_STATUS_OK && out->release != nullptr) out->release(out);
    return status;
  };
  CHECK_THROWS_AS(Run(stage.world.context, MakeJob(1, 1), {}), Error);
  const std::vector<RunSummary> runs = ListRuns(stage.world.context);
  REQUIRE(runs.size() == 1);
  CHECK_FALSE(RunDirectory(stage.world.context, runs[0].path).TaskDone(0));
}

TEST_CASE("a plan of no tasks is refused") {
  Stage stage;
  stage.script.tasks = 0;
  stage.Fails("fake.reader0", "planned 0 tasks where 1 to 2 were wanted");
}

TEST_CASE("a plan of more tasks than wanted is refused") {
  Stage stage;
  stage.script.tasks = 5;
  stage.reader.job_plan = [](void* job, const hopline_plan_args* args, hopline_plan* plan,
                             hopline_error* error) noexcept {
    const int32_t status = g_reader->job_plan(job, args, plan, error);
    plan->flags &= ~uint32_t{HOPLINE_PLAN_EXPLICIT};
    return status;
  };
  stage.Fails("fake.reader0", "planned 5 tasks where 1 to 2 were wanted");
}

TEST_CASE("a plan whose entries are not there is refused") {
  static const hopline_plan_task* const kNone[1] = {nullptr};
  for (const auto plan :
       {+[](void*, const hopline_plan_args*, hopline_plan*out, hopline_error*) noexcept {
          out->n_tasks = 1;
          return int32_t{HOPLINE_STATUS_OK};
        },
        +[](void*, const hopline_plan_args*, hopline_plan*out, hopline_error*) noexcept {
          out->n_tasks = 1;
          out->tasks = kNone;
          return int32_t{HOPLINE_STATUS_OK};
        }}) {
    Stage stage;
    stage.reader.job_plan = plan;
    stage.Fails("fake.reader0", "plan entry 0 is missing");
  }
}

TEST_CASE("a schema that is not there is refused") {
  Stage stage;
  stage.reader.job_schema = [](void*, ArrowSchema* out, hopline_error*) noexcept {
    MakeSchema(OneNumber()).MoveTo(out);
    out->children = nullptr;
    return int32_t{HOPLINE_STATUS_OK};
  };
  stage.Fails("fake.reader0", "its schema breaks the rules: its columns are missing");
}

TEST_CASE("capabilities beyond the declared ones are refused") {
  Stage stage;
  stage.writer.job_capabilities = [](void*, uint64_t* out, hopline_error*) noexcept {
    *out = ~uint64_t{0};
    return int32_t{HOPLINE_STATUS_OK};
  };
  stage.Fails("fake.writer1", "job_capabilities answered 0xffffffffffffffff, more than");
}

TEST_CASE("a message of nine MiB is refused, and freed") {
  static std::atomic<int> freed;
  freed = 0;
  Stage stage;
  stage.writer.task_prepare = [](void*, hopline_buffer* out, hopline_error*) noexcept {
    const uint64_t size = uint64_t{9} << 20;
    out->data = static_cast<uint8_t*>(std::calloc(1, size));
    out->size = size;
    out->release = [](hopline_buffer* buffer) noexcept {
      std::free(buffer->data);
      ++freed;
    };
    return int32_t{HOPLINE_STATUS_OK};
  };
  stage.Fails("fake.writer1", "a message of 9437184 bytes");
  CHECK(freed > 0);
}

TEST_CASE("an outcome that does not exist leaves the commit open for a person") {
  Stage stage;
  stage.script.outcomes = {99};
  stage.Fails("fake.writer1", "unknown", ExitCode::kCommitIncomplete);
}

TEST_CASE("dirty rows that are not there are refused") {
  static const hopline_scope* scope;
  Stage stage;
  stage.writer.task_open = [](void* job, const hopline_task_args* args,
                              const ArrowSchema* input, void** task,
                              hopline_error* error) noexcept {
    scope = args->scope;
    return g_writer->task_open(job, args, input, task, error);
  };
  stage.writer.task_write = [](void*, ArrowArray* batch, hopline_error* error) noexcept {
    batch->release(batch);
    ArrowArray rows{};
    rows.length = 1;
    rows.n_children = 1;
    rows.release = [](ArrowArray* array) noexcept { array->release = nullptr; };
    const Schema schema = MakeSchema(OneNumber());
    return scope->report_dirty(scope->ctx, &rows, &*schema, nullptr, 0, error);
  };
  stage.Fails("fake.writer1", "a batch breaks the rules: its columns are missing");
}

TEST_CASE("a writer that goes on beyond the limit of dirty rows is stopped") {
  Stage stage;
  stage.script.dirty_values = {0, 1, 2, 1000, 1001, 1002};
  stage.writer.task_write = [](void* task, ArrowArray* batch, hopline_error*) noexcept {
    hopline_error ignored{};
    ignored.struct_size = sizeof ignored;
    g_writer->task_write(task, batch, &ignored);
    return int32_t{HOPLINE_STATUS_OK};
  };
  stage.Fails("dirty rows", "more than errorLimit allows", ExitCode::kDirtyLimit);
}

}  // namespace hopline::run::test
