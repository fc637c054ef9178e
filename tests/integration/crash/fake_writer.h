/// \file fake_writer.h
/// The fake writers: one class over the effects of its kind. Which instructions of the
/// store's script it follows (STEP = name of the step, T = task):
///   fail_write.STEP.tT     task_write answers UNAVAILABLE after its effect
///   fail_prepare.STEP.tT   task_prepare answers UNAVAILABLE after its effect
///   dirty.STEP             task_write reports row kDirtyRow as dirty
///   refuse.STEP            job_precommit says no
///   later.STEP             job_commit leaves the last message for later: outcome 2
///   lost.STEP              job_commit does everything, then its reply is lost: outcome 2
///   failed.STEP, unknown.STEP   the last message's outcome is 3, 4, without effect
///   fail_abort.STEP        job_abort answers UNAVAILABLE
///
/// Formats: token `1 RUN STEP`, message `1 RUN STEP tT aA ROWS`.
#pragma once

#include <hopline/hopline.hpp>
#include <memory>
#include <vector>

#include "tests/integration/crash/effects.h"
#include "tests/integration/crash/slot.h"

namespace hopline::crash {

class FakeWriter : public Writer {
 public:
  FakeWriter(JobContext job, const Effects& effects);
  ~FakeWriter() override;

  uint64_t Capabilities(uint64_t declared) override;
  std::string Prepare(const ArrowSchema& in) override;
  void Precommit(const Staged& staged) override;
  void Commit(const Staged& staged, std::vector<int32_t>& outcomes) override;
  void Abort(const Staged& staged) override;
  std::unique_ptr<WriterTask> OpenTask(TaskContext task, const ArrowSchema& in) override;

 private:
  /// Token and messages must be this run's and this step's own.
  void CheckBytes(const Staged& staged) const;
  bool Scripted(const char* instruction) const;
  AttemptId Id(uint32_t task, uint32_t attempt) const;
  void DiscardOthers(const Staged& staged) const;

  const JobContext job_;
  const Caller caller_;
  const Store store_;
  const Effects& effects_;
};

class StagedWriter : public FakeWriter {
 public:
  explicit StagedWriter(JobContext job) : FakeWriter(std::move(job), StagedEffects()) {}
};
class IdempotentWriter : public FakeWriter {
 public:
  explicit IdempotentWriter(JobContext job)
      : FakeWriter(std::move(job), IdempotentEffects()) {}
};
class PlainWriter : public FakeWriter {
 public:
  explicit PlainWriter(JobContext job) : FakeWriter(std::move(job), PlainEffects()) {}
};

}  // namespace hopline::crash
