#include "emulator/oss/error.h"

#include <utility>

namespace hopline::emulator::oss {

OssError AccessDenied(std::string message, std::string ec) {
  return {403, "AccessDenied", std::move(message), std::move(ec)};
}

OssError InvalidArgument(std::string message, std::string name, std::string value,
                         std::string ec) {
  return {400,
          "InvalidArgument",
          std::move(message),
          std::move(ec),
          {{"ArgumentName", std::move(name)}, {"ArgumentValue", std::move(value)}}};
}

OssError MissingArgument(std::string ec) {
  return {400, "MissingArgument", "Missing Some Required Arguments.", std::move(ec)};
}

OssError MissingContentLength() {
  return {411, "MissingContentLength",
          "You must provide the Content-Length HTTP header."};
}

OssError InvalidDigest(std::string ec) {
  return {400, "InvalidDigest", "The Content-MD5 you specified was invalid.",
          std::move(ec)};
}

OssError MalformedXml(std::string ec) {
  return {400, "MalformedXML",
          "The XML you provided was not well-formed or did not validate against our "
          "published "
          "schema.",
          std::move(ec)};
}

OssError MethodNotAllowed(std::string method, std::string resource_type) {
  return {405,
          "MethodNotAllowed",
          "The specified method is not allowed against this resource.",
          "",
          {{"Method", std::move(method)}, {"ResourceType", std::move(resource_type)}}};
}

OssError NotImplemented(const std::string& what) {
  return {501, "NotImplemented", "This emulator does not offer " + what + "."};
}

OssError UnsupportedHeader(std::string header) {
  return {400,
          "NotImplemented",
          "A header you provided implies functionality that is not implemented.",
          "",
          {{"Header", std::move(header)}}};
}

OssError NoSuchBucket(std::string bucket) {
  return {404,
          "NoSuchBucket",
          "The specified bucket does not exist.",
          "0015-00000101",
          {{"BucketName", std::move(bucket)}}};
}

OssError NoSuchKey(std::string key) {
  return {404,
          "NoSuchKey",
          "The specified key does not exist.",
          "0026-00000001",
          {{"Key", std::move(key)}}};
}

OssError NoSuchUpload(std::string upload_id) {
  return {404,
          "NoSuchUpload",
          "The specified upload does not exist. The upload ID may be invalid, or the "
          "upload may "
          "have been aborted or completed.",
          "0017-00000244",
          {{"UploadId", std::move(upload_id)}}};
}

OssError FileAlreadyExists(std::string ec) {
  return {409, "FileAlreadyExists",
          "The object you specified already exists and can not be overwritten.",
          std::move(ec)};
}

OssError PreconditionFailed(std::string condition) {
  return {412,
          "PreconditionFailed",
          "At least one of the pre-conditions you specified did not hold.",
          "",
          {{"Condition", std::move(condition)}}};
}

}  // namespace hopline::emulator::oss
