#include "host/registry/elf_check.h"

#include <doctest/doctest.h>
#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

namespace hopline::registry {
namespace {

const std::string& Sound() {
  static const std::string bytes = [] {
    std::ifstream in(HOPLINE_SOUND_PLUGIN, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }();
  REQUIRE(bytes.size() > 4096);
  return bytes;
}

ElfFacts Check(const std::string& bytes) {
  const int fd = memfd_create("object", MFD_CLOEXEC);
  REQUIRE(fd >= 0);
  REQUIRE(write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  ElfFacts facts = CheckElf(fd, bytes.size());
  close(fd);
  return facts;
}

}  // namespace

TEST_CASE("a sound object passes and yields its passport and its libraries") {
  const ElfFacts facts = Check(Sound());
  CHECK(facts.reason.empty());
  CHECK(std::memcmp(facts.passport.magic, "HOPLINE", 8) == 0);
  CHECK(facts.passport.abi_minor == HOPLINE_ABI_MINOR);
  // A sanitizer may put its runtime in front.
  REQUIRE_FALSE(facts.needed.empty());
  CHECK(facts.needed.back() == "libc.so.6");
}

TEST_CASE("every truncation is refused") {
  for (size_t size = 0; size < Sound().size(); size += size < 512 ? 1 : 509) {
    INFO("cut to ", size);
    CHECK_FALSE(Check(Sound().substr(0, size)).reason.empty());
  }
}

TEST_CASE("damaged copies are judged without a crash, and never without a passport") {
  std::mt19937 random(1);  // a fixed seed: the same copies every time
  size_t refused = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = Sound();
    // Headers, tables and hash chains lie in the first pages; damage is dense there.
    const size_t reach = round % 2 == 0 ? 4096 : bytes.size();
    for (int hit = 0; hit < 1 + round % 8; ++hit) {
      bytes[random() % reach] = static_cast<char>(random());
    }
    if (!Check(bytes).reason.empty()) ++refused;
  }
  CHECK(refused > 100);
}

TEST_CASE("names of sanitizer runtimes are known") {
  CHECK(IsSanitizerRuntime("libasan.so.8"));
  CHECK(IsSanitizerRuntime("libtsan.so.2"));
  CHECK(IsSanitizerRuntime("libclang_rt.asan-x86_64.so"));
  CHECK_FALSE(IsSanitizerRuntime("libasana.so.1"));
  CHECK_FALSE(IsSanitizerRuntime("libc.so.6"));
}

}  // namespace hopline::registry
