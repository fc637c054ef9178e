#include "host/services/env.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <hopline/error.hpp>

namespace hopline::services {
namespace {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    char name[] = "/tmp/hopline-env-XXXXXX";
    path_ = ::mkdtemp(name);
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  std::string At(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

TEST_CASE("the first file of a name stays and leaves no temporary file behind") {
  const TemporaryDirectory temporary;
  Env& env = PosixEnv();
  MakeDirectories(env, temporary.At("a/b"));

  CHECK(PublishFile(env, temporary.At("a/b/file"), "first"));
  CHECK_FALSE(PublishFile(env, temporary.At("a/b/file"), "second"));

  CHECK(env.ReadFile(temporary.At("a/b/file")) == "first");
  CHECK(env.List(temporary.At("a/b")) == std::vector<std::string>{"file"});
}

TEST_CASE("files and directories are private") {
  const TemporaryDirectory temporary;
  Env& env = PosixEnv();
  MakeDirectories(env, temporary.At("a"));
  PublishFile(env, temporary.At("a/file"), "x");

  struct stat info {};
  ::stat(temporary.At("a").c_str(), &info);
  CHECK((info.st_mode & 0777U) == 0700);
  ::stat(temporary.At("a/file").c_str(), &info);
  CHECK((info.st_mode & 0777U) == 0600);
}

TEST_CASE("a held lock names its holder") {
  const TemporaryDirectory temporary;
  Env& env = PosixEnv();
  std::string holder;
  auto lock = env.TryLock(temporary.At("lock"), "me", LockMode::kExclusive, &holder);
  REQUIRE(lock);

  CHECK_FALSE(env.TryLock(temporary.At("lock"), "you", LockMode::kExclusive, &holder));
  CHECK_FALSE(env.TryLock(temporary.At("lock"), "you", LockMode::kShared, &holder));
  CHECK(holder == "me");

  lock.reset();
  CHECK(env.TryLock(temporary.At("lock"), "you", LockMode::kExclusive, &holder));
}

TEST_CASE("shared locks bear each other, and keep an exclusive one out to the last") {
  const TemporaryDirectory temporary;
  Env& env = PosixEnv();
  std::string holder;
  auto first = env.TryLock(temporary.At("lock"), "one", LockMode::kShared, &holder);
  auto second = env.TryLock(temporary.At("lock"), "two", LockMode::kShared, &holder);
  REQUIRE(first);
  REQUIRE(second);

  first.reset();
  CHECK_FALSE(env.TryLock(temporary.At("lock"), "you", LockMode::kExclusive, &holder));
  CHECK(holder == "two");

  second.reset();
  CHECK(env.TryLock(temporary.At("lock"), "you", LockMode::kExclusive, &holder));
}

TEST_CASE("what cannot be looked at is an error, not absent") {
  const TemporaryDirectory temporary;
  const std::string loop = temporary.At("loop");
  REQUIRE(::symlink(loop.c_str(), loop.c_str()) == 0);
  CHECK_THROWS_AS(PosixEnv().Exists(loop), Error);
}

TEST_CASE("what is not there is absent, not an error") {
  const TemporaryDirectory temporary;
  Env& env = PosixEnv();
  CHECK_FALSE(env.ReadFile(temporary.At("none")));
  CHECK(env.List(temporary.At("none")).empty());
  CHECK_FALSE(env.Exists(temporary.At("none")));
  env.RemoveFile(temporary.At("none"));
  env.RemoveTree(temporary.At("none"));
}

TEST_CASE("a directory below a file is refused with path and reason") {
  const TemporaryDirectory temporary;
  Env& env = PosixEnv();
  PublishFile(env, temporary.At("file"), "x");
  try {
    MakeDirectories(env, temporary.At("file/below"));
    FAIL("made a directory below a file");
  } catch (const Error& error) {
    CHECK(error.code() == HOPLINE_STATUS_IO);
    CHECK(error.message().find("file/below: Not a directory") != std::string::npos);
  }
}

}  // namespace
}  // namespace hopline::services
