#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "tests/unit/plugins/ots/ots_run.h"

namespace hopline::plugins::ots {

/// Stands between the writer and the table and makes batches of rows go wrong.
///
/// Threads: any.
class Mischief final : public Transport {
 public:
  explicit Mischief(TestTable& table) : table_(table) {}

  enum class Kind : uint8_t {
    kNone,
    kLostRequest,  ///< the connection breaks before the service sees anything
    kLostReply,    ///< … after it has done everything
    kThrottled,    ///< 503 OTSServerBusy
    kHalf,         ///< every second row fails with OTSServerBusy, the others are written
    kAllRows,      ///< every row does
  };
  /// What happens to batch number n, from 0.
  std::function<Kind(int n)> plan = [](int) { return Kind::kNone; };
  /// The code of rows that fail.
  std::string row_code = "OTSServerBusy";

  int batches() const { return batches_; }

  HttpResponse Send(const HttpRequest& request, const Scope& scope) override;

 private:
  HttpResponse FailRows(const HttpRequest& request, size_t every, const Scope& scope);

  TestTable& table_;
  std::mutex mutex_;
  int batches_ = 0;  // guarded by mutex_
};

}  // namespace hopline::plugins::ots
