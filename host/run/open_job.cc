#include "host/run/open_job.h"

#include <algorithm>
#include <optional>

#include "host/run/validate.h"

namespace hopline::run {
namespace {

/// Whether rows of both schemas can go into one writer as they are.
bool SameColumns(const Fields& a, const Fields& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Field& x, const Field& y) {
                      return x.format == y.format && x.kind == y.kind;
                    });
}

std::string ColumnTypes(const Fields& fields) {
  std::string text;
  for (const Field& field : fields) {
    text += text.empty() ? "" : ", ";
    text += KindName(field.kind);
  }
  return text;
}

}  // namespace

OpenJob::OpenJob(const Context& context, const RunIdentity& run,
                 const job::ResolvedJob& job, const Graph& graph,
                 services::CancelSource* source, uint32_t flags)
    : job_(job), graph_(graph), steps_(job.steps.size()) {
  for (const registry::Kind kind :
       {registry::Kind::kReader, registry::Kind::kProcessor, registry::Kind::kWriter}) {
    for (const Position p : graph.order()) {
      if (job.steps[p].kind == kind) Open(context, run, p, source, flags);
    }
  }
  if ((flags & HOPLINE_JOB_CHECK_ONLY) == 0) BindSchemas();
}

void OpenJob::BindSchemas() {
  for (const Position p : graph_.order()) Bind(p);
}

OpenJob::~OpenJob() {
  for (const Position p : graph_.order()) steps_[p].writer.reset();
  for (auto p = graph_.order().rbegin(); p != graph_.order().rend(); ++p) {
    steps_[*p].processor.reset();
  }
}

void OpenJob::Open(const Context& context, const RunIdentity& run, Position position,
                   services::CancelSource* source, uint32_t flags) {
  const job::ResolvedStep& step = job_.steps[position];
  OpenStep& open = steps_[position];
  open.connector = context.connectors.Load(step);
  const uint64_t declared = open.connector.capabilities;
  if (step.kind == registry::Kind::kReader) {
    open.reader = std::make_unique<ReaderHandle>(context, run, job_, step,
                                                 open.connector.reader, source, flags);
    open.capabilities = open.reader->Capabilities(declared);
    return;
  }
  if (step.kind == registry::Kind::kProcessor) {
    open.processor = std::make_unique<ProcessorHandle>(
        context, run, job_, step, open.connector.processor, source, flags);
    open.capabilities = open.processor->Capabilities(declared);
    return;
  }
  open.writer = std::make_unique<WriterHandle>(context, run, job_, step,
                                               open.connector.writer, source, flags);
  open.capabilities = open.writer->Capabilities(declared);
}

void OpenJob::Bind(Position position) {
  const job::ResolvedStep& step = job_.steps[position];
  OpenStep& open = steps_[position];
  if (step.kind != registry::Kind::kReader) FindSource(position);
  if (step.kind == registry::Kind::kWriter) return;
  CallStep(step, [&](hopline_error* e) {
    if (open.reader) {
      return open.connector.reader->job_schema(open.reader->job(), open.schema.ptr(), e);
    }
    return open.connector.processor->job_bind(open.processor->job(), &input(position),
                                              open.schema.ptr(), e);
  });
  try {
    ValidateSchema(*open.schema);
    open.fields = Fields::Read(*open.schema);
  } catch (const Error& error) {
    throw Describe(step, error);
  }
}

void OpenJob::FindSource(Position position) {
  std::optional<Position> first;
  for (const job::Edge& edge : job_.edges) {
    if (edge.to != position) continue;
    if (!first) {
      first = edge.from;
      continue;
    }
    const Fields& a = steps_[*first].fields;
    const Fields& b = steps_[edge.from].fields;
    if (SameColumns(a, b)) continue;
    throw Error(
        HOPLINE_STATUS_SCHEMA_MISMATCH,
        fmt::format("step '{}' gets rows of different columns: ({}) from '{}', ({}) "
                    "from '{}'; give both readers the same columns",
                    job_.steps[position].name, ColumnTypes(a), job_.steps[*first].name,
                    ColumnTypes(b), job_.steps[edge.from].name));
  }
  steps_[position].source = *first;
}

bool OpenJob::AllReplayable() const {
  return std::all_of(graph_.readers().begin(), graph_.readers().end(), [&](Position p) {
    return (steps_[p].capabilities & HOPLINE_CAP_REPLAYABLE) != 0;
  });
}

bool OpenJob::AllStaged() const {
  return std::all_of(graph_.writers().begin(), graph_.writers().end(), [&](Position p) {
    return (steps_[p].capabilities & HOPLINE_CAP_STAGED) != 0;
  });
}

}  // namespace hopline::run
