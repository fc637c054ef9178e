#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopline::wire::tablestore {

/// Header names as written by the sender (any case) with their values.
using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// The value of the first header of that name (compared without case), or nullptr.
const std::string* FindHeader(const HeaderList& headers, std::string_view name);

/// What both request signatures cover:
///
///   /<operation> LF POST LF LF  and then  name:value LF
///
/// for every header that begins with `x-ots-` except the signatures, names in lower case
/// and sorted, values without blanks around them.
std::string RequestStringToSign(std::string_view operation, const HeaderList& headers);

/// Header x-ots-signature: base64 of HMAC-SHA1 over the string to sign.
std::string SignRequestV2(std::string_view secret, std::string_view string_to_sign);

/// The key of a V4 signature for one day and region. It is the *text* of a base64, not
/// the bytes behind it; response signatures for V4 clients use it too.
///
/// Shape:   sign_day as `yyyyMMdd` in UTC; region like `cn-hangzhou`.
std::string DeriveV4Key(std::string_view secret, std::string_view sign_day,
                        std::string_view region);

/// Header x-ots-signaturev4: base64 of HMAC-SHA256 over the string to sign and `ots`.
std::string SignRequestV4(std::string_view derived_key, std::string_view string_to_sign);

/// What the signature of a response covers: the sorted `x-ots-` headers, one a line, then
/// `/<operation>` without a line feed.
std::string ResponseStringToSign(std::string_view operation, const HeaderList& headers);

/// The part of the Authorization header behind the colon. `key` is the secret, or the
/// derived key if the request was signed with V4.
std::string SignResponse(std::string_view key, std::string_view string_to_sign);

}  // namespace hopline::wire::tablestore
