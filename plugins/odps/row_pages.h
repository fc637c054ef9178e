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

/// The rows of a slice, page by page. A page is a request of its own, so that a
/// repetition begins where it stopped, and asks for about kPageBytes. The next pages are
/// fetched while this one is decoded and handed out.
///
/// Threads: one at a time.
/// Errors:  IO for a body that is damaged, after it was asked for again.
class RowPages {
 public:
  static constexpr size_t kPageBytes = size_t{4} << 20;

  /// Borrows tunnel and columns.
  RowPages(Tunnel& tunnel, const SourceColumns& columns, BodyForm form, RowSlice rows,
           Scope scope);

  /// The rows of a page, in one or several parts; nothing at the end.
  using Page = std::vector<wire::maxcompute::Columns>;
  std::optional<Page> Next();

 private:
  struct Reply {
    RowSlice rows;
    HttpResponse response;
  };

  std::optional<Reply> Fetch();
  Page Decode(const HttpResponse& response, int64_t rows) const;

  Tunnel& tunnel_;
  const SourceColumns& columns_;
  const BodyForm form_;
  Scope scope_;
  RowSlice left_;  // of replies_'s thread, as is page_rows_
  int64_t page_rows_ = 4096;
  ReadAhead<Reply> replies_;
};

}  // namespace hopline::plugins::odps
