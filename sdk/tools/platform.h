/// \file platform.h
/// The word for the platform that a plugin was built for: kernel, CPU, C library.
#pragma once

#include <cstdlib>  // defines __GLIBC__

namespace hopline::sdk {

/// For example "linux-x86_64-gnu": written into manifests, compared by the host.
inline const char* Platform() {
#if defined(__x86_64__)
#define HOPLINE_PLATFORM_CPU "x86_64"
#elif defined(__aarch64__)
#define HOPLINE_PLATFORM_CPU "aarch64"
#elif defined(__riscv)
#define HOPLINE_PLATFORM_CPU "riscv64"
#else
#error "hopline: name this CPU here"
#endif
#if defined(__GLIBC__)
#define HOPLINE_PLATFORM_LIBC "gnu"
#else
#define HOPLINE_PLATFORM_LIBC "musl"
#endif
  return "linux-" HOPLINE_PLATFORM_CPU "-" HOPLINE_PLATFORM_LIBC;
#undef HOPLINE_PLATFORM_CPU
#undef HOPLINE_PLATFORM_LIBC
}

}  // namespace hopline::sdk
