#include "plugins/common/file_handle.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <hopline/error.hpp>

#include "plugins/common/text_buffer.h"
#include "tests/unit/plugins/support/test_folder.h"

#include <csignal>
#include <string>

namespace hopline::plugins {
namespace {

constexpr size_t kPage = 4096;

/// Bytes that begin at a page, none like its neighbours.
TextBuffer Bytes(size_t size) {
  TextBuffer bytes;
  for (size_t i = 0; i < size; ++i) bytes.Append(static_cast<char>('a' + i * i % 23));
  return bytes;
}

TEST_CASE("what goes past the page cache and what does not make up one file") {
  const Folder folder;
  const TextBuffer bytes = Bytes(10 * kPage + 100);
  FileHandle file = FileHandle::Open(folder.path() + "/f", O_WRONLY | O_CREAT);
  file.WritePastCache(bytes.view().substr(0, 4 * kPage));
  file.WritePastCache(bytes.view().substr(4 * kPage, 2 * kPage));
  file.Write(bytes.view().substr(6 * kPage));
  file.Sync();
  CHECK(folder.Files()["f"] == bytes.view());
  CHECK(file.Size() == bytes.size());
}

TEST_CASE("a piece of any size at any address is written") {
  const Folder folder;
  const TextBuffer bytes = Bytes(4 * kPage);
  FileHandle file = FileHandle::Open(folder.path() + "/f", O_WRONLY | O_CREAT);
  file.WritePastCache(bytes.view().substr(0, kPage));
  file.WritePastCache(bytes.view().substr(kPage, 7));
  file.WritePastCache(bytes.view().substr(kPage + 7));
  CHECK(folder.Files()["f"] == bytes.view());
}

TEST_CASE("a piece that the limit of the file's size cuts is told in plain words") {
  const Folder folder;
  const TextBuffer bytes = Bytes(4 * kPage);
  FileHandle file = FileHandle::Open(folder.path() + "/f", O_WRONLY | O_CREAT);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{kPage + 512, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  std::string told;
  try {
    file.WritePastCache(bytes.view());
  } catch (const Error& e) {
    told = e.message();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_DFL);
  CHECK(
      told.ends_with("File too large; set maxFileSize, or lift the limit on file sizes"));
  CHECK(file.Size() == kPage + 512);
}

}  // namespace
}  // namespace hopline::plugins
