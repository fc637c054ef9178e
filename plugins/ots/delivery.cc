#include "plugins/ots/delivery.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "plugins/common/row_copy.h"
#include "plugins/tablestore/errors.h"
#include "wire/tablestore/errors.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;
namespace code = ts::error_code;

namespace {

/// Codes that speak of the rows, not of the service.
bool IsRefusal(std::string_view vendor_code) {
  static constexpr std::array kRefusals{
      code::kParameterInvalid,      code::kInvalidPrimaryKey,   code::kOutOfRowSizeLimit,
      code::kOutOfColumnCountLimit, code::kRequestBodyTooLarge, code::kConditionCheckFail,
  };
  return std::find(kRefusals.begin(), kRefusals.end(), vendor_code) != kRefusals.end();
}

/// Codes that another try may cure.
bool MayPass(std::string_view vendor_code) {
  return ts::IsRetriedByDatax(vendor_code) && vendor_code != code::kNoPermissionAccess;
}

}  // namespace

Delivery::Delivery(RequestSender& sender, RetryPolicy policy, std::string doing,
                   Scope scope)
    : sender_(sender), policy_(policy), doing_(std::move(doing)), scope_(scope) {}

/// Sends the changes in one request; returns those that must be sent again. Throws when
/// another try is no use.
std::vector<size_t> Delivery::SendOnce(const PendingBatch& batch,
                                       const std::vector<size_t>& changes,
                                       std::vector<Refusal>& refused) {
  std::vector<ts::BatchRowFailure> failures;
  try {
    failures = sender_.Send(batch, changes, scope_);
  } catch (const Error& error) {
    if (!IsRefusal(error.vendor_code())) throw;
    if (changes.size() > 1) return SendHalves(batch, changes, refused);
    refused.push_back({changes.front(), error.message()});
    return {};
  }
  std::vector<size_t> again;
  for (ts::BatchRowFailure& failure : failures) {
    const size_t change = changes.at(failure.index);
    if (IsRefusal(failure.error.code)) {
      refused.push_back(
          {change, tablestore::MakeRowError(failure.error, doing_).message()});
    } else if (MayPass(failure.error.code)) {
      again.push_back(change);
    } else {
      throw tablestore::MakeRowError(failure.error, doing_);
    }
  }
  return again;
}

/// One bad row makes the service refuse a whole request, and nothing of it is written:
/// halving finds the row in few requests.
std::vector<size_t> Delivery::SendHalves(const PendingBatch& batch,
                                         const std::vector<size_t>& changes,
                                         std::vector<Refusal>& refused) {
  const auto middle = changes.begin() + static_cast<ptrdiff_t>(changes.size() / 2);
  std::vector<size_t> again = SendOnce(batch, {changes.begin(), middle}, refused);
  const auto rest = SendOnce(batch, {middle, changes.end()}, refused);
  again.insert(again.end(), rest.begin(), rest.end());
  return again;
}

void Delivery::Deliver(const PendingBatch& batch) {
  std::vector<Refusal> refused;
  std::vector<size_t> changes(batch.size());
  std::iota(changes.begin(), changes.end(), size_t{0});
  for (uint32_t round = 1;; ++round) {
    changes = SendOnce(batch, changes, refused);
    ReportRefused(batch, std::exchange(refused, {}));
    if (changes.empty()) return;
    if (round > policy_.max_retries) {
      throw Error(HOPLINE_STATUS_UNAVAILABLE,
                  doing_ + ": " + std::to_string(changes.size()) +
                      " rows could not be written in " + std::to_string(round) +
                      " tries: the service does not take them now; run again later, or "
                      "raise maxRetryTime");
    }
    scope_.Wait(Retrier::PauseMs(policy_, round));
  }
}

void Delivery::ReportRefused(const PendingBatch& batch,
                             const std::vector<Refusal>& refused) {
  std::map<std::shared_ptr<const SourceBatch>, std::vector<DirtyReason>> by_batch;
  for (const Refusal& refusal : refused) {
    batch.ForSources(refusal.change, [&](const auto& source, int64_t row) {
      by_batch[source].push_back({row, "", refusal.reason, HOPLINE_STATUS_DATA_INVALID});
    });
  }
  for (auto& [source, reasons] : by_batch) {
    const std::lock_guard lock(report_mutex_);
    ReportDirtyRows(scope_, source->view, source->fields, std::move(reasons));
  }
}

}  // namespace hopline::plugins::ots
