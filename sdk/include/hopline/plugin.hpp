/// \file plugin.hpp
/// Puts a plugin together. At file scope of one source:
///
///   HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);
///   HOPLINE_DEFINE_ENTRY(host, error) {
///     using namespace hopline;
///     static const PluginText text{"com.example.redis", "redis", "1.0.0", "Example",
///                                  "Apache-2.0", "Redis lists as a source"};
///     return DescribePlugin(host, error, text, {ReaderConnector<RedisReader>({…})});
///   }
#ifndef HOPLINE_PLUGIN_HPP
#define HOPLINE_PLUGIN_HPP

#include <hopline/passport.h>
#include <hopline/plugin.h>
#include <hopline/trampolines.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

/// A plugin's own words. All static.
struct PluginText {
  const char* id;
  const char* name;
  const char* version;
  const char* vendor;
  const char* license;
  const char* description;
  int32_t (*init)(const hopline_host*, hopline_error*) HOPLINE_NOEXCEPT = nullptr;
  void (*deinit)() HOPLINE_NOEXCEPT = nullptr;
};

/// A connector with its text and table.
struct ConnectorSpec {
  ConnectorText text;
  uint32_t kind = 0;
  const hopline_reader* reader = nullptr;
  const hopline_writer* writer = nullptr;
  const hopline_processor* processor = nullptr;
};

template <class Impl>
ConnectorSpec ReaderConnector(ConnectorText text) {
  const uint64_t declared = text.capabilities;
  return {std::move(text), HOPLINE_KIND_READER, detail::ReaderTable<Impl>(declared),
          nullptr, nullptr};
}
template <class Impl>
ConnectorSpec WriterConnector(ConnectorText text) {
  const uint64_t declared = text.capabilities;
  return {std::move(text), HOPLINE_KIND_WRITER, nullptr,
          detail::WriterTable<Impl>(declared), nullptr};
}
template <class Impl>
ConnectorSpec ProcessorConnector(ConnectorText text) {
  const uint64_t declared = text.capabilities;
  return {std::move(text), HOPLINE_KIND_PROCESSOR, nullptr, nullptr,
          detail::ProcessorTable<Impl>(declared)};
}

namespace detail {

/// Lives as long as the process: the description must.
struct Description {
  std::vector<ConnectorSpec> specs;
  std::vector<hopline_connector> connectors;
  std::vector<const hopline_connector*> pointers;
  hopline_plugin plugin{};
};

inline hopline_connector MakeConnector(const ConnectorSpec& spec) {
  hopline_connector connector{};
  connector.struct_size = sizeof connector;
  connector.kind = spec.kind;
  connector.capabilities = spec.text.capabilities;
  connector.id = spec.text.id;
  connector.step_types = spec.text.step_types.data();
  connector.n_step_types = static_cast<uint32_t>(spec.text.step_types.size());
  connector.display_name = spec.text.display_name;
  connector.summary = spec.text.summary;
  connector.config_schema = spec.text.config_schema;
  connector.reader = spec.reader;
  connector.writer = spec.writer;
  connector.processor = spec.processor;
  return connector;
}

}  // namespace detail

/// Body of an entry: remembers the host and returns the static description.
///
/// Threads: [load], once per process.
inline const hopline_plugin* DescribePlugin(const hopline_host* host,
                                            hopline_error* error, const PluginText& text,
                                            std::vector<ConnectorSpec> specs) noexcept {
  const hopline_plugin* described = nullptr;
  Guard(error, [&] {
    Host::Set(host);
    auto description = std::make_unique<detail::Description>();
    description->specs = std::move(specs);
    for (const ConnectorSpec& spec : description->specs) {
      description->connectors.push_back(detail::MakeConnector(spec));
    }
    for (const hopline_connector& connector : description->connectors) {
      description->pointers.push_back(&connector);
    }
    hopline_plugin& plugin = description->plugin;
    plugin.struct_size = sizeof plugin;
    plugin.id = text.id;
    plugin.name = text.name;
    plugin.version = text.version;
    plugin.vendor = text.vendor;
    plugin.license = text.license;
    plugin.description = text.description;
    plugin.n_connectors = static_cast<uint32_t>(description->pointers.size());
    plugin.connectors = description->pointers.data();
    plugin.init = text.init;
    plugin.deinit = text.deinit;
    static detail::Description* kept = nullptr;
    kept = description.release();
    described = &kept->plugin;
  });
  return described;
}

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_PLUGIN_HPP
