/// \file passport.h
/// 32 bytes of constant data in a section of their own, without relocations. The host
/// reads them from the file before it runs any of the plugin's code.
#ifndef HOPLINE_PASSPORT_H
#define HOPLINE_PASSPORT_H

#include <hopline/abi.h>

/// Frozen for ever, over all majors.
typedef struct hopline_passport {
  char magic[8];          ///< "HOPLINE" and a zero byte
  uint32_t struct_size;   ///< 32
  uint16_t abi_major;     ///< equals the host's
  uint16_t abi_minor;     ///< headers it was built with; must be equal while major is 0
  uint16_t needs_minor;   ///< oldest host minor it can work with: the author's decision
  uint8_t pointer_bits;   ///< 64
  uint8_t little_endian;  ///< 1
  uint32_t reserved0;     ///< 0
  uint64_t reserved1;     ///< 0
} hopline_passport;

#define HOPLINE_PASSPORT_SECTION ".hopline_passport"

/// Clang's AddressSanitizer would add a red zone, and the symbol would no longer be 32
/// bytes.
#ifdef __clang__
#define HOPLINE_PASSPORT_PLAIN __attribute__((no_sanitize("address")))
#else
#define HOPLINE_PASSPORT_PLAIN
#endif

/// Defines the exported passport. Use once per plugin, at file scope, followed by a
/// semicolon.
#define HOPLINE_DEFINE_PASSPORT(needs)                                                   \
  HOPLINE_EXTERN_C HOPLINE_EXPORT const struct hopline_passport HOPLINE_EXPORTED(        \
      hopline_plugin_passport);                                                          \
  HOPLINE_PASSPORT_PLAIN                                                                 \
  __attribute__((section(HOPLINE_PASSPORT_SECTION), used)) const struct hopline_passport \
  HOPLINE_EXPORTED(hopline_plugin_passport) = {                                          \
      {'H', 'O', 'P', 'L', 'I', 'N', 'E', '\0'},                                         \
      32,                                                                                \
      HOPLINE_ABI_MAJOR,                                                                 \
      HOPLINE_ABI_MINOR,                                                                 \
      (needs),                                                                           \
      64,                                                                                \
      1,                                                                                 \
      0,                                                                                 \
      0}

#endif  // HOPLINE_PASSPORT_H
