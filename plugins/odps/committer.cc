#include "plugins/odps/committer.h"

#include <hopline/writer.h>

#include <algorithm>

#include "plugins/odps/block.h"
#include "plugins/odps/errors.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

constexpr char kComponent[] = "odps.writer";

std::set<int64_t> BlocksOf(const Staged& staged) {
  std::set<int64_t> blocks;
  for (const Staged::Message& message : staged.messages) {
    const UploadedBlocks uploaded = DecodeMessage(message.bytes);
    blocks.insert(uploaded.blocks.begin(), uploaded.blocks.end());
  }
  return blocks;
}

std::set<int64_t> BlocksOf(const mc::UploadSession& session) {
  std::set<int64_t> blocks;
  for (const mc::UploadedBlock& block : session.blocks) blocks.insert(block.id);
  return blocks;
}

[[noreturn]] void ThrowExpired(const std::string& session, const char* what) {
  throw Error(HOPLINE_STATUS_DATA_INVALID,
              "upload " + session + " has expired, sessions live for 24 hours: " + what);
}

}  // namespace

void Committer::EmptyStrays(const UploadToken& token, const std::set<int64_t>& wanted,
                            const mc::UploadSession& session) {
  BlockEncoder encoder({});
  for (const mc::UploadedBlock& block : session.blocks) {
    if (wanted.count(block.id) != 0) continue;
    scope_.Log(HOPLINE_LOG_INFO, kComponent,
               "block " + std::to_string(block.id) +
                   " is left over from an attempt that lost; it is made empty");
    tunnel_.PutBlock(token.session, token.partition, block.id, *encoder.Finish(), {},
                     scope_);
  }
}

void Committer::Precommit(const Staged& staged) {
  const UploadToken token = DecodeToken(staged.token);
  mc::UploadSession session =
      tunnel_.ReloadUpload(token.session, token.partition, scope_);
  if (session.status == mc::kSessionClosed) return;  // committed by a run that died then
  if (session.status == mc::kSessionExpired) {
    ThrowExpired(token.session, "its rows are gone, the run has to begin anew");
  }
  const std::set<int64_t> wanted = BlocksOf(staged);
  const std::set<int64_t> before = BlocksOf(session);
  if (before != wanted) EmptyStrays(token, wanted, session);
  if (!std::includes(before.begin(), before.end(), wanted.begin(), wanted.end())) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "upload " + token.session + " holds " + std::to_string(before.size()) +
                    " blocks, but not all " + std::to_string(wanted.size()) +
                    " that the tasks wrote; the run has to begin anew");
  }
}

bool Committer::Commit(const Staged& staged, std::vector<int32_t>& outcomes) {
  const UploadToken token = DecodeToken(staged.token);
  const auto settle = [&outcomes](int32_t outcome) {
    std::fill(outcomes.begin(), outcomes.end(), outcome);
  };
  try {
    tunnel_.CommitUpload(token.session, token.partition, scope_);
    settle(HOPLINE_OUTCOME_COMMITTED);
    return true;
  } catch (const Error& error) {
    if (!Tells(error, "StatusConflict")) throw;
  }
  const mc::UploadSession session =
      tunnel_.ReloadUpload(token.session, token.partition, scope_);
  if (session.status == mc::kSessionClosed) {
    settle(HOPLINE_OUTCOME_ALREADY_COMMITTED);
    return true;
  }
  settle(HOPLINE_OUTCOME_UNKNOWN);
  if (session.status == mc::kSessionExpired) {
    ThrowExpired(
        token.session,
        "whether it was committed before cannot be found out; look at the table, "
        "then give the step up");
  }
  throw Error(HOPLINE_STATUS_DATA_INVALID, "upload " + token.session +
                                               " is neither open nor committed, but '" +
                                               session.status + "'");
}

}  // namespace hopline::plugins::odps
