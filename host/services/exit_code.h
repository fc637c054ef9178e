/// \file exit_code.h
/// The documented exit codes, and the exception that carries one to the command line.
#pragma once

#include <stdexcept>
#include <string>

namespace hopline::services {

/// docs/exit-codes.md publishes these.
enum class ExitCode : int {
  kDone = 0,
  kJobFailed = 1,  ///< the job ran and failed, or could not start for want of a resource
  kUsage = 2,      ///< command line or job document wrong
  kPluginRefused = 3,     ///< a plugin is missing, broken, or not acceptable
  kDirtyLimit = 4,        ///< more dirty rows than errorLimit allows
  kCommitIncomplete = 5,  ///< run it again, or a person must choose
  kInterrupted = 130,     ///< SIGINT
  kTerminated = 143,      ///< SIGTERM
};

/// What the user is told, in one line (what, where, the cure), with the exit code it ends
/// in.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& message)
      : std::runtime_error(message), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

}  // namespace hopline::services
