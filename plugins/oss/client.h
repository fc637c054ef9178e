#pragma once

#include <hopline/scope.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/common/credentials.h"
#include "plugins/common/net.h"
#include "plugins/common/object_place.h"
#include "plugins/common/retry.h"
#include "plugins/common/service_clock.h"
#include "plugins/oss/bucket_address.h"
#include "wire/oss/messages.h"
#include "wire/oss/signature.h"

namespace hopline::plugins::oss {

/// What HEAD says of an object. `crc64` is absent for objects older than the checksum.
struct ObjectInfo {
  uint64_t size = 0;
  std::string etag;
  std::optional<uint64_t> crc64;
  int64_t last_modified_unix_s = 0;
};

struct ObjectPiece {
  std::string bytes;
  std::optional<uint64_t> object_crc64;  ///< of all the object's bytes
};

/// A page of a listing. `next_marker` is empty on the last one.
struct ListedPage {
  std::vector<wire::oss::ObjectEntry> objects;
  std::string next_marker;
  int64_t date_unix_s = 0;  ///< the service's clock when it answered
};

struct InitiatedUpload {
  std::string upload_id;
  /// An earlier try may have begun another upload of the same key: its reply was lost.
  bool may_have_twin = false;
};

/// Options of the requests that make an object.
struct PutOptions {
  bool encrypt = false;           ///< server-side encryption AES256
  bool forbid_overwrite = false;  ///< ALREADY_EXISTS if the key is taken
};

/// The requests that the connector makes to one bucket.
///
/// Every call repeats itself on errors that pass (retry.h), and once with a corrected
/// clock if the service finds the request's time too far off.
///
/// Threads: any.
/// Errors:  carry the service's code, request id and HTTP status. NOT_FOUND: bucket, key
///          or upload is gone (see vendor_code). UNAUTHENTICATED, PERMISSION_DENIED: the
///          keys.
class Client {
 public:
  Client(BucketAddress address, std::unique_ptr<CredentialProvider> credentials,
         Transport& transport, RetryPolicy policy = {});

  const std::string& bucket() const { return address_.bucket; }

  ListedPage ListObjects(std::string_view prefix, std::string_view marker,
                         uint32_t max_keys, const Scope& scope);
  /// At most 1000 keys; absent ones count as deleted.
  void DeleteObjects(const std::vector<std::string>& keys, const Scope& scope);
  std::optional<ObjectInfo> HeadObject(std::string_view key, const Scope& scope);
  /// The bytes begin … end − 1 of an object that still is what it was: size and ETag.
  /// A whole object is compared with its CRC-64. The bytes may take `memory` over.
  /// Errors: DATA_INVALID: it has changed or is gone.
  ObjectPiece GetPiece(const FoundObject& object, uint64_t begin, uint64_t end,
                       std::string memory, const Scope& scope);
  /// Repeatable: the same bytes again make the same object.
  void PutObject(std::string_view key, std::string_view body, PutOptions options,
                 const Scope& scope);

  InitiatedUpload InitiateUpload(std::string_view key, PutOptions options,
                                 const Scope& scope);
  /// Returns the part's ETag. `crc64` is that of the bytes; the reply is compared with
  /// it.
  std::string UploadPart(std::string_view key, std::string_view upload_id,
                         uint32_t number, std::string_view bytes, uint64_t crc64,
                         const Scope& scope);
  std::vector<wire::oss::PartEntry> ListParts(std::string_view key,
                                              std::string_view upload_id,
                                              const Scope& scope);
  /// Returns the object's CRC-64 as the service computed it. After a lost reply the
  /// repetition finds no upload: vendor code NoSuchUpload then means "look at the
  /// object".
  std::optional<uint64_t> CompleteUpload(
      std::string_view key, std::string_view upload_id,
      const std::vector<wire::oss::CompletedPart>& parts, PutOptions options,
      const Scope& scope);
  /// An upload that is gone already is fine.
  void AbortUpload(std::string_view key, std::string_view upload_id, const Scope& scope);
  /// Every unfinished upload whose key begins with the prefix.
  std::vector<wire::oss::UploadEntry> ListUploads(std::string_view prefix,
                                                  const Scope& scope);

 private:
  struct Operation;
  wire::oss::SignedRequest NewRequest(std::string method, std::string_view key) const;
  HttpResponse Run(const Operation& operation, const Scope& scope);
  HttpResponse Attempt(const Operation& operation, const Scope& scope);
  HttpResponse SendSigned(const Operation& operation, int64_t now_s, const Scope& scope);

  BucketAddress address_;
  std::unique_ptr<CredentialProvider> credentials_;
  Transport& transport_;
  Retrier retrier_;
  ServiceClock clock_;
};

/// The client that a step's parameters describe; borrows `transport`. Errors:
/// INVALID_ARGUMENT and UNAUTHENTICATED name the key.
std::unique_ptr<Client> MakeClient(const Config& config, const Scope& scope,
                                   Transport& transport);

}  // namespace hopline::plugins::oss
