/// \file abi.h
/// Version of the contract, and the macros that every other header uses.
///
/// The contract is C11: no C++ type, no enum, no bool, no long, no bit-field and no
/// varargs crosses the boundary between host and plugin. 64-bit little-endian platforms
/// only.
///
/// While the major number is 0 there is no promise: host and plugin must agree in major
/// *and* minor exactly. From 1.0 on every 1.x host loads every plugin built against an
/// older 1.y.
#ifndef HOPLINE_ABI_H
#define HOPLINE_ABI_H

#include <stddef.h>
#include <stdint.h>

#define HOPLINE_ABI_MAJOR 0
#define HOPLINE_ABI_MINOR 1

#if UINTPTR_MAX != UINT64_MAX
#error "hopline: 64-bit platforms only"
#endif
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "hopline: little-endian platforms only"
#endif

/// Slots never let an exception out. C++17 makes noexcept part of the pointer's type, so
/// an implementation that could throw does not compile.
#ifdef __cplusplus
#define HOPLINE_NOEXCEPT noexcept
#define HOPLINE_EXTERN_C extern "C"
#else
#define HOPLINE_NOEXCEPT
#define HOPLINE_EXTERN_C
#endif

/// Marks the two exported names of a plugin; all others stay hidden.
#define HOPLINE_EXPORT __attribute__((visibility("default")))

/// Names the two exports. A connector that is linked into its host statically defines
/// HOPLINE_STATIC_SUFFIX (for example _file) so that several of them can live in one
/// program.
#define HOPLINE_CONCAT_(a, b) a##b
#define HOPLINE_CONCAT(a, b) HOPLINE_CONCAT_(a, b)
#ifdef HOPLINE_STATIC_SUFFIX
#define HOPLINE_EXPORTED(name) HOPLINE_CONCAT(name, HOPLINE_STATIC_SUFFIX)
#else
#define HOPLINE_EXPORTED(name) name
#endif

#endif  // HOPLINE_ABI_H
