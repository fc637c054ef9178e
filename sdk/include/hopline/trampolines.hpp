/// \file trampolines.hpp
/// From the typed bases of connector.hpp to the C tables. The only place where exceptions
/// become hopline_error; nothing leaves a slot by throwing.
///
/// A `void* job` is a Reader*, Writer* or Processor*; a `void* task` its task class. Each
/// is owned by the host from …_open to …_close.
#ifndef HOPLINE_TRAMPOLINES_HPP
#define HOPLINE_TRAMPOLINES_HPP

#include <hopline/processor.h>
#include <hopline/reader.h>
#include <hopline/writer.h>
#include <hopline/connector.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {
namespace detail {

inline std::string CopyText(const char* text) { return text == nullptr ? "" : text; }

inline JobContext CopyJobArgs(const hopline_job_args& args) {
  JobContext context;
  context.job_key = CopyText(args.job_key);
  context.run_id = CopyText(args.run_id);
  context.step_name = CopyText(args.step_name);
  context.incarnation = args.incarnation;
  context.step_index = args.step_index;
  context.check_only = (args.flags & HOPLINE_JOB_CHECK_ONLY) != 0;
  context.config = Config(CopyText(args.config_json));
  context.settings = Config(CopyText(args.settings_json));
  context.scope = Scope(args.scope);
  return context;
}

inline TaskContext CopyTaskArgs(const hopline_task_args& args) {
  TaskContext context;
  context.attempt = args.attempt;
  context.task_index = args.task_index;
  context.task_count = args.task_count;
  context.task = std::string(AsText(args.task));
  context.checkpoint = std::string(AsText(args.checkpoint));
  context.max_batch_bytes = args.max_batch_bytes;
  context.max_batch_rows = args.max_batch_rows;
  context.memory_budget = args.memory_budget;
  context.scope = Scope(args.scope);
  return context;
}

inline void ReleaseBuffer(hopline_buffer* buffer) HOPLINE_NOEXCEPT {
  std::free(buffer->data);
  buffer->data = nullptr;
  buffer->release = nullptr;
}

inline void ReturnBytes(const std::string& bytes, hopline_buffer* out) {
  // At least one byte: malloc(0) may give null.
  void* data = std::malloc(std::max<size_t>(1, bytes.size()));
  if (data == nullptr) throw std::bad_alloc();
  bytes.copy(static_cast<char*>(data), bytes.size());
  *out =
      hopline_buffer{static_cast<uint8_t*>(data), bytes.size(), &ReleaseBuffer, nullptr};
}

inline Staged CopyStaged(const hopline_bytes* token, const hopline_prepared* prepared,
                         uint64_t n, const hopline_attempt* started, uint64_t n_started) {
  Staged staged;
  staged.token = AsText(*token);
  for (uint64_t i = 0; i < n; ++i) {
    staged.messages.push_back(
        {AsText(prepared[i].message), prepared[i].of.task_index, prepared[i].of.attempt});
  }
  if (n_started != 0) staged.started.assign(started, started + n_started);
  return staged;
}

/// Owns the memory of a hopline_plan.
struct PlanHolder {
  Plan plan;
  std::vector<hopline_plan_task> tasks;
  std::vector<const hopline_plan_task*> pointers;
};

inline void ReleasePlan(hopline_plan* plan) HOPLINE_NOEXCEPT {
  delete static_cast<PlanHolder*>(plan->private_data);
  plan->release = nullptr;
}

inline void ReturnPlan(Plan plan, hopline_plan* out) {
  auto holder = std::make_unique<PlanHolder>();
  holder->plan = std::move(plan);
  holder->tasks.reserve(holder->plan.tasks.size());
  for (const PlanTask& task : holder->plan.tasks) {
    hopline_plan_task entry{};
    entry.struct_size = sizeof entry;
    entry.bytes = AsBytes(task.entry);
    entry.est_rows = task.est_rows;
    entry.est_bytes = task.est_bytes;
    entry.label = task.label.c_str();
    holder->tasks.push_back(entry);
  }
  for (const hopline_plan_task& task : holder->tasks) holder->pointers.push_back(&task);
  out->flags = holder->plan.explicit_splits ? HOPLINE_PLAN_EXPLICIT : 0;
  out->n_tasks = holder->pointers.size();
  out->tasks = holder->pointers.data();
  out->release = &ReleasePlan;
  out->private_data = holder.release();
}

/// The four slots that every table begins with. Base: Reader, Writer or Processor; Impl:
/// the author's class, made from a JobContext.
template <class Base, class Impl>
struct JobSlots {
  static int32_t Open(const hopline_job_args* args, void** job,
                      hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] {
      std::unique_ptr<Base> made = std::make_unique<Impl>(CopyJobArgs(*args));
      *job = made.release();
    });
  }
  static int32_t Check(void* job, hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] { static_cast<Base*>(job)->Check(); });
  }
  static void Close(void* job) HOPLINE_NOEXCEPT { delete static_cast<Base*>(job); }
  /// Set by the table's maker, so that Capabilities() can be told what was declared.
  static uint64_t& Declared() noexcept {
    static uint64_t declared = 0;
    return declared;
  }
  static int32_t Capabilities(void* job, uint64_t* out,
                              hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error,
                 [&] { *out = static_cast<Base*>(job)->Capabilities(Declared()); });
  }
};

