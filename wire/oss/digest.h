#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wire/common/digest.h"

/// Digests of the protocol and the entity tags made of them.

namespace hopline::wire::oss {

using wire::HmacSha1;
using wire::HmacSha256;
using wire::Md5;
using wire::Md5Stream;
using wire::Sha256;

/// The value of the header Content-MD5 for a raw MD5.
std::string ContentMd5(std::string_view raw_md5);

/// Entity tags are kept without the quotes that the wire puts around them.
///
/// ETag of an object made by PutObject or CopyObject, and of a part: upper hex of its
/// MD5.
std::string ObjectETag(std::string_view raw_md5);

/// ETag of an object made by CompleteMultipartUpload: upper hex MD5 of the parts' ETags
/// written one after the other, '-', their count. No part at all: the MD5 of nothing and
/// "-0". Source: vectors/oss/etags.json, one value of which a live service gave.
std::string MultipartETag(const std::vector<std::string>& part_etags);

std::string QuoteETag(std::string_view etag);
/// Upper case, without quotes: the form to compare.
std::string NormalizeETag(std::string_view etag);

}  // namespace hopline::wire::oss
