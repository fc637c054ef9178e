#include "wire/common/digest.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include "wire/common/encoding.h"

namespace hopline::wire {
namespace {

TEST_CASE("Digests: published examples") {
  CHECK(HexLower(Md5("")) == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(HexLower(Md5("abc")) == "900150983cd24fb0d6963f7d28e17f72");  // RFC 1321
  CHECK(HexLower(Sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Md5Stream pieces;
  pieces.Update("a");
  pieces.Update("");
  pieces.Update("bc");
  CHECK(pieces.Finish() == Md5("abc"));
}

TEST_CASE("HMACs: published examples, long keys, nothing at all") {
  const std::string_view message = "what do ya want for nothing?";  // RFC 2202, RFC 4231
  CHECK(HexLower(HmacSha1("Jefe", message)) ==
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  CHECK(HexLower(HmacSha256("Jefe", message)) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(HexLower(HmacSha1(std::string(80, '\xaa'),
                          "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "aa4ae5e15272d00e95705637ce8a3b55ed402112");
  CHECK(HexLower(HmacSha1({}, {})) == "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
  CHECK(HexLower(HmacSha256({}, {})) ==
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("Digests: any thread, at once") {
  std::vector<std::thread> threads;
  std::vector<std::string> results(4);
  for (std::string& result : results) {
    threads.emplace_back([&result] {
      for (int i = 0; i < 1000; ++i) result = HmacSha1("Jefe", Md5("abc"));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) CHECK(result == results.front());
}

}  // namespace
}  // namespace hopline::wire
