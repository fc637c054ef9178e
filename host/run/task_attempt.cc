#include "host/run/task_attempt.h"

#include <algorithm>

#include "host/run/share.h"
#include "host/run/sizing.h"
#include "host/run/validate.h"

namespace hopline::run {
namespace {

/// A writer is gone, so reading on is useless; its own error says why.
struct ConsumerGone {};

bool IsCancelled(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& e) {
    return e.code() == HOPLINE_STATUS_CANCELLED;
  } catch (...) {
    return false;
  }
}

}  // namespace

/// A step of the tree with its open task.
struct TaskAttempt::Node {
  Node(const AttemptArgs& args, Position p, DirtyFile& dirty)
      : position(p),
        step(args.job.step(p)),
        open(args.job.at(p)),
        scope({step.name, args.task, args.attempt}, &args.cancel, args.context.metrics,
              args.context.secrets, &dirty) {
    counts.step = step.index;
  }

  const Position position;
  const job::ResolvedStep& step;
  OpenStep& open;
  services::Scope scope;
  void* task = nullptr;
  StepCounts counts;
  bool validated = false;  ///< its first batch kept the rules

  // Writers only.
  std::unique_ptr<Channel> channel;
  std::thread thread;
  std::exception_ptr error;
};

TaskAttempt::TaskAttempt(const AttemptArgs& args, DirtyFile& dirty)
    : args_(args), dirty_(dirty), started_unix_ms_(args.context.clock.UnixMs()) {
  const uint32_t reader_index = args.plan.tasks[args.task].reader;
  const std::vector<Position>& readers = args.job.graph().readers();
  const auto reader = std::find_if(readers.begin(), readers.end(), [&](Position p) {
    return args.job.step(p).index == reader_index;
  });
  if (reader == readers.end()) {
    throw Error(HOPLINE_STATUS_INVALID_STATE,
                fmt::format("task {} belongs to step {}, which is no reader of the job",
                            args.task, reader_index));
  }
  for (const Position p : args.job.graph().Tree(*reader)) {
    nodes_.push_back(std::make_unique<Node>(args_, p, dirty));
  }
}

TaskAttempt::~TaskAttempt() {
  for (auto node = nodes_.rbegin(); node != nodes_.rend(); ++node) {
    void* const task = (*node)->task;
    if (task == nullptr) continue;
    const Connector& connector = (*node)->open.connector;
    if (connector.reader != nullptr) connector.reader->task_close(task);
    if (connector.processor != nullptr) connector.processor->task_close(task);
    if (connector.writer != nullptr) connector.writer->task_close(task);
  }
}

TaskAttempt::Node& TaskAttempt::at(Position step) {
  return **std::find_if(nodes_.begin(), nodes_.end(),
                        [&](const auto& node) { return node->position == step; });
}

TaskRecord TaskAttempt::Run() {
  try {
    Open();
    Pump();
    return Prepare();
  } catch (...) {
    Withdraw();
    args_.context.progress.rows -= nodes_[0]->counts.rows;
    args_.context.progress.bytes -= nodes_[0]->counts.bytes;
    throw;
  }
}

void TaskAttempt::Withdraw() {
  for (const auto& node : nodes_) {
    if (node->open.connector.writer == nullptr || node->task == nullptr) continue;
    node->scope.SilenceCancel();
    try {
      CallStep(node->step, [&](hopline_error* e) {
        return node->open.connector.writer->task_abort(node->task, e);
      });
    } catch (const Error& error) {
      args_.context.log.Warn(fmt::format(
          "withdrawing attempt {} of task {}: {}; what it staged is removed when "
          "the run is committed or aborted",
          args_.attempt, args_.task, error.what()));
    }
  }
}

void TaskAttempt::Open() {
  for (const auto& node : nodes_) OpenNode(*node);
}

