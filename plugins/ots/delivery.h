#pragma once

#include <hopline/scope.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "plugins/common/retry.h"
#include "plugins/ots/pending_batch.h"
#include "wire/tablestore/batch_rows.h"

namespace hopline::plugins::ots {

/// Sends one request; the seam between kinds of tables. Several lanes use one.
///
/// Threads: any number at once, each with a batch of its own.
class RequestSender {
 public:
  virtual ~RequestSender() = default;

  /// Writes these changes of the batch. Returns those that were not written, by their
  /// place in `changes`. Throws when the request as a whole fails.
  virtual std::vector<wire::tablestore::BatchRowFailure> Send(
      const PendingBatch& batch, const std::vector<size_t>& changes,
      const Scope& scope) = 0;
};

/// Brings batches home: sends again what could not be written just then, finds the rows
/// that the service refuses, and reports those as dirty.
///
/// What a service that is down leaves unwritten is an error, never dirty: an unlimited
/// errorLimit must not turn an outage into silent loss.
///
/// Threads: any number at once.
class Delivery {
 public:
  /// `doing`: "writing rows of table orders". Borrows the sender.
  Delivery(RequestSender& sender, RetryPolicy policy, std::string doing, Scope scope);

  /// Returns when every change has been written or reported.
  ///
  /// Errors: DIRTY_LIMIT; those of the sender; THROTTLED, UNAVAILABLE … when rows stay
  /// unwritten after all repetitions.
  void Deliver(const PendingBatch& batch);

 private:
  struct Refusal {
    size_t change;
    std::string reason;
  };

  std::vector<size_t> SendOnce(const PendingBatch& batch,
                               const std::vector<size_t>& changes,
                               std::vector<Refusal>& refused);
  std::vector<size_t> SendHalves(const PendingBatch& batch,
                                 const std::vector<size_t>& changes,
                                 std::vector<Refusal>& refused);
  void ReportRefused(const PendingBatch& batch, const std::vector<Refusal>& refused);

  RequestSender& sender_;
  RetryPolicy policy_;
  std::string doing_;
  Scope scope_;
  std::mutex report_mutex_;
};

}  // namespace hopline::plugins::ots
