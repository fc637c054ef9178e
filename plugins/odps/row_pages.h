#pragma once

#include <hopline/scope.hpp>

#include <cstdint>
#include <optional>
#include <vector>

#include "plugins/common/read_ahead.h"
#include "plugins/odps/row_slices.h"
#include "plugins/odps/source.h"
#include "plugins/odps/tunnel.h"
#include "wire/maxcompute/column.h"

namespace hopline::plugins::odps {

/// Units: bytes, but for first_rows.
struct PageLimits {
  /// Until their size is known, rows may be of megabytes each.
  int64_t first_rows = 256;
  size_t reply = size_t{64} << 20;  ///< of several rows, as they come
  size_t page = size_t{256} << 20;  ///< of several rows, unpacked
};

/// The rows of a slice, page by page. A page is a request of its own, so that a
/// repetition begins where it stopped, and asks for about kPageBytes. The next pages are
/// fetched while this one is decoded and handed out. A page whose rows turn out much
/// larger than those before is fetched in smaller parts, down to single rows.
///
/// Threads: one at a time.
/// Errors:  IO for a body that is damaged, after it was asked for again.
class RowPages {
 public:
  static constexpr size_t kPageBytes = size_t{4} << 20;

  /// Borrows tunnel and columns.
  RowPages(Tunnel& tunnel, const SourceColumns& columns, BodyForm form, RowSlice rows,
           Scope scope, const PageLimits& limits = {});

  /// The rows of a page, in one or several parts; nothing at the end.
  using Page = std::vector<wire::maxcompute::Columns>;
  std::optional<Page> Next();

 private:
  struct Reply {
    RowSlice rows;
    HttpResponse response;
  };

  std::optional<Reply> Fetch();
  HttpResponse Read(const RowSlice& rows);
  std::optional<Reply> Take();
  void Halve(RowSlice& rows);
  Page Decode(const HttpResponse& response, int64_t rows) const;

  Tunnel& tunnel_;
  const SourceColumns& columns_;
  const BodyForm form_;
  Scope scope_;
  const PageLimits limits_;
  RowSlice left_;  // of replies_'s thread, as is page_rows_
  int64_t page_rows_;
  std::vector<RowSlice> halves_;  // of pages that were too large; the next one is last
  ReadAhead<Reply> replies_;
};

}  // namespace hopline::plugins::odps
