// A plugin that does one wrong thing while it is loaded; the build says which.

#include <hopline/hopline.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace {

[[noreturn]] [[maybe_unused]] void Hang() {
  for (;;) pause();
}

// SIGKILL, because sanitizers turn the other deadly signals into an exit.
[[maybe_unused]] void Die() { raise(SIGKILL); }

// The compiler must not see that an entry declared noexcept always throws.
[[maybe_unused]] void Throw() { throw std::runtime_error("thrown while loading"); }

void AtLoad() {
#if defined(HOSTILE_CONSTRUCTOR_DIES)
  Die();
#elif defined(HOSTILE_CONSTRUCTOR_EXITS)
  _exit(0);
#elif defined(HOSTILE_CONSTRUCTOR_HANGS)
  Hang();
#elif defined(HOSTILE_CONSTRUCTOR_THROWS)
  Throw();
#elif defined(HOSTILE_CLOSES_OUTPUT)
  close(STDOUT_FILENO);
  close(STDERR_FILENO);
  Hang();
#endif
}

struct AtLoadRunner {
  AtLoadRunner() { AtLoad(); }
} const at_load_runner;

}  // namespace

HOPLINE_DEFINE_PASSPORT(HOPLINE_ABI_MINOR);

HOPLINE_DEFINE_ENTRY(host, error) {
  (void)host;
  (void)error;
#if defined(HOSTILE_ENTRY_DIES)
  Die();
#elif defined(HOSTILE_ENTRY_EXITS)
  exit(7);
#elif defined(HOSTILE_ENTRY_HANGS)
  Hang();
#elif defined(HOSTILE_ENTRY_THROWS)
  Throw();
#elif defined(HOSTILE_ENTRY_REFUSES)
  std::snprintf(error->message, sizeof error->message, "needs\na licence");
#endif
  return nullptr;
}
