/// \file guarantee.h
/// What a job may promise after a failure, in words, with the reason.
#pragma once

#include <string>

#include "host/run/open_job.h"

namespace hopline::run {

enum class Promise { kNothing, kAtLeastOnce, kFinalStateEqual, kExactlyOnce };

struct Guarantee {
  Promise promise = Promise::kNothing;  ///< the weakest of all writers
  std::string text;  ///< "exactly once: 'w' (oss.writer) makes nothing visible before …"
};

/// The words alone: "exactly once", "final state equal", "at least once", "nothing".
const char* PromiseName(Promise promise);

/// docs/guarantees.md explains the table.
Guarantee StateGuarantee(OpenJob& job);

}  // namespace hopline::run
