/// \file sample_plugin.h
/// A complete description with one connector of each kind and a module. Tests break one
/// part of it and see what is said. Its slots are never called.
#pragma once

#include <hopline/hopline.h>

#include <array>

namespace hopline::registry {

/// Everything in one object that may be changed before Plugin() is asked for. Not
/// movable: the parts point at each other.
class SamplePlugin {
 public:
  SamplePlugin() {
    FillReader();
    FillWriter();
    FillProcessor();
    FillConnectors();
    FillPlugin();
  }
  SamplePlugin(const SamplePlugin&) = delete;
  SamplePlugin& operator=(const SamplePlugin&) = delete;

  hopline_reader reader{};
  hopline_writer writer{};
  hopline_processor processor{};
  std::array<hopline_connector, 3> connector{};
  std::array<const hopline_connector*, 3> connectors{};
  hopline_module module{};
  const hopline_module* modules = &module;
  hopline_plugin plugin{};
  const char* reader_words[2] = {"sample", "samplereader"};
  const char* writer_word = "sample";
  const char* processor_word = "sample-filter";

 private:
  void FillReader() {
    reader.struct_size = sizeof reader;
    reader.job_open = [](const hopline_job_args*, void**, hopline_error*) noexcept {
      return HOPLINE_STATUS_OK;
    };
    reader.job_close = [](void*) noexcept {};
    reader.job_schema = [](void*, ArrowSchema*, hopline_error*) noexcept {
      return HOPLINE_STATUS_OK;
    };
    reader.job_plan = [](void*, const hopline_plan_args*, hopline_plan*,
                         hopline_error*) noexcept { return HOPLINE_STATUS_OK; };
    reader.task_open = [](void*, const hopline_task_args*, void**,
                          hopline_error*) noexcept { return HOPLINE_STATUS_OK; };
    reader.task_next = [](void*, ArrowArray*, hopline_error*) noexcept {
      return HOPLINE_STATUS_OK;
    };
    reader.task_close = [](void*) noexcept {};
  }

  void FillWriter() {
    writer.struct_size = sizeof writer;
    writer.job_open = reader.job_open;
    writer.job_close = reader.job_close;
    writer.job_prepare = [](void*, const ArrowSchema*, hopline_buffer*,
                            hopline_error*) noexcept { return HOPLINE_STATUS_OK; };
    writer.job_commit = [](void*, const hopline_bytes*, const hopline_prepared*, uint64_t,
                           const hopline_attempt*, uint64_t, int32_t*,
                           hopline_error*) noexcept { return HOPLINE_STATUS_OK; };
    writer.job_abort = [](void*, const hopline_bytes*, const hopline_prepared*, uint64_t,
                          const hopline_attempt*, uint64_t,
                          hopline_error*) noexcept { return HOPLINE_STATUS_OK; };
    writer.task_open = [](void*, const hopline_task_args*, const ArrowSchema*, void**,
                          hopline_error*) noexcept { return HOPLINE_STATUS_OK; };
    writer.task_write = reader.task_next;
    writer.task_prepare = [](void*, hopline_buffer*, hopline_error*) noexcept {
      return HOPLINE_STATUS_OK;
    };
    writer.task_abort = [](void*, hopline_error*) noexcept { return HOPLINE_STATUS_OK; };
    writer.task_close = [](void*) noexcept {};
  }

  void FillProcessor() {
    processor.struct_size = sizeof processor;
    processor.job_open = reader.job_open;
    processor.job_close = reader.job_close;
    processor.job_bind = [](void*, const ArrowSchema*, ArrowSchema*,
                            hopline_error*) noexcept { return HOPLINE_STATUS_OK; };
    processor.task_open = reader.task_open;
    processor.task_push = reader.task_next;
    processor.task_pull = reader.task_next;
    processor.task_finish = writer.task_abort;
    processor.task_close = reader.task_close;
  }

  void FillConnectors() {
    const std::array<const char*, 3> ids = {"sample.reader", "sample.writer",
                                            "sample.processor"};
    for (size_t i = 0; i < connector.size(); ++i) {
      connector[i].struct_size = sizeof(hopline_connector);
      connector[i].kind = static_cast<uint32_t>(i + 1);
      connector[i].id = ids[i];
      connector[i].display_name = "Sample";
      connector[i].summary = "for tests";
      connector[i].config_schema = R"({"type": "object"})";
      connectors[i] = &connector[i];
    }
    connector[0].capabilities = HOPLINE_CAP_REPLAYABLE;
    connector[0].step_types = reader_words;
    connector[0].n_step_types = 2;
    connector[0].reader = &reader;
    connector[1].step_types = &writer_word;
    connector[1].n_step_types = 1;
    connector[1].writer = &writer;
    connector[2].step_types = &processor_word;
    connector[2].n_step_types = 1;
    connector[2].processor = &processor;
  }

  void FillPlugin() {
    module = {sizeof module, 1, "sample-module", &module};
    plugin.struct_size = sizeof plugin;
    plugin.id = "org.example.sample";
    plugin.name = "sample";
    plugin.version = "1.2.3";
    plugin.vendor = "Example";
    plugin.license = "Apache-2.0";
    plugin.description = "a plugin for tests";
    plugin.n_connectors = 3;
    plugin.connectors = connectors.data();
    plugin.n_modules = 1;
    plugin.modules = &modules;
  }
};

}  // namespace hopline::registry
