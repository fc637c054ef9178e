#pragma once

#include <hopline/writer.h>

#include <hopline/connector.hpp>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/oss/oss_service.h"
#include "emulator/server/clock.h"
#include "plugins/oss/writer.h"
#include "tests/unit/plugins/support/loopback.h"
#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins::oss {

inline constexpr char kBucket[] = "testbucket";
inline constexpr char kTruncate[] = R"("object":"dir/part","writeMode":"truncate")";
/// A long cell; some tens of thousands of rows of it make several parts.
inline const std::string kText(40, 'x');

/// An emulated OSS with one empty bucket, whose clock shows the test host's time.
class TestBucket {
 public:
  TestBucket();

  /// Key → bytes of every object.
  std::map<std::string, std::string> Objects();
  /// Keys of all unfinished uploads.
  std::vector<std::string> Uploads();
  void Put(const std::string& key, const std::string& body = "old");
  /// Begins an upload that nobody finishes.
  std::string BeginUpload(const std::string& key);

  emulator::Clock clock;
  emulator::oss::OssService service;
  Loopback transport;

 private:
  Client NewClient();
};

/// One run of a job with an oss writer, phase by phase, each on a fresh handle, as the
/// host makes them.
class TestRun {
 public:
  /// `parameters`: JSON members beside the connection's.
  TestRun(TestBucket& bucket, std::string parameters, std::string run_id = "run-1");

  std::unique_ptr<OssWriter> Open();

  void Prepare();
  /// Runs an attempt at a task that writes `rows` rows of `text`; its message counts if
  /// it `wins`.
  void RunTask(uint32_t task, int64_t rows, const std::string& text, uint32_t attempt = 1,
               bool wins = true);
  /// Begins an attempt that uploads and then dies without a word.
  void DieInTask(uint32_t task, int64_t rows, const std::string& text,
                 uint32_t attempt = 1);
  void Precommit();
  /// Returns the outcomes; an error is kept in `failure`.
  std::vector<int32_t> Commit();
  void Abort();

  /// Prepare, one task of a few rows, precommit, commit; all must go well.
  void RunWhole(int64_t rows = 2, const std::string& text = "row");

  std::string step_name = "Writer";
  uint32_t task_count = 1;
  std::string token;
  std::map<uint32_t, std::pair<uint32_t, std::string>>
      messages;  ///< task → attempt, bytes
  std::vector<hopline_attempt> started;
  std::optional<Error> failure;

 private:
  std::unique_ptr<WriterTask> OpenTask(OssWriter& writer, uint32_t task,
                                       uint32_t attempt);
  void WriteRows(WriterTask& task, int64_t rows, const std::string& text);
  Staged StagedNow() const;

  TestBucket& bucket_;
  std::string config_;
  std::string run_id_;
  TestScope scope_;
};

/// `rows` lines of csv.
std::string Lines(int64_t rows, const std::string& text);

}  // namespace hopline::plugins::oss
