#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "emulator/server/service.h"
#include "plugins/common/net.h"

namespace hopline::plugins {

/// Hands requests of a connector to an emulated service in the same process, and makes
/// what can go wrong on the way go wrong.
///
/// Threads: Send() from any; the rest while nobody sends.
class Loopback final : public Transport {
 public:
  explicit Loopback(emulator::Service& service) : service_(service) {}

  enum class Mishap {
    kLostRequest,  ///< the connection breaks before the service sees anything
    kLostReply,    ///< … after it has done everything
    kRefused,      ///< the service answers 503
    kUnreachable,  ///< no connection
    kDamaged,      ///< one bit of the reply's body is wrong
  };
  /// Lets `times` requests of an operation go wrong, behind the next `after` ones.
  void Fail(const std::string& operation, Mishap mishap, int times = 1, int after = 0) {
    mishaps_[operation] = {mishap, times, after};
  }

  /// Lets replies to an operation be changed on their way.
  using Change = std::function<void(HttpResponse&)>;
  void Rewrite(const std::string& operation, Change change) {
    changes_[operation] = std::move(change);
  }

  /// How often an operation has been sent.
  int Count(const std::string& operation) const {
    const auto found = counts_.find(operation);
    return found == counts_.end() ? 0 : found->second;
  }

  HttpResponse Send(const HttpRequest& request, const Scope& scope) override;

 private:
  struct Planned {
    Mishap mishap;
    int times, after;
  };
  HttpResponse Deliver(const emulator::HttpRequest& request,
                       const std::string& operation);

  emulator::Service& service_;
  std::mutex mutex_;
  std::map<std::string, Planned> mishaps_;
  std::map<std::string, int> counts_;
  std::map<std::string, Change> changes_;
};

}  // namespace hopline::plugins
