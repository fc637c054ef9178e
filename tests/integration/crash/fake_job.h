/// \file fake_job.h
/// The job of every case, R → W1 and W2 on one target, and where its connectors come
/// from.
#pragma once

#include <string>

#include "host/job/resolved_job.h"
#include "host/run/context.h"
#include "tests/integration/crash/effects.h"

namespace hopline::crash {

enum class WriterKind { kStaged, kIdempotent, kPlain };

const char* KindName(WriterKind kind);
const Effects& EffectsOf(WriterKind kind);

/// Steps R, W1, W2 at 0, 1, 2; both tasks at once.
job::ResolvedJob FakeJob(const std::string& store_path, WriterKind kind);

/// The fakes' tables. Threads: any.
class FakeConnectors final : public run::ConnectorSource {
 public:
  run::Connector Load(const job::ResolvedStep& step) override;
};

}  // namespace hopline::crash