void TaskAttempt::OpenNode(Node& node) {
  const auto as_bytes = [](const std::string& text) {
    return hopline_bytes{reinterpret_cast<const uint8_t*>(text.data()), text.size()};
  };
  hopline_task_args args{};
  args.struct_size = sizeof args;
  args.attempt = args_.attempt;
  args.task_index = args_.task;
  args.task_count = static_cast<uint32_t>(args_.plan.tasks.size());
  args.max_batch_bytes = args_.limits.max_batch_bytes;
  args.max_batch_rows = args_.limits.max_batch_rows;
  args.memory_budget = args_.limits.memory_budget;
  args.scope = node.scope.c();
  const Connector& connector = node.open.connector;
  CallStep(node.step, [&](hopline_error* e) {
    if (connector.reader != nullptr) {
      args.task = as_bytes(args_.plan.tasks[args_.task].entry);
      return connector.reader->task_open(node.open.reader->job(), &args, &node.task, e);
    }
    if (connector.processor != nullptr) {
      return connector.processor->task_open(node.open.processor->job(), &args, &node.task,
                                            e);
    }
    for (const WriterBytes& token : args_.plan.tokens) {
      if (token.writer == node.step.index) args.task = as_bytes(token.bytes);
    }
    return connector.writer->task_open(node.open.writer->job(), &args,
                                       &args_.job.input(node.position), &node.task, e);
  });
}

void TaskAttempt::Pump() {
  std::exception_ptr reader_error;
  try {
    for (const auto& node : nodes_) {
      if (node->open.connector.writer == nullptr) continue;
      node->channel = std::make_unique<Channel>(args_.limits.channel_bytes);
      node->thread = std::thread([this, &n = *node] { WriteLoop(n); });
    }
    ReadAll();
    FinishProcessors();
    for (const auto& node : nodes_) {
      if (node->channel) node->channel->Finish();
    }
  } catch (const ConsumerGone&) {
    for (const auto& node : nodes_) {
      if (node->channel) node->channel->Break();
    }
  } catch (...) {
    reader_error = std::current_exception();
    for (const auto& node : nodes_) {
      if (node->channel) node->channel->Break();
    }
  }
  for (const auto& node : nodes_) {
    if (node->thread.joinable()) node->thread.join();
  }
  RethrowFirst(reader_error);
}

void TaskAttempt::RethrowFirst(const std::exception_ptr& reader_error) {
  std::exception_ptr first;
  const auto consider = [&](const std::exception_ptr& error) {
    if (error && (!first || (IsCancelled(first) && !IsCancelled(error)))) first = error;
  };
  for (const auto& node : nodes_) consider(node->error);
  consider(reader_error);
  if (first) std::rethrow_exception(first);
}

void TaskAttempt::ReadAll() {
  Node& reader = *nodes_[0];
  const hopline_reader& table = *reader.open.connector.reader;
  for (;;) {
    Batch batch;
    CallStep(reader.step, [&](hopline_error* e) {
      return table.task_next(reader.task, batch.ptr(), e);
    });
    if (!batch) break;
    Deliver(reader, std::move(batch));
  }
  // A connector that answers a cancel with the end has not read everything.
  if (reader.scope.cancel().cancelled()) {
    throw Error(HOPLINE_STATUS_CANCELLED, "cancelled");
  }
}

SizedBatch TaskAttempt::Size(Node& from, Batch batch) {
#ifdef NDEBUG
  const bool validate = !from.validated;
#else
  const bool validate = true;
#endif
  if (validate) {
    try {
      ValidateBatch(*batch, from.open.fields, args_.limits.max_batch_rows);
    } catch (const Error& error) {
      throw Describe(from.step, error);
    }
    from.validated = true;
  }
  SizedBatch sized;
  sized.rows = static_cast<uint64_t>(batch->length);
  sized.arrow_bytes = ArrowBytes(*batch, from.open.fields);
  sized.datax_bytes = DataxBytes(*batch, from.open.fields);
  sized.batch = std::move(batch);
  return sized;
}

void TaskAttempt::Deliver(Node& from, Batch batch) {
  SizedBatch sized = Size(from, std::move(batch));
  from.counts.rows += sized.rows;
  from.counts.bytes += sized.datax_bytes;
  if (from.open.connector.reader != nullptr) {
    args_.context.progress.rows += sized.rows;
    args_.context.progress.bytes += sized.datax_bytes;
    throttled_ns_ +=
        args_.throttle.Charge(sized.datax_bytes, sized.rows, from.scope.cancel());
    if (from.scope.cancel().cancelled()) {
      throw Error(HOPLINE_STATUS_CANCELLED, "cancelled");
    }
  }
  const std::vector<Position>& next = args_.job.graph().next(from.position);
  std::vector<Batch> copies = ShareBatch(std::move(sized.batch), next.size());
  for (size_t i = 0; i < next.size(); ++i) {
    Node& to = at(next[i]);
    if (to.open.connector.processor != nullptr) {
      Process(to, std::move(copies[i]));
    } else if (!to.channel->Push({std::move(copies[i]), sized.rows, sized.arrow_bytes,
                                  sized.datax_bytes})) {
      throw ConsumerGone();
    }
  }
}

