#include "tests/integration/crash/host_parts.h"

#include <fcntl.h>

#include <hopline/hopline.hpp>

#include "host/services/config_service.h"

namespace hopline::crash {
namespace {

constexpr int kSilent = HOPLINE_LOG_ERROR + 1;

int OpenLog(const Store& store) {
  return ::open(store.path("log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                0600);
}

services::ExitCode CodeOf(const Error& error) {
  switch (error.code()) {
    case HOPLINE_STATUS_CANCELLED:
      return services::ExitCode::kInterrupted;
    case HOPLINE_STATUS_DIRTY_LIMIT:
      return services::ExitCode::kDirtyLimit;
    default:
      return services::ExitCode::kJobFailed;
  }
}

}  // namespace

ForgetfulEnv::Folders JournalOf(const Store& store) {
  return {store.path("state"), store.path("durable"), store.path("cache")};
}

HostParts::HostParts(const Store& store, bool talkative)
    : log({.level = talkative ? HOPLINE_LOG_DEBUG : kSilent,
           .descriptor = OpenLog(store)},
          secrets, clock),
      table(log, clock),
      env(JournalOf(store)),
      context{env,
              clock,
              log,
              secrets,
              metrics,
              cancel,
              connectors,
              progress,
              store.path("state"),
              [](const job::ResolvedJob&) { return "{}"; }} {
  table.AddService(HOPLINE_SERVICE_CONFIG, HOPLINE_SERVICE_CONFIG_REVISION,
                   services::ConfigService());
  Host::Set(table.c());
}

services::ExitCode Judge(HostParts& parts, const std::function<void()>& command) {
  try {
    command();
    return services::ExitCode::kDone;
  } catch (const services::Failure& failure) {
    parts.log.Error(failure.what());
    return failure.code();
  } catch (const Error& error) {
    parts.log.Error(error.what());
    return CodeOf(error);
  }
}

}  // namespace hopline::crash
