#include "plugins/odps/committer.h"

#include <hopline/writer.h>

#include <algorithm>
#include <mutex>
#include <optional>

#include "plugins/common/at_once.h"
#include "plugins/odps/block.h"
#include "plugins/odps/errors.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

constexpr char kComponent[] = "odps.writer";

// Partitions in work at once. A request takes the service much longer than it takes us.
constexpr size_t kAtOnce = 8;

// Between two looks at a commit in progress, and for all of them.
constexpr uint64_t kFirstPollMs = 100;
constexpr uint64_t kLongestPollMs = 5'000;
constexpr uint64_t kMostPollMs = 600'000;

std::set<int64_t> BlocksOf(const mc::UploadSession& session) {
  std::set<int64_t> blocks;
  for (const mc::UploadedBlock& block : session.blocks) blocks.insert(block.id);
  return blocks;
}

std::string Expired(const std::string& session, const char* what) {
  return "upload " + session + " has expired, sessions live for 24 hours: " + what;
}

}  // namespace

/// Messages stay the same however often they are read, and so does what is chosen here.
Committer::Targets Committer::TargetsOf(const Staged& staged) {
  Targets targets;
  const Upload run = DecodeToken(staged.token);
  // Without a row, too, its commit is what replaces the old ones.
  if (!run.session.empty()) targets[run.partition].sessions[run.session];
  for (size_t i = 0; i < staged.messages.size(); ++i) {
    for (const UploadedBlocks& uploaded : DecodeMessage(staged.messages[i].bytes)) {
      Target& target = targets[uploaded.upload.partition];
      target.messages.insert(i);
      if (target.clearing.empty()) target.clearing = uploaded.upload.clearing;
      target.sessions[uploaded.upload.session].insert(uploaded.blocks.begin(),
                                                      uploaded.blocks.end());
    }
  }
  return targets;
}

void Committer::EmptyStrays(const Upload& upload, const std::set<int64_t>& wanted,
                            const mc::UploadSession& session) {
  BlockEncoder encoder({});
  for (const mc::UploadedBlock& block : session.blocks) {
    if (wanted.count(block.id) != 0) continue;
    scope_.Log(HOPLINE_LOG_INFO, kComponent,
               "block " + std::to_string(block.id) +
                   " is left over from an attempt that lost; it is made empty");
    tunnel_.PutBlock(upload.session, upload.partition, block.id, *encoder.Finish(), {},
                     scope_);
  }
}

/// The session, once a commit that may be in progress has come to its end; the last
/// state seen if that takes too long.
mc::UploadSession Committer::Settled(const Upload& upload) {
  uint64_t pause_ms = kFirstPollMs;
  for (uint64_t waited_ms = 0;; waited_ms += pause_ms) {
    mc::UploadSession session =
        tunnel_.ReloadUpload(upload.session, upload.partition, scope_);
    const bool moving =
        session.status == mc::kSessionClosing || session.status == mc::kSessionCommitting;
    if (!moving || waited_ms >= kMostPollMs) return session;
    pause_ms = std::min(2 * pause_ms, kLongestPollMs);
    scope_.Wait(pause_ms);
  }
}

void Committer::CheckSession(const Upload& upload, const std::set<int64_t>& wanted) {
  const mc::UploadSession session = Settled(upload);
  if (session.status == mc::kSessionClosed) return;  // committed by a run that died then
  if (session.status == mc::kSessionExpired) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                Expired(upload.session, "its rows are gone, the run has to begin anew"));
  }
  const std::set<int64_t> before = BlocksOf(session);
  if (before != wanted) EmptyStrays(upload, wanted, session);
  if (!std::includes(before.begin(), before.end(), wanted.begin(), wanted.end())) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "upload " + upload.session + " holds " + std::to_string(before.size()) +
                    " blocks, but not all " + std::to_string(wanted.size()) +
                    " that the tasks wrote; the run has to begin anew");
  }
}

void Committer::Precommit(const Staged& staged) {
  ForEachAtOnce(TargetsOf(staged), kAtOnce, [this](const auto& named) {
    const auto& [partition, target] = named;
    if (!target.clearing.empty()) CheckSession({target.clearing, partition, {}}, {});
    for (const auto& [session, blocks] : target.sessions) {
      CheckSession({session, partition, {}}, blocks);
    }
  });
}

/// COMMITTED, ALREADY_COMMITTED, or UNKNOWN and why.
int32_t Committer::CommitSession(const Upload& upload, std::string* why) {
  try {
    tunnel_.CommitUpload(upload.session, upload.partition, scope_);
    return HOPLINE_OUTCOME_COMMITTED;
  } catch (const Error& error) {
    if (!Tells(error, "StatusConflict")) throw;
  }
  const mc::UploadSession session = Settled(upload);
  if (session.status == mc::kSessionClosed) return HOPLINE_OUTCOME_ALREADY_COMMITTED;
  if (session.status == mc::kSessionExpired) {
    *why = Expired(upload.session,
                   "whether it was committed before cannot be found out; look at the "
                   "table, then give the step up");
  } else {
    *why = "upload " + upload.session + " is neither open nor committed, but '" +
           session.status + "'";
  }
  return HOPLINE_OUTCOME_UNKNOWN;
}

/// Of a partition, one session after the other. COMMITTED if one of them was not before.
int32_t Committer::CommitTarget(const std::string& partition, const Target& target,
                                std::string* why) {
  std::vector<std::string> sessions;
  if (!target.clearing.empty()) sessions.push_back(target.clearing);
  for (const auto& [session, blocks] : target.sessions) sessions.push_back(session);
  int32_t all = HOPLINE_OUTCOME_ALREADY_COMMITTED;
  for (const std::string& session : sessions) {
    const int32_t outcome = CommitSession({session, partition, {}}, why);
    if (outcome == HOPLINE_OUTCOME_UNKNOWN) return outcome;
    if (outcome == HOPLINE_OUTCOME_COMMITTED) all = outcome;
  }
  return all;
}

void Committer::Commit(const Staged& staged, std::vector<int32_t>& outcomes) {
  std::mutex mutex;  // guards what follows, and outcomes
  bool fresh = false;
  std::optional<Error> unknown;
  const auto commit = [&](const auto& named) {
    const auto& [partition, target] = named;
    std::string why;
    const int32_t outcome = CommitTarget(partition, target, &why);
    const std::lock_guard lock(mutex);
    fresh = fresh || outcome == HOPLINE_OUTCOME_COMMITTED;
    if (outcome != HOPLINE_OUTCOME_UNKNOWN) return;
    for (const size_t message : target.messages) outcomes[message] = outcome;
    if (!unknown.has_value()) unknown.emplace(HOPLINE_STATUS_DATA_INVALID, why);
    throw Error(*unknown);
  };
  try {
    ForEachAtOnce(TargetsOf(staged), kAtOnce, commit);
  } catch (const Error&) {
    // What a person has to look at goes before what the next call may cure.
    if (unknown.has_value()) throw Error(*unknown);
    throw;
  }
  std::fill(outcomes.begin(), outcomes.end(),
            fresh ? HOPLINE_OUTCOME_COMMITTED : HOPLINE_OUTCOME_ALREADY_COMMITTED);
}

}  // namespace hopline::plugins::odps