template <class Task>
void CloseTask(void* task) HOPLINE_NOEXCEPT {
  delete static_cast<Task*>(task);
}

template <class Impl>
const hopline_reader* ReaderTable(uint64_t declared) {
  using Job = JobSlots<Reader, Impl>;
  Job::Declared() = declared;
  static hopline_reader table{};
  table.struct_size = sizeof table;
  table.job_open = &Job::Open;
  table.job_capabilities = &Job::Capabilities;
  table.job_check = &Job::Check;
  table.job_close = &Job::Close;
  table.job_schema = [](void* job, ArrowSchema* out,
                        hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] { static_cast<Reader*>(job)->ReadSchema().MoveTo(out); });
  };
  table.job_plan = [](void* job, const hopline_plan_args* args, hopline_plan* out,
                      hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] {
      ReturnPlan(
          static_cast<Reader*>(job)->MakePlan({args->want_tasks, args->target_bytes}),
          out);
    });
  };
  table.job_acknowledge = [](void* job, const hopline_bytes* tasks,
                             const hopline_bytes* checkpoints, uint64_t n,
                             hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] {
      std::vector<AcknowledgedTask> done;
      for (uint64_t i = 0; i < n; ++i) {
        done.push_back({AsText(tasks[i]), AsText(checkpoints[i])});
      }
      static_cast<Reader*>(job)->Acknowledge(done);
    });
  };
  table.task_open = [](void* job, const hopline_task_args* args, void** task,
                       hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] {
      *task = static_cast<Reader*>(job)->OpenTask(CopyTaskArgs(*args)).release();
    });
  };
  table.task_next = [](void* task, ArrowArray* out,
                       hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] { static_cast<ReaderTask*>(task)->Next().MoveTo(out); });
  };
  table.task_checkpoint = [](void* task, hopline_buffer* out,
                             hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error,
                 [&] { ReturnBytes(static_cast<ReaderTask*>(task)->Checkpoint(), out); });
  };
  table.task_close = &CloseTask<ReaderTask>;
  return &table;
}

inline void CheckOutcomes(const std::vector<int32_t>& outcomes) {
  for (const int32_t outcome : outcomes) {
    if (outcome > HOPLINE_OUTCOME_ALREADY_COMMITTED) {
      throw Error(HOPLINE_STATUS_UNAVAILABLE, "not every message could be committed");
    }
  }
}

