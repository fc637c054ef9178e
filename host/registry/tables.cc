#include "host/registry/tables.h"

#include <initializer_list>

namespace hopline::registry {
namespace {

// What stands in for an empty optional slot. Each does nothing and says OK; what
// "nothing" means for the caller is in the slot's comment in the SDK.

/// The caller has preset *out with the declared bits.
int32_t JobCapabilities(void*, uint64_t*, hopline_error*) noexcept {
  return HOPLINE_STATUS_OK;
}
int32_t JobCheck(void*, hopline_error*) noexcept { return HOPLINE_STATUS_OK; }
int32_t JobAcknowledge(void*, const hopline_bytes*, const hopline_bytes*, uint64_t,
                       hopline_error*) noexcept {
  return HOPLINE_STATUS_OK;
}
/// An empty checkpoint: the caller's buffer is zero already.
int32_t TaskCheckpoint(void*, hopline_buffer*, hopline_error*) noexcept {
  return HOPLINE_STATUS_OK;
}
int32_t JobPrecommit(void*, const hopline_bytes*, const hopline_prepared*, uint64_t,
                     const hopline_attempt*, uint64_t, hopline_error*) noexcept {
  return HOPLINE_STATUS_OK;
}
const void* GetExtension(const char*, uint32_t) noexcept { return nullptr; }

struct Slot {
  const char* name;
  bool present;
};

const char* FirstMissing(std::initializer_list<Slot> slots) {
  for (const Slot& slot : slots) {
    if (!slot.present) return slot.name;
  }
  return nullptr;
}

template <class Function>
void Default(Function*& slot, Function* stub) {
  if (slot == nullptr) slot = stub;
}

template <class Table>
void FillCommon(Table& table) {
  Default(table.job_capabilities, &JobCapabilities);
  Default(table.job_check, &JobCheck);
}

}  // namespace

const char* MissingSlot(const hopline_reader& t) {
  return FirstMissing({{"job_open", t.job_open != nullptr},
                       {"job_close", t.job_close != nullptr},
                       {"job_schema", t.job_schema != nullptr},
                       {"job_plan", t.job_plan != nullptr},
                       {"task_open", t.task_open != nullptr},
                       {"task_next", t.task_next != nullptr},
                       {"task_close", t.task_close != nullptr}});
}

const char* MissingSlot(const hopline_writer& t) {
  return FirstMissing({{"job_open", t.job_open != nullptr},
                       {"job_close", t.job_close != nullptr},
                       {"job_prepare", t.job_prepare != nullptr},
                       {"job_commit", t.job_commit != nullptr},
                       {"job_abort", t.job_abort != nullptr},
                       {"task_open", t.task_open != nullptr},
                       {"task_write", t.task_write != nullptr},
                       {"task_prepare", t.task_prepare != nullptr},
                       {"task_abort", t.task_abort != nullptr},
                       {"task_close", t.task_close != nullptr}});
}

const char* MissingSlot(const hopline_processor& t) {
  return FirstMissing({{"job_open", t.job_open != nullptr},
                       {"job_close", t.job_close != nullptr},
                       {"job_bind", t.job_bind != nullptr},
                       {"task_open", t.task_open != nullptr},
                       {"task_push", t.task_push != nullptr},
                       {"task_pull", t.task_pull != nullptr},
                       {"task_finish", t.task_finish != nullptr},
                       {"task_close", t.task_close != nullptr}});
}

LoadedConnector Normalise(const hopline_connector& connector, const ConnectorInfo& info) {
  const hopline_connector ours = CopySized(connector);
  LoadedConnector loaded;
  loaded.info = &info;
  loaded.get_extension = ours.get_extension;
  Default(loaded.get_extension, &GetExtension);
  switch (info.kind) {
    case Kind::kReader:
      loaded.reader = CopySized(*ours.reader);
      FillCommon(loaded.reader);
      Default(loaded.reader.job_acknowledge, &JobAcknowledge);
      Default(loaded.reader.task_checkpoint, &TaskCheckpoint);
      break;
    case Kind::kWriter:
      loaded.writer = CopySized(*ours.writer);
      FillCommon(loaded.writer);
      Default(loaded.writer.job_precommit, &JobPrecommit);
      break;
    case Kind::kProcessor:
      loaded.processor = CopySized(*ours.processor);
      FillCommon(loaded.processor);
      break;
  }
  return loaded;
}

}  // namespace hopline::registry
