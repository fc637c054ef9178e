#pragma once

#include <hopline/scope.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "plugins/odps/address.h"
#include "plugins/odps/row_slices.h"
#include "plugins/odps/service.h"
#include "wire/maxcompute/content_encoding.h"
#include "wire/maxcompute/session.h"

namespace hopline::plugins::odps {

/// The form of a Tunnel body.
struct BodyForm {
  bool arrow = false;  ///< else records
  wire::maxcompute::ContentEncoding encoding = wire::maxcompute::ContentEncoding::kRaw;
};

/// Sessions of Tunnel on one table. `partition` is "pt=1,hh=2", empty for a plain table;
/// every call of a session names it again.
///
/// Threads: any.
class Tunnel {
 public:
  Tunnel(const ProjectAddress& address, Service& service)
      : address_(address), service_(service) {}

  /// A lost reply may leave a second session behind; it holds no rows and expires.
  wire::maxcompute::UploadSession CreateUpload(const std::string& partition,
                                               bool overwrite, const Scope& scope);
  /// State and blocks. Errors: NOT_FOUND: there is no such session.
  wire::maxcompute::UploadSession ReloadUpload(const std::string& id,
                                               const std::string& partition,
                                               const Scope& scope);
  /// The same block again replaces itself.
  void PutBlock(const std::string& id, const std::string& partition, int64_t block,
                const BodySource& body, BodyForm form, const Scope& scope);
  /// Errors: INVALID_STATE, code StatusConflict: committed already, or expired; a reload
  ///         tells which.
  void CommitUpload(const std::string& id, const std::string& partition,
                    const Scope& scope);

  /// A snapshot of the rows of a partition, or of what a query gave: the slice names one
  /// of them, and comes back with the session and all its rows. Waits until it is ready.
  wire::maxcompute::DownloadSession CreateDownload(const RowSlice& of,
                                                   const Scope& scope);
  /// The columns that a query gave.
  wire::maxcompute::TableSchema DescribeResult(const std::string& instance,
                                               const Scope& scope);
  /// The named columns (empty: all) of some rows; of a query always all. ReplyTooLong if
  /// they have more than `most_bytes`; 0: any number.
  HttpResponse ReadRows(const RowSlice& rows, const std::vector<std::string>& columns,
                        BodyForm form, size_t most_bytes, const Scope& scope);

 private:
  Operation NewOperation(std::string method, wire::Fields query,
                         const std::string& partition, std::string doing) const;
  Operation NewDownload(std::string method, wire::Fields query, const RowSlice& of,
                        std::string doing) const;
  wire::maxcompute::DownloadSession Ask(Operation operation, const Scope& scope);

  const ProjectAddress& address_;
  Service& service_;
};

}  // namespace hopline::plugins::odps
