#pragma once

#include <hopline/connector.hpp>

namespace hopline::plugins::transform {

/// Steps that scripts may name and that cannot run here: the job is refused with the
/// reason instead of "unknown step type".
template <const char* const& kReason>
class RefusedStep final : public Processor {
 public:
  explicit RefusedStep(const JobContext&) {
    throw Error(HOPLINE_STATUS_NOT_IMPLEMENTED, kReason);
  }
  Schema Bind(const ArrowSchema&) override { return {}; }
  std::unique_ptr<ProcessorTask> OpenTask(TaskContext) override { return nullptr; }
};

inline constexpr const char* kGroovyReason =
    "dx_groovy runs Groovy code, for which there is no engine here; use the other "
    "transformers, or ship the code as a processor of your own "
    "(docs/writing-a-connector.md)";
inline constexpr const char* kEmbeddingReason =
    "embedding-transformer calls models of the vendor's platform, which are out of reach "
    "here; leave the step out, or ship a processor of your own "
    "(docs/writing-a-connector.md)";

using GroovyStep = RefusedStep<kGroovyReason>;
using EmbeddingStep = RefusedStep<kEmbeddingReason>;

}  // namespace hopline::plugins::transform
