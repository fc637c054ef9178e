#include "wire/oss/digest.h"

#include "wire/oss/encoding.h"

namespace hopline::wire::oss {

std::string ContentMd5(std::string_view raw_md5) { return Base64Encode(raw_md5); }

std::string ObjectETag(std::string_view raw_md5) { return HexUpper(raw_md5); }

std::string MultipartETag(const std::vector<std::string>& part_etags) {
  Md5Stream md5;
  for (const std::string& etag : part_etags) md5.Update(etag);
  return HexUpper(md5.Finish()) + "-" + std::to_string(part_etags.size());
}

std::string QuoteETag(std::string_view etag) {
  std::string out = "\"";
  out += etag;
  out += '"';
  return out;
}

std::string NormalizeETag(std::string_view etag) {
  etag = Trim(etag);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') {
    etag = etag.substr(1, etag.size() - 2);
  }
  std::string out(etag);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

}  // namespace hopline::wire::oss
