// hopline-manifest --sha256 HEX hopline-x.so
//
// Loads a plugin, calls its entry and prints the manifest: what the host wants to know
// without running the plugin's code. hopline_add_plugin() runs it after every link, so
// that manifest and object cannot drift apart. It prints what the description says and
// judges only what it must follow to print it; `hopline plugins check` judges the rest.

#include <dlfcn.h>
#include <hopline/hopline.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>

#include "sdk/tools/platform.h"

namespace {

void Log(void*, const hopline_log_record*) noexcept {}
int32_t LogEnabled(void*, int32_t) noexcept { return 0; }
const void* GetService(void*, const char*, uint32_t) noexcept { return nullptr; }

const hopline_host kHost = {sizeof(hopline_host),
                            HOPLINE_ABI_MAJOR,
                            HOPLINE_ABI_MINOR,
                            nullptr,
                            "hopline-manifest",
                            "0",
                            Log,
                            LogEnabled,
                            GetService};

/// A JSON string. Bytes above 0x7f pass as they are: the description is UTF-8.
std::string Quoted(const char* text, const char* field) {
  if (text == nullptr) throw std::runtime_error(std::string(field) + " is NULL");
  std::string out = "\"";
  for (const char* p = text; *p != '\0'; ++p) {
    if (*p == '"' || *p == '\\') {
      out += '\\';
      out += *p;
    } else if (static_cast<unsigned char>(*p) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(*p));
      out += escape;
    } else {
      out += *p;
    }
  }
  return out + '"';
}

std::string Member(const char* key, const char* text, const char* indent) {
  return std::string(indent) + '"' + key + "\": " + Quoted(text, key) + ",\n";
}

const char* KindWord(uint32_t kind) {
  switch (kind) {
    case HOPLINE_KIND_READER:
      return "reader";
    case HOPLINE_KIND_WRITER:
      return "writer";
    case HOPLINE_KIND_PROCESSOR:
      return "processor";
    default:
      throw std::runtime_error("kind " + std::to_string(kind) + " is unknown");
  }
}

std::string Connector(const hopline_connector* connector) {
  if (connector == nullptr) throw std::runtime_error("a connector is NULL");
  if (connector->config_schema == nullptr)
    throw std::runtime_error("config_schema is NULL");
  std::string words;
  for (uint32_t i = 0; i < connector->n_step_types; ++i) {
    words += (i == 0 ? "" : ", ") + Quoted(connector->step_types[i], "step_types");
  }
  return "    {\n" + Member("id", connector->id, "      ") +
         Member("kind", KindWord(connector->kind), "      ") + "      \"step_types\": [" +
         words + "],\n" +
         "      \"capabilities\": " + std::to_string(connector->capabilities) + ",\n" +
         Member("display_name", connector->display_name, "      ") +
         Member("summary", connector->summary, "      ") +
         "      \"config_schema\": " + connector->config_schema + "\n    }";
}

std::string Module(const hopline_module* module) {
  if (module == nullptr) throw std::runtime_error("a module is NULL");
  return "    { \"id\": " + Quoted(module->id, "id") +
         ", \"revision\": " + std::to_string(module->revision) + " }";
}

/// "[]", or the elements one below the other.
template <class Element, class Render>
std::string Array(const Element* const* elements, uint32_t n, Render render) {
  std::string out = "[";
  for (uint32_t i = 0; i < n; ++i) out += (i == 0 ? "\n" : ",\n") + render(elements[i]);
  return out + (n == 0 ? "]" : "\n  ]");
}

std::string Manifest(const hopline_plugin& plugin, const hopline_passport& passport,
                     const std::string& file, const std::string& sha256) {
  const char* indent = "  ";
  std::string out = "{\n  \"manifest_version\": 1,\n";
  out += Member("id", plugin.id, indent) + Member("name", plugin.name, indent);
  out +=
      Member("version", plugin.version, indent) + Member("vendor", plugin.vendor, indent);
  out += Member("license", plugin.license, indent);
  out += Member("description", plugin.description, indent);
  out += Member("file", file.c_str(), indent) + Member("sha256", sha256.c_str(), indent);
  out += "  \"abi\": { \"major\": " + std::to_string(passport.abi_major) +
         ", \"minor\": " + std::to_string(passport.abi_minor) +
         ", \"needs_minor\": " + std::to_string(passport.needs_minor) + " },\n";
  out += Member("platform", hopline::sdk::Platform(), indent);
  out += "  \"connectors\": " + Array(plugin.connectors, plugin.n_connectors, Connector) +
         ",\n";
  out += "  \"modules\": " + Array(plugin.modules, plugin.n_modules, Module) + "\n}\n";
  return out;
}

template <class Symbol>
Symbol Find(void* library, const char* name) {
  void* symbol = dlsym(library, name);
  if (symbol == nullptr)
    throw std::runtime_error(std::string("it does not export ") + name);
  return reinterpret_cast<Symbol>(symbol);
}

std::string Describe(const std::string& object, const std::string& sha256) {
  const std::string path = object.find('/') == std::string::npos ? "./" + object : object;
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  const auto* passport = Find<const hopline_passport*>(library, HOPLINE_PASSPORT_SYMBOL);
  const auto entry = Find<hopline_plugin_entry_fn>(library, HOPLINE_ENTRY_SYMBOL);
  hopline_error error{};
  error.struct_size = sizeof error;
  const hopline_plugin* plugin = entry(&kHost, &error);
  if (plugin == nullptr)
    throw std::runtime_error(std::string("it refuses: ") + error.message);
  return Manifest(*plugin, *passport, path.substr(path.rfind('/') + 1), sha256);
}

int Usage() {
  std::fputs("usage: hopline-manifest --sha256 HEX hopline-NAME.so > hopline-NAME.json\n",
             stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 || std::strcmp(argv[1], "--sha256") != 0) return Usage();
  int status = 0;
  try {
    const std::string manifest = Describe(argv[3], argv[2]);
    std::fputs(manifest.c_str(), stdout);
    if (std::fflush(stdout) != 0)
      throw std::runtime_error("cannot write to standard output");
  } catch (const std::exception& e) {
    std::fprintf(stderr, "hopline-manifest: %s: %s\n", argv[3], e.what());
    status = 1;
  }
  // As in the host: static destructors of plugins never run.
  _exit(status);
}
