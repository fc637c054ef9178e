/// hopline-emulator: Tablestore, OSS and MaxCompute on this machine (docs/emulator.md).
///
/// Exit codes: 0 stopped by a signal · 1 an address or the data directory could not be
/// opened · 2 the command line.

#include <fmt/core.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "emulator/maxcompute/service.h"
#include "emulator/oss/oss_service.h"
#include "emulator/server/admin.h"
#include "emulator/server/admin_json.h"
#include "emulator/server/http_server.h"
#include "emulator/server/options.h"
#include "emulator/server/service_port.h"
#include "emulator/storage/data_dir.h"
#include "emulator/tablestore/service.h"

namespace hopline::emulator {
namespace {

std::string RandomHex(size_t digits) {
  std::random_device device;
  std::string out;
  while (out.size() < digits) out += fmt::format("{:08x}", device());
  return out.substr(0, digits);
}

/// "http://HOST:PORT", with brackets around an IPv6 address.
std::string UrlOf(const Address& address, uint16_t port) {
  const bool ipv6 = address.host.find(':') != std::string::npos;
  return fmt::format("http://{}:{}", ipv6 ? "[" + address.host + "]" : address.host,
                     port);
}

/// A client may pause this long inside a block, as the service lets it.
constexpr int64_t kTunnelIdleCutS = 120;

/// All parts of one running emulator, in the order in which they depend on each other.
class Emulator {
 public:
  explicit Emulator(const Options& options)
      : data_dir_(options.data_dir.empty()
                      ? nullptr
                      : std::make_unique<storage::DataDir>(options.data_dir)),
        key_(options.key),
        any_clock_(AnyClockKey()) {
    if (options.clock_unix_us) clock_.Set(*options.clock_unix_us);
    started_.key = key_;
    started_.any_clock = any_clock_;
    if (options.ots) OpenTablestore(*options.ots);
    if (options.oss) OpenOss(options);
    if (options.odps) OpenMaxCompute(options);
    if (options.admin) OpenAdmin(*options.admin);
  }

  /// Prints the line of JSON and serves until a signal.
  void Run() {
    fmt::print("{}\n", WriteStarted(started_));
    std::fflush(stdout);
    server_.Run(static_cast<int>(std::max(2U, std::thread::hardware_concurrency())));
  }

 private:
  AccessKey AnyClockKey() const {
    const AccessKey fresh = {"anyclock-" + RandomHex(12), RandomHex(32), true};
    return data_dir_ == nullptr ? fresh : data_dir_->KeepAnyClockKey(fresh);
  }

  std::vector<AccessKey> Keys() const { return {key_, any_clock_}; }

  /// Where a service keeps its data; "" for nowhere.
  std::filesystem::path FolderOf(const char* service) const {
    return data_dir_ == nullptr ? std::filesystem::path() : data_dir_->Folder(service);
  }

  void OpenTablestore(const Address& address) {
    tablestore_ = std::make_unique<tablestore::TablestoreService>(&clock_, Keys(),
                                                                  FolderOf("tablestore"));
    started_.ots =
        Listen("ots", tablestore_.get(), address,
               {413, "OTSRequestBodyTooLarge", "The size of POST data is too large."});
  }

  void OpenOss(const Options& options) {
    oss_ = std::make_unique<oss::OssService>(&clock_, Keys(), FolderOf("oss"));
    for (const std::string& name : options.buckets) CreateBucket(name);
    started_.oss = Listen("oss", oss_.get(), *options.oss,
                          {400, "EntityTooLarge",
                           "Your proposed upload exceeds the maximum allowed size."});
  }

  void CreateBucket(const std::string& name) {
    try {
      oss_->CreateBucket(name);
    } catch (const oss::OssError& error) {
      throw UsageError(
          fmt::format("--bucket {}: {} A name has 3 to 63 of a-z, 0-9 and '-', letters "
                      "or digits at both ends",
                      name, error.message));
    }
  }

  void OpenMaxCompute(const Options& options) {
    maxcompute_ = std::make_unique<maxcompute::MaxComputeService>(&clock_, Keys(),
                                                                  FolderOf("maxcompute"));
    tunnel_limits_.idle_cut_s = kTunnelIdleCutS;
    const InjectedError too_large = {413, "InvalidArgument", "The body is too large."};
    Address tunnel = options.tunnel.value_or(Address{options.odps->host, 0});
    started_.odps = Listen("odps", maxcompute_.get(), *options.odps, too_large) + "/api";
    started_.tunnel =
        Listen("odps", maxcompute_.get(), tunnel, too_large, &tunnel_limits_);
    constexpr size_t kScheme = std::string_view("http://").size();
    maxcompute_->SetTunnelAddress(started_.tunnel->substr(kScheme));
  }

  void OpenAdmin(const Address& address) {
    admin_ = std::make_unique<Admin>(&clock_, &faults_, &log_, tablestore_.get(),
                                     maxcompute_ == nullptr ? nullptr : &tunnel_limits_);
    Listener listener;
    listener.host = address.host;
    listener.port = address.port;
    listener.handle = [this](const HttpRequest& request) {
      return WireReply{admin_->Answer(request)};
    };
    listener.refuse_large = [](const HttpRequest&) {
      HttpResponse response;
      response.status = 413;
      return response;
    };
    started_.admin = UrlOf(address, server_.Listen(std::move(listener)));
  }

  /// Opens the address of a service and returns its URL.
  std::string Listen(const std::string& name, Service* service, const Address& address,
                     const InjectedError& too_large,
                     const BodyLimits* body_limits = nullptr) {
    ports_.push_back(std::make_unique<ServicePort>(name, service, &faults_, &log_));
    Listener listener;
    listener.host = address.host;
    listener.port = address.port;
    listener.body_limits = body_limits;
    listener.handle = [port = ports_.back().get()](const HttpRequest& request) {
      return port->Answer(request);
    };
    listener.refuse_large = [service, too_large](const HttpRequest& request) {
      return service->Refuse(request, too_large);
    };
    return UrlOf(address, server_.Listen(std::move(listener)));
  }

  const std::unique_ptr<storage::DataDir> data_dir_;  // null: in memory only
  const AccessKey key_;
  const AccessKey any_clock_;
  Clock clock_;
  FaultTable faults_;
  RequestLog log_;
  std::unique_ptr<tablestore::TablestoreService> tablestore_;
  std::unique_ptr<oss::OssService> oss_;
  std::unique_ptr<maxcompute::MaxComputeService> maxcompute_;
  BodyLimits tunnel_limits_;
  std::unique_ptr<Admin> admin_;
  std::vector<std::unique_ptr<ServicePort>> ports_;
  Started started_;
  HttpServer server_;
};

int Main(const std::vector<std::string>& arguments) {
  // A file that grows past the system's limit is a write that fails, like a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    const Options options = ParseOptions(arguments);
    if (options.help) {
      fmt::print("{}", HelpText());
    } else if (options.version) {
      fmt::print("hopline-emulator {}\n", HOPLINE_VERSION);
    } else {
      Emulator(options).Run();
    }
    return 0;
  } catch (const UsageError& error) {
    fmt::print(stderr, "hopline-emulator: {}\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "hopline-emulator: {}\n", error.what());
    return 1;
  }
}

}  // namespace
}  // namespace hopline::emulator

int main(int argc, char** argv) {
  return hopline::emulator::Main(std::vector<std::string>(argv + 1, argv + argc));
}
