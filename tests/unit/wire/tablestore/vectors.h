#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tablestore/signature.h"

/// Access to tests/data/vectors/tablestore; its README.md says what is there.
namespace hopline::wire::tablestore::vectors {

inline constexpr std::string_view kAccessKeyId = "testAccessId";
inline constexpr std::string_view kSecret = "testAccessKey";
inline constexpr std::string_view kInstance = "testinstance";

/// A whole file. Throws if it is not there.
std::string ReadFile(const std::string& name);

/// Bodies of one vector, `java_PutRow_all_types` for example.
std::string RequestBody(const std::string& vector);
std::string ResponseBody(const std::string& vector);

/// First line and headers of a `.headers.txt` file.
struct Head {
  std::string first_line;
  HeaderList headers;
};
Head RequestHead(const std::string& vector);
Head ResponseHead(const std::string& vector);

/// The operation in a request line: `PutRow` of `POST /PutRow HTTP/1.1`.
std::string OperationOf(const Head& head);

/// Names of all vectors of which a file with that suffix exists, sorted.
std::vector<std::string> NamesWith(std::string_view suffix);

/// Lines of a file that are neither empty nor begin with '#'.
std::vector<std::string> Lines(const std::string& file);

std::string FromHex(std::string_view hex);

/// Label and bytes of plainbuffer_samples.txt.
std::map<std::string, std::string> PlainBufferSamples();

}  // namespace hopline::wire::tablestore::vectors
