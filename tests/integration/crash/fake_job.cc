#include "tests/integration/crash/fake_job.h"

#include <hopline/hopline.hpp>

#include "tests/integration/crash/fake_reader.h"
#include "tests/integration/crash/fake_writer.h"

namespace hopline::crash {
namespace {

constexpr uint64_t kReaderBits = HOPLINE_CAP_REPLAYABLE | HOPLINE_CAP_CHECKPOINTS;

job::ResolvedStep Step(const std::string& name, uint32_t index, registry::Kind kind,
                       const std::string& connector, const std::string& store_path) {
  job::ResolvedStep step;
  step.name = name;
  step.index = index;
  step.kind = kind;
  step.step_type = connector;
  step.connector_id = "fake." + connector;
  step.plugin_id = "test.fake";
  step.plugin_version = "1.0.0";
  step.plugin_digest = std::string(64, '0');
  step.choice = "lists the step type " + connector;
  step.config_json = "{\"path\":" + JsonString(store_path) + "}";
  step.stored_json = step.key_json = step.config_json;
  return step;
}

template <class Impl>
const hopline_writer* Table(WriterKind kind) {
  return detail::WriterTable<Impl>(EffectsOf(kind).capabilities());
}

}  // namespace

const char* KindName(WriterKind kind) {
  static const char* const kNames[] = {"staged", "idempotent", "plain"};
  return kNames[static_cast<size_t>(kind)];
}

const Effects& EffectsOf(WriterKind kind) {
  switch (kind) {
    case WriterKind::kStaged:
      return StagedEffects();
    case WriterKind::kIdempotent:
      return IdempotentEffects();
    case WriterKind::kPlain:
      break;
  }
  return PlainEffects();
}

job::ResolvedJob FakeJob(const std::string& store_path, WriterKind kind) {
  job::ResolvedJob job;
  const std::string writer = KindName(kind);
  job.steps = {Step("R", 0, registry::Kind::kReader, "reader", store_path),
               Step("W1", 1, registry::Kind::kWriter, writer, store_path),
               Step("W2", 2, registry::Kind::kWriter, writer, store_path)};
  job.edges = {{0, 1}, {0, 2}};
  job.setting.concurrent = kTasks;
  job.setting.settings_json = "{}";
  job.document_path = store_path + "/job.json";
  job.document_digest = std::string(64, 'd');
  job.job_key = std::string(64, 'k');
  return job;
}

run::Connector FakeConnectors::Load(const job::ResolvedStep& step) {
  run::Connector connector;
  if (step.kind == registry::Kind::kReader) {
    connector.reader = detail::ReaderTable<FakeReader>(kReaderBits);
    connector.capabilities = kReaderBits;
    return connector;
  }
  for (const WriterKind kind :
       {WriterKind::kStaged, WriterKind::kIdempotent, WriterKind::kPlain}) {
    if (step.step_type != KindName(kind)) continue;
    connector.writer = kind == WriterKind::kStaged       ? Table<StagedWriter>(kind)
                       : kind == WriterKind::kIdempotent ? Table<IdempotentWriter>(kind)
                                                         : Table<PlainWriter>(kind);
    connector.capabilities = EffectsOf(kind).capabilities();
  }
  return connector;
}

}  // namespace hopline::crash
