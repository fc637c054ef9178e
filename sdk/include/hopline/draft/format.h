/// \file draft/format.h
/// Draft, internal: the table behind the module format-parquet (Parquet and ORC),
/// revision 1. Bytes go through the user's callbacks; batches follow arrow_c.h.
#ifndef HOPLINE_DRAFT_FORMAT_H
#define HOPLINE_DRAFT_FORMAT_H

#include <hopline/abi.h>
#include <hopline/arrow_c.h>
#include <hopline/bytes.h>
#include <hopline/error.h>

#define HOPLINE_MODULE_FORMAT_PARQUET "format-parquet"
#define HOPLINE_MODULE_FORMAT_PARQUET_REVISION UINT32_C(1)

/// Where a file goes. 24 bytes.
typedef struct hopline_sink {
  uint32_t struct_size;
  uint32_t reserved0;
  void* ctx;
  /// In order, all of it or an error.
  int32_t (*write)(void* ctx, const hopline_bytes* data,
                   hopline_error* error) HOPLINE_NOEXCEPT;
} hopline_sink;

/// Where a file comes from. 32 bytes.
typedef struct hopline_source {
  uint32_t struct_size;
  uint32_t reserved0;
  void* ctx;
  int32_t (*size)(void* ctx, uint64_t* out, hopline_error* error) HOPLINE_NOEXCEPT;
  /// All of it or an error.
  int32_t (*read_at)(void* ctx, uint64_t offset, uint8_t* data, uint64_t size,
                     hopline_error* error) HOPLINE_NOEXCEPT;
} hopline_source;

/// 72 bytes. options is a JSON text: format, schema, codec, row-group size or range.
typedef struct hopline_format {
  uint32_t struct_size;
  uint32_t reserved0;
  int32_t (*writer_open)(const hopline_bytes* options, const struct ArrowSchema* in,
                         const hopline_sink* sink, void** writer,
                         hopline_error* error) HOPLINE_NOEXCEPT;
  /// Takes the batch; *buffered = bytes held.
  int32_t (*writer_write)(void* writer, struct ArrowArray* batch, uint64_t* buffered,
                          hopline_error* error) HOPLINE_NOEXCEPT;
  /// Writes the footer; nothing after it.
  int32_t (*writer_finish)(void* writer, hopline_error* error) HOPLINE_NOEXCEPT;
  void (*writer_close)(void* writer) HOPLINE_NOEXCEPT;
  int32_t (*reader_open)(const hopline_bytes* options, const hopline_source* source,
                         void** reader, hopline_error* error) HOPLINE_NOEXCEPT;
  int32_t (*reader_schema)(void* reader, struct ArrowSchema* out,
                           hopline_error* error) HOPLINE_NOEXCEPT;
  /// A released array means "end".
  int32_t (*reader_next)(void* reader, struct ArrowArray* out,
                         hopline_error* error) HOPLINE_NOEXCEPT;
  void (*reader_close)(void* reader) HOPLINE_NOEXCEPT;
} hopline_format;

#endif  // HOPLINE_DRAFT_FORMAT_H
