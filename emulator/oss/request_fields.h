#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/oss/call.h"
#include "emulator/oss/object.h"

/// Reading and checking of the header fields and query parameters that several operations
/// share. Errors: OssError with the service's code for what is wrong.

namespace hopline::emulator::oss {

/// The largest body of PutObject, AppendObject and UploadPart, and the largest Appendable
/// object.
inline constexpr uint64_t kMaxBodyBytes = uint64_t{5} << 30;

/// What PutObject, AppendObject, InitiateMultipartUpload and CopyObject say about the new
/// object.
ObjectProperties ReadProperties(const Call& call);

/// Requires a length (or chunks), a body of at most kMaxBodyBytes, and that Content-MD5
/// and x-oss-hash-crc64ecma, where given, fit the body.
void CheckBody(const Call& call, const Digests& digests);
/// The first half of it, for bodies that are no object: Content-MD5 only.
void CheckContentMd5(const Call& call, const std::string& raw_md5);

/// x-oss-forbid-overwrite: true or false, absent is false.
bool ReadForbidOverwrite(const Call& call);

/// encoding-type=url in the query, or (one SDK) as a header.
bool WantsUrlEncoding(const Call& call);

/// A number in lowest..highest, `absent` when the parameter is missing or empty.
uint64_t ReadNumber(const Call& call, std::string_view name, uint64_t lowest,
                    uint64_t highest, uint64_t absent);

bool IsAcl(std::string_view text, bool of_object);
bool IsStorageClass(std::string_view text);

/// The object that x-oss-copy-source names: "/bucket/encoded%20key".
struct CopySource {
  std::string bucket;
  std::string key;
};
CopySource ReadCopySource(const Call& call);

/// The four conditions of a read; `prefix` is "" for GET and HEAD, "x-oss-copy-source-"
/// for copies.
enum class ConditionResult { kHolds, kNotModified };
/// PreconditionFailed when If-Match or If-Unmodified-Since does not hold. A condition of
/// the other two that does not hold yields kNotModified.
ConditionResult CheckConditions(const Call& call, const Object& object,
                                const std::string& prefix);

}  // namespace hopline::emulator::oss
