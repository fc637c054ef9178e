#include <optional>

#include "emulator/maxcompute/block_body.h"
#include "emulator/maxcompute/failure.h"
#include "emulator/maxcompute/operations.h"
#include "wire/common/date.h"
#include "wire/maxcompute/arrow_message.h"
#include "wire/maxcompute/session.h"

namespace hopline::emulator::maxcompute {
namespace {

namespace wm = wire::maxcompute;

HttpResponse UploadReply(const Call& call, const Table& table, const UploadState& state) {
  wm::UploadSession session;
  session.id = state.id;
  if (state.committed) {
    session.status = wm::kSessionClosed;
  } else if (state.ExpiredAt(call.now_unix_s())) {
    session.status = wm::kSessionExpired;
  }
  session.owner = table.settings().owner;
  session.initiated = wire::FormatHttpDate(state.created_unix_s);
  session.is_overwrite = state.overwrite;
  session.quota_name = call.Has("quotaName") ? call.QueryOr("quotaName") : "default";
  session.schema = table.settings().schema;
  session.blocks = state.blocks;
  return PlainReply("application/json", wm::FormatUploadSession(session));
}

/// The upload that the call names, which must name its partition as well.
UploadState UploadOf(const Call& call, const Table& table) {
  UploadState state = table.FindUpload(call.QueryOr("uploadid"));
  if (PartitionOf(call, table) != state.partition) {
    throw Failure(400, "InvalidResourceSpec",
                  "The specified partition differs from the one of the upload");
  }
  return state;
}

int64_t BlockIdOf(const Call& call) {
  const auto id = wire::ParseUnsigned(call.QueryOr("blockid"));
  if (!id || *id >= static_cast<uint64_t>(kMaxBlocks)) {
    throw Failure(400, "InvalidBlockID", "The specified block id is not valid");
  }
  return static_cast<int64_t>(*id);
}

/// Absent where the call names none: then the block replaces any.
std::optional<int64_t> BlockVersionOf(const Call& call) {
  if (!call.Has("block_version")) return std::nullopt;
  const auto version = wire::ParseUnsigned(call.QueryOr("block_version"));
  if (!version || *version > INT64_MAX) {
    throw InvalidArgument("block_version must be a whole number");
  }
  return static_cast<int64_t>(*version);
}

}  // namespace

HttpResponse CreateUpload(const Call& call, Table* table, IdSource* ids) {
  UploadState state;
  state.id = ids->NewSessionId(call.now_unix_s());
  state.partition = PartitionOf(call, *table);
  state.overwrite = call.IsTrue("overwrite");
  state.created_unix_s = call.now_unix_s();
  if (call.IsTrue("create_partition") && !state.partition.empty()) {
    table->AddPartition(state.partition, call.now_unix_s());
  }
  table->BeginUpload(state);
  return UploadReply(call, *table, state);
}

HttpResponse GetUpload(const Call& call, const Table& table) {
  return UploadReply(call, table, UploadOf(call, table));
}

HttpResponse UploadBlock(const Call& call, Table* table) {
  const UploadState state = UploadOf(call, *table);
  if (state.committed || state.ExpiredAt(call.now_unix_s())) throw StatusConflict();
  wm::UploadedBlock block;
  block.id = BlockIdOf(call);
  const std::optional<int64_t> version = BlockVersionOf(call);
  block.version = version.value_or(call.now_unix_us / 1000);
  const std::string name(call.http.HeaderOr("content-encoding"));
  const auto encoding = wm::ParseContentEncoding(name);
  if (!encoding) throw InvalidArgument("Content-Encoding " + name + " is not known");
  const bool arrow = call.Has("arrow");
  for (const wm::Type& type : table->types()) {
    if (arrow && !wm::HasArrowForm(type)) {
      throw InvalidArgument("type " + wm::FormatType(type) +
                            " cannot be written as Arrow; write records");
    }
  }
  Rows rows = DecodeBlock(call.http.body, *encoding, arrow, table->settings().schema);
  table->PutBlock(state.id, block, !version, std::move(rows), call.now_unix_s());
  return PlainReply("application/octet-stream", "");
}

HttpResponse CommitUpload(const Call& call, Table* table) {
  const UploadState before = UploadOf(call, *table);
  table->Commit(before.id, call.now_unix_s());
  UploadState after = table->FindUpload(before.id);
  after.blocks = before.blocks;  // what was committed
  return UploadReply(call, *table, after);
}

}  // namespace hopline::emulator::maxcompute
