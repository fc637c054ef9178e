#include "host/registry/load.h"

// The only user of Boost.DLL. std::filesystem instead of Boost's keeps it header-only.
#define BOOST_DLL_USE_STD_FS
#include <boost/dll/runtime_symbol_info.hpp>
#include <boost/dll/shared_library.hpp>
#include <cstring>
#include <memory>
#include <vector>

#include <dlfcn.h>

#include "host/registry/description.h"
#include "host/registry/elf_check.h"
#include "host/registry/object_file.h"
#include "host/registry/refusal.h"

namespace hopline::registry {
namespace {

namespace dll = boost::dll;

void Warn(const hopline_host* host, const std::string& message) {
  if (host == nullptr || host->log == nullptr) return;
  hopline_log_record record{};
  record.struct_size = sizeof record;
  record.level = HOPLINE_LOG_WARN;
  record.component = "registry";
  record.message = {reinterpret_cast<const uint8_t*>(message.data()), message.size()};
  host->log(host->ctx, &record);
}

void RequirePin(const PluginInfo& plugin, const ObjectFile& object,
                const RegistryOptions& options) {
  const auto pin = options.pins.find(plugin.id);
  if (pin == options.pins.end()) return;
  RequirePinned(plugin, object.Digest(), pin->second);
}

/// Whether a library is part of this process already.
bool IsResident(const std::string& library) {
  void* handle = dlopen(library.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (handle == nullptr) return false;
  dlclose(handle);
  return true;
}

void RequireSoundObject(const ObjectFile& object, const ElfFacts& facts,
                        const hopline_host* host) {
  if (!facts.reason.empty()) Refuse(Step::kObject, object.path(), "it " + facts.reason);
  for (const std::string& library : facts.needed) {
    if (IsSanitizerRuntime(library) && !IsResident(library)) {
      Refuse(
          Step::kObject, object.path(),
          "it was built with a sanitizer (" + library +
              ") that this program lacks, which would end the process; build it without");
    }
    if (library.rfind("libprotobuf.so", 0) == 0) {
      Warn(host, object.path() + " needs " + library +
                     ": two plugins that share a generated file abort the process; use "
                     "libprotobuf-lite");
    }
  }
}

void RequirePassport(const PluginInfo& plugin, const hopline_passport& passport) {
  const std::string& file = plugin.object_path;
  const auto require = [&](bool ok, const char* rule) {
    if (!ok) Refuse(Step::kPassport, file, rule);
  };
  require(std::memcmp(passport.magic, "HOPLINE", 8) == 0, "its magic is not HOPLINE");
  require(passport.struct_size == sizeof passport, "its size is not 32");
  require(passport.pointer_bits == 64 && passport.little_endian == 1,
          "it is not for 64-bit little-endian platforms");
  require(passport.reserved0 == 0 && passport.reserved1 == 0,
          "a reserved field is not 0");
  require(passport.abi_major == plugin.abi_major &&
              passport.abi_minor == plugin.abi_minor &&
              passport.needs_minor == plugin.needs_minor,
          "its versions differ from `abi` of the manifest, which is of another object");
}

/// One loaded object. Not copyable: Boost would open it again, by path and in another
/// mode.
class Library {
 public:
  /// Binds every symbol at once, so that a missing one is an error here and not a crash
  /// later.
  explicit Library(const std::string& absolute_path) {
    try {
      library_.load(absolute_path, dll::load_mode::rtld_now | dll::load_mode::rtld_local);
    } catch (const std::exception& e) {
      Refuse(Step::kLoad, absolute_path, e.what());
    } catch (...) {
      Refuse(Step::kLoad, absolute_path, "its constructors threw something unknown");
    }
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  /// The entry, proven to be defined in `object` and not in one of its dependencies.
  hopline_plugin_entry_fn Entry(const ObjectFile& object) const {
    try {
      auto& entry =
          library_.get<const hopline_plugin*(const hopline_host*, hopline_error*)>(
              HOPLINE_ENTRY_SYMBOL);
      const std::string origin =
          dll::symbol_location_ptr(reinterpret_cast<const void*>(&entry)).string();
      if (!object.IsSameFile(origin.c_str())) {
        Refuse(Step::kOrigin, object.path(),
               "the entry that was found belongs to " + origin + ", not to this file");
      }
      return reinterpret_cast<hopline_plugin_entry_fn>(&entry);
    } catch (const services::Failure&) {
      throw;
    } catch (const std::exception& e) {
      Refuse(Step::kOrigin, object.path(), e.what());
    }
  }

 private:
  dll::shared_library library_;
};

/// Keeps objects until the process ends: after dlclose their threads, exceptions and
/// release callbacks would run into unmapped memory. Never destroyed, hence the pointer.
Library& KeepForEver(std::unique_ptr<Library> library) {
  static auto* const libraries = new std::vector<std::unique_ptr<Library>>;
  libraries->push_back(std::move(library));
  return *libraries->back();
}

const hopline_plugin* CallEntry(hopline_plugin_entry_fn entry, const std::string& path,
                                const hopline_host* host) {
  hopline_error error{};
  error.struct_size = sizeof error;
  const hopline_plugin* description = entry(host, &error);
  if (description == nullptr) {
    error.message[sizeof error.message - 1] = '\0';
    Refuse(Step::kDescription, path,
           error.message[0] == '\0' ? std::string("its entry refuses without a reason")
                                    : std::string("its entry refuses: ") + error.message);
  }
  return description;
}

}  // namespace

void RequirePinned(const PluginInfo& plugin, const std::string& digest, const Pin& pin) {
  const bool other_version = !pin.version.empty() && pin.version != plugin.version;
  if (digest == pin.sha256 && !other_version) return;
  Refuse(Step::kPin, plugin.object_path,
         (other_version ? "it is version " + plugin.version + ", pinned is " + pin.version
                        : "its SHA-256 is " + digest + ", pinned is " + pin.sha256) +
             "; reinstall it, or pin it anew (hopline plugins pin)");
}

const hopline_plugin* LoadDescription(const PluginInfo& plugin,
                                      const RegistryOptions& options) {
  if (plugin.linked != nullptr) {
    Describe(plugin.linked, plugin.id, options.check_schema);
    return plugin.linked;
  }
  const ObjectFile object(plugin.object_path);
  object.RequireTrusted();
  RequirePin(plugin, object, options);
  const ElfFacts facts = CheckElf(object.fd(), object.size());
  RequireSoundObject(object, facts, options.host);
  RequirePassport(plugin, facts.passport);
  const Library& library = KeepForEver(std::make_unique<Library>(object.path()));
  const hopline_plugin* description =
      CallEntry(library.Entry(object), object.path(), options.host);
  RequireEqual(plugin, Describe(description, object.path(), options.check_schema));
  return description;
}

}  // namespace hopline::registry
