#include "wire/tablestore/digests.h"

#include <openssl/crypto.h>

#include "wire/common/digest.h"
#include "wire/common/encoding.h"

namespace hopline::wire::tablestore {

std::string Md5Base64(std::string_view bytes) { return Base64Encode(Md5(bytes)); }

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace hopline::wire::tablestore