void TaskAttempt::Process(Node& node, Batch batch) {
  CallStep(node.step, [&](hopline_error* e) {
    return node.open.connector.processor->task_push(node.task, batch.ptr(), e);
  });
  PullAll(node);
}

void TaskAttempt::PullAll(Node& node) {
  for (;;) {
    Batch batch;
    CallStep(node.step, [&](hopline_error* e) {
      return node.open.connector.processor->task_pull(node.task, batch.ptr(), e);
    });
    if (!batch) return;
    Deliver(node, std::move(batch));
  }
}

void TaskAttempt::FinishProcessors() {
  for (const auto& node : nodes_) {  // each after the one that feeds it
    if (node->open.connector.processor == nullptr) continue;
    CallStep(node->step, [&](hopline_error* e) {
      return node->open.connector.processor->task_finish(node->task, e);
    });
    PullAll(*node);
  }
}

void TaskAttempt::WriteLoop(Node& node) {
  try {
    while (std::optional<SizedBatch> next = node.channel->Pop()) {
      node.counts.rows += next->rows;
      node.counts.bytes += next->datax_bytes;
      CallStep(node.step, [&](hopline_error* e) {
        return node.open.connector.writer->task_write(node.task, next->batch.ptr(), e);
      });
    }
  } catch (...) {
    node.error = std::current_exception();
    node.channel->Break();
  }
}

TaskRecord TaskAttempt::Prepare() {
  TaskRecord record;
  record.task = args_.task;
  record.attempt = args_.attempt;
  record.started_unix_ms = started_unix_ms_;
  for (const auto& node : nodes_) {
    if (node->open.connector.writer == nullptr) continue;
    hopline_buffer message{};
    CallStep(node->step, [&](hopline_error* e) {
      return node->open.connector.writer->task_prepare(node->task, &message, e);
    });
    record.messages.push_back(
        {node->step.index,
         TakeBuffer(node->step, &message, HOPLINE_MAX_MESSAGE_BYTES, "message")});
  }
  Node& reader = *nodes_[0];
  hopline_buffer checkpoint{};
  CallStep(reader.step, [&](hopline_error* e) {
    return reader.open.connector.reader->task_checkpoint(reader.task, &checkpoint, e);
  });
  record.checkpoint =
      TakeBuffer(reader.step, &checkpoint, HOPLINE_MAX_CHECKPOINT_BYTES, "checkpoint");
  const DirtyFile::Summary dirty = dirty_.Finish();
  if (dirty.over_limit) {  // the connector went on although it was told to stop
    throw Error(HOPLINE_STATUS_DIRTY_LIMIT,
                fmt::format("task {} has {} dirty rows, more than errorLimit allows",
                            args_.task, dirty.rows));
  }
  AddCounts(record, dirty);
  record.finished_unix_ms = args_.context.clock.UnixMs();
  return record;
}

void TaskAttempt::AddCounts(TaskRecord& record, const DirtyFile::Summary& dirty) {
  for (const auto& node : nodes_) {
    StepCounts& counts = node->counts;
    if (node->channel) {
      counts.wait_ns = node->channel->pop_wait_ns();
      nodes_[0]->counts.wait_ns += node->channel->push_wait_ns();
    }
    const auto rows = dirty.rows_of_step.find(node->step.name);
    if (rows != dirty.rows_of_step.end()) counts.dirty = rows->second;
  }
  nodes_[0]->counts.wait_ns += throttled_ns_;
  for (const auto& node : nodes_) record.steps.push_back(node->counts);
  record.dirty_rows = dirty.rows;
  record.dirty_bytes = dirty.bytes;
  record.dirty_sha256 = dirty.sha256;
}

}  // namespace hopline::run
