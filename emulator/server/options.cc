#include "emulator/server/options.h"

#include <boost/program_options.hpp>
#include <charconv>
#include <sstream>

#include "emulator/server/time_text.h"

namespace hopline::emulator {
namespace {

namespace po = boost::program_options;

po::options_description Description() {
  const auto text = [](const char* name) {
    return po::value<std::string>()->value_name(name);
  };
  po::options_description description("Options");
  auto add = description.add_options();
  add("ots", text("ADDR"), "where Tablestore listens, e.g. 127.0.0.1:8081");
  add("oss", text("ADDR"), "where OSS listens");
  add("odps", text("ADDR"), "where MaxCompute listens");
  add("tunnel", text("ADDR"), "where its Tunnel listens; any free port by default");
  add("admin", text("ADDR"), "where the admin calls are taken");
  add("data-dir", text("DIR"), "keep everything in this folder; without it, in memory");
  add("access-id", text("ID"), "the access key id that clients sign with");
  add("access-key", text("SECRET"), "its secret");
  add("clock", text("TIME"), "start at this time, e.g. 2023-04-23T18:56:00+08:00");
  add("bucket", po::value<std::vector<std::string>>()->composing()->value_name("NAME"),
      "make this OSS bucket at start; may be repeated");
  add("help,h", "print this and stop");
  add("version", "print the version and stop");
  return description;
}

Address ParseAddress(const std::string& option, const std::string& text) {
  const size_t colon = text.rfind(':');
  Address address;
  if (colon != std::string::npos) {
    address.host = text.substr(0, colon);
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data() + colon + 1, end, address.port);
    if (address.host.size() > 2 && address.host.front() == '[' &&
        address.host.back() == ']') {
      address.host = address.host.substr(1, address.host.size() - 2);
    }
    if (result.ec == std::errc() && result.ptr == end && !address.host.empty())
      return address;
  }
  throw UsageError("--" + option + " " + text +
                   ": write it as HOST:PORT, for example 127.0.0.1:0 for any free port");
}

std::optional<Address> AddressOf(const po::variables_map& values, const char* option,
                                 bool all) {
  if (values.count(option) != 0) {
    return ParseAddress(option, values[option].as<std::string>());
  }
  return all ? std::make_optional<Address>() : std::nullopt;
}

void ReadKey(const po::variables_map& values, AccessKey* key) {
  const bool id = values.count("access-id") != 0;
  if (id != (values.count("access-key") != 0)) {
    throw UsageError("--access-id and --access-key belong together: give both or none");
  }
  if (!id) return;
  key->id = values["access-id"].as<std::string>();
  key->secret = values["access-key"].as<std::string>();
  if (key->id.empty() || key->secret.empty()) {
    throw UsageError("--access-id and --access-key must not be empty");
  }
}

}  // namespace

Options ParseOptions(const std::vector<std::string>& arguments) {
  po::variables_map values;
  try {
    po::store(po::command_line_parser(arguments)
                  .options(Description())
                  .positional(po::positional_options_description())
                  .run(),
              values);
    po::notify(values);
  } catch (const po::error& error) {
    throw UsageError(std::string(error.what()) + "; --help lists the options");
  }
  Options options;
  options.help = values.count("help") != 0;
  options.version = values.count("version") != 0;
  if (options.help || options.version) return options;
  if (values.count("data-dir") != 0) {
    options.data_dir = values["data-dir"].as<std::string>();
    if (options.data_dir.empty()) {
      throw UsageError("--data-dir must name a folder; leave it out to keep nothing");
    }
  }
  const bool all = values.count("ots") + values.count("oss") + values.count("odps") +
                       values.count("admin") ==
                   0;
  options.ots = AddressOf(values, "ots", all);
  options.oss = AddressOf(values, "oss", all);
  options.odps = AddressOf(values, "odps", all);
  options.tunnel = AddressOf(values, "tunnel", false);
  options.admin = AddressOf(values, "admin", all);
  if (options.tunnel && !options.odps) {
    throw UsageError("--tunnel needs --odps, or no address option at all");
  }
  ReadKey(values, &options.key);
  if (values.count("clock") != 0) {
    const std::string& text = values["clock"].as<std::string>();
    options.clock_unix_us = ParseTimeText(text);
    if (!options.clock_unix_us) {
      throw UsageError("--clock " + text + ": write it as 2023-04-23T18:56:00+08:00");
    }
  }
  if (values.count("bucket") != 0) {
    options.buckets = values["bucket"].as<std::vector<std::string>>();
    if (!options.oss)
      throw UsageError("--bucket needs --oss, or no address option at all");
  }
  return options;
}

std::string HelpText() {
  std::ostringstream out;
  out << "hopline-emulator: Tablestore, OSS and MaxCompute on this machine, for "
         "development "
         "and tests\n\n"
         "  hopline-emulator\n"
         "      all services on free loopback ports; prints one line of JSON that says "
         "where\n"
         "  hopline-emulator --oss 127.0.0.1:9000 --bucket my-bucket\n"
         "      OSS alone, with a bucket\n\n"
      << Description();
  return out.str();
}

}  // namespace hopline::emulator