template <class Impl>
void WriterJobSlots(hopline_writer& table) {
  table.job_prepare = [](void* job, const ArrowSchema* in, hopline_buffer* token,
                         hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error,
                 [&] { ReturnBytes(static_cast<Writer*>(job)->Prepare(*in), token); });
  };
  table.job_precommit = [](void* job, const hopline_bytes* token,
                           const hopline_prepared* prepared, uint64_t n,
                           const hopline_attempt* started, uint64_t n_started,
                           hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] {
      static_cast<Writer*>(job)->Precommit(
          CopyStaged(token, prepared, n, started, n_started));
    });
  };
  table.job_commit = [](void* job, const hopline_bytes* token,
                        const hopline_prepared* prepared, uint64_t n,
                        const hopline_attempt* started, uint64_t n_started,
                        int32_t* outcomes, hopline_error* error) HOPLINE_NOEXCEPT {
    std::vector<int32_t> answers;
    const int32_t status = Guard(error, [&] {
      answers.assign(n, HOPLINE_OUTCOME_RETRY_LATER);
      static_cast<Writer*>(job)->Commit(
          CopyStaged(token, prepared, n, started, n_started), answers);
      CheckOutcomes(answers);
    });
    for (size_t i = 0; i < answers.size() && i < n; ++i) outcomes[i] = answers[i];
    return status;
  };
  table.job_abort = [](void* job, const hopline_bytes* token,
                       const hopline_prepared* prepared, uint64_t n,
                       const hopline_attempt* started, uint64_t n_started,
                       hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] {
      static_cast<Writer*>(job)->Abort(
          CopyStaged(token, prepared, n, started, n_started));
    });
  };
}

template <class Impl>
const hopline_writer* WriterTable(uint64_t declared) {
  using Job = JobSlots<Writer, Impl>;
  Job::Declared() = declared;
  static hopline_writer table{};
  table.struct_size = sizeof table;
  table.job_open = &Job::Open;
  table.job_capabilities = &Job::Capabilities;
  table.job_check = &Job::Check;
  table.job_close = &Job::Close;
  WriterJobSlots<Impl>(table);
  table.task_open = [](void* job, const hopline_task_args* args, const ArrowSchema* in,
                       void** task, hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] {
      *task = static_cast<Writer*>(job)->OpenTask(CopyTaskArgs(*args), *in).release();
    });
  };
  table.task_write = [](void* task, ArrowArray* batch,
                        hopline_error* error) HOPLINE_NOEXCEPT {
    Batch taken(batch);
    return Guard(error, [&] { static_cast<WriterTask*>(task)->Write(std::move(taken)); });
  };
  table.task_prepare = [](void* task, hopline_buffer* message,
                          hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(
        error, [&] { ReturnBytes(static_cast<WriterTask*>(task)->Prepare(), message); });
  };
  table.task_abort = [](void* task, hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] { static_cast<WriterTask*>(task)->Abort(); });
  };
  table.task_close = &CloseTask<WriterTask>;
  return &table;
}

template <class Impl>
const hopline_processor* ProcessorTable(uint64_t declared) {
  using Job = JobSlots<Processor, Impl>;
  Job::Declared() = declared;
  static hopline_processor table{};
  table.struct_size = sizeof table;
  table.job_open = &Job::Open;
  table.job_capabilities = &Job::Capabilities;
  table.job_check = &Job::Check;
  table.job_close = &Job::Close;
  table.job_bind = [](void* job, const ArrowSchema* in, ArrowSchema* out,
                      hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] { static_cast<Processor*>(job)->Bind(*in).MoveTo(out); });
  };
  table.task_open = [](void* job, const hopline_task_args* args, void** task,
                       hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] {
      *task = static_cast<Processor*>(job)->OpenTask(CopyTaskArgs(*args)).release();
    });
  };
  table.task_push = [](void* task, ArrowArray* batch,
                       hopline_error* error) HOPLINE_NOEXCEPT {
    Batch taken(batch);
    return Guard(error,
                 [&] { static_cast<ProcessorTask*>(task)->Push(std::move(taken)); });
  };
  table.task_pull = [](void* task, ArrowArray* out,
                       hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] { static_cast<ProcessorTask*>(task)->Pull().MoveTo(out); });
  };
  table.task_finish = [](void* task, hopline_error* error) HOPLINE_NOEXCEPT {
    return Guard(error, [&] { static_cast<ProcessorTask*>(task)->Finish(); });
  };
  table.task_close = &CloseTask<ProcessorTask>;
  return &table;
}

}  // namespace detail
}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_TRAMPOLINES_HPP
