/// \file open_job.h
/// All steps of a job, opened for the plan or the task phase, with the schemas between
/// them.
#pragma once

#include <hopline/arrow.hpp>
#include <hopline/schema.hpp>
#include <memory>
#include <vector>

#include "host/run/graph.h"
#include "host/run/handle.h"

namespace hopline::run {

/// One step of the phase. Exactly one handle is set.
struct OpenStep {
  Connector connector;
  std::unique_ptr<ReaderHandle> reader;
  std::unique_ptr<ProcessorHandle> processor;
  std::unique_ptr<WriterHandle> writer;
  Schema schema;        ///< of the rows that come out of a reader or processor
  Fields fields;        ///< the same, read
  Position source = 0;  ///< whose schema comes in (of several alike: the first)
  uint64_t capabilities = 0;
};

/// Opens readers, processors and writers (job_open) in this order, then asks for schemas
/// (job_schema, job_bind) along the hops; closes in reverse.
///
/// Threads: the handles' [job] slots from one thread; their tasks in parallel.
class OpenJob {
 public:
  /// source: whose cancel the scopes report. Borrows all arguments. With
  /// HOPLINE_JOB_CHECK_ONLY no schema is asked for, which may need the network;
  /// BindSchemas() makes up for it.
  ///
  /// Errors: Error of the connector; SCHEMA_MISMATCH when several inputs of a step
  /// differ.
  OpenJob(const Context& context, const RunIdentity& run, const job::ResolvedJob& job,
          const Graph& graph, services::CancelSource* source, uint32_t flags = 0);
  ~OpenJob();
  OpenJob(const OpenJob&) = delete;
  OpenJob& operator=(const OpenJob&) = delete;

  const job::ResolvedJob& job() const { return job_; }
  const Graph& graph() const { return graph_; }
  OpenStep& at(Position step) { return steps_[step]; }
  const job::ResolvedStep& step(Position step) const { return job_.steps[step]; }
  /// The schema of the rows that come into a processor or writer.
  const ArrowSchema& input(Position step) { return *steps_[steps_[step].source].schema; }

  /// Asks readers for their schemas and binds processors, in the order of the rows.
  ///
  /// Errors: as the constructor.
  void BindSchemas();

  bool AllReplayable() const;
  bool AllStaged() const;

 private:
  void Open(const Context& context, const RunIdentity& run, Position step,
            services::CancelSource* source, uint32_t flags);
  void Bind(Position step);
  void FindSource(Position step);

  const job::ResolvedJob& job_;
  const Graph& graph_;
  std::vector<OpenStep> steps_;
};

}  // namespace hopline::run
