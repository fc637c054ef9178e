#include "plugins/oss/commit.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "plugins/oss/errors.h"
#include "plugins/oss/share_range.h"
#include "wire/oss/crc64.h"

namespace hopline::plugins::oss {

using wire::oss::CompletedPart;
using wire::oss::PartEntry;

namespace {

constexpr uint32_t kListPage =
    1000;  // keys per page and per deletion, the service's most

/// Size and checksum of listed parts put together; no checksum if a part has none.
struct Sum {
  uint64_t size = 0;
  uint64_t crc64 = 0;
};

template <class Iterator>
Sum SumOf(Iterator from, Iterator to) {
  Sum sum;
  for (; from != to; ++from) {
    sum.crc64 = wire::oss::Crc64Combine(sum.crc64, from->crc64, from->size);
    sum.size += from->size;
  }
  return sum;
}

[[noreturn]] void ThrowIncomplete(const std::string& key, const std::string& what) {
  throw Error(HOPLINE_STATUS_DATA_INVALID, "the staged upload of " + key +
                                               " is not what was sent (" + what +
                                               "); run the job again");
}

std::vector<CompletedPart> ToCompleted(const std::vector<PartEntry>& parts) {
  std::vector<CompletedPart> completed;
  completed.reserve(parts.size());
  for (const PartEntry& part : parts) completed.push_back({part.number, part.etag});
  return completed;
}

/// What an error in the middle of a commit means for the message.
int32_t OutcomeOf(const Error& error) {
  return error.retryable() ? HOPLINE_OUTCOME_RETRY_LATER : HOPLINE_OUTCOME_FAILED;
}

}  // namespace

/// Token and messages, decoded.
struct Committer::Run {
  Token token;
  std::vector<TaskMessage> messages;
  std::set<std::string> keys;  ///< of all objects of this commit
};

Committer::Run Committer::Read(const Staged& staged) const {
  Run run;
  run.token = DecodeToken(staged.token);
  for (const Staged::Message& message : staged.messages) {
    run.messages.push_back(DecodeMessage(message.bytes));
    for (const StagedObject& object : run.messages.back().objects) {
      run.keys.insert(object.key);
    }
  }
  return run;
}

Assembly Committer::AssembleRun(const Run& run) const {
  std::vector<StagedShare> shares;
  for (const TaskMessage& message : run.messages) {
    if (message.share.has_value()) shares.push_back(*message.share);
  }
  return Assemble(shares);
}

void Committer::ProveParts(const StagedObject& object) {
  const std::vector<PartEntry> parts =
      client_.ListParts(object.key, object.upload_id, scope_);
  if (parts.size() != object.parts) {
    ThrowIncomplete(object.key, std::to_string(object.parts) + " parts sent, " +
                                    std::to_string(parts.size()) + " there");
  }
  const Sum sum = SumOf(parts.begin(), parts.end());
  if (sum.size != object.size || sum.crc64 != object.crc64) {
    ThrowIncomplete(object.key, "size or CRC-64 differs");
  }
}

void Committer::ProveShares(const Run& run) {
  const Assembly assembly = AssembleRun(run);
  if (assembly.is_small()) return;
  const std::vector<PartEntry> parts =
      client_.ListParts(options_.object, run.token.upload_id, scope_);
  for (const TaskMessage& message : run.messages) {
    if (!message.share.has_value() || message.share->parts == 0) continue;
    const StagedShare& share = *message.share;
    const auto from =
        std::find_if(parts.begin(), parts.end(),
                     [&](const PartEntry& part) { return part.number > share.joint; });
    const auto to = std::find_if(from, parts.end(), [&](const PartEntry& part) {
      return part.number > share.joint + share.parts;
    });
    const Sum sum = SumOf(from, to);
    if (to - from != share.parts || sum.size != share.parts_bytes ||
        sum.crc64 != share.parts_crc64) {
      ThrowIncomplete(options_.object, "parts " + std::to_string(share.joint + 1) +
                                           " and following differ");
    }
  }
}

void Committer::Precommit(const Staged& staged) {
  const Run run = Read(staged);
  if (options_.single_object) return ProveShares(run);
  for (const TaskMessage& message : run.messages) {
    for (const StagedObject& object : message.objects) {
      if (!object.upload_id.empty()) ProveParts(object);
    }
  }
}

int32_t Committer::Settle(const std::string& key, uint64_t size, uint64_t crc64) {
  const std::optional<ObjectInfo> found = client_.HeadObject(key, scope_);
  if (found.has_value() && found->size == size && found->crc64 == crc64) {
    return HOPLINE_OUTCOME_ALREADY_COMMITTED;
  }
  throw Error(HOPLINE_STATUS_DATA_INVALID,
              "committing object " + key + " of bucket " + client_.bucket() +
                  ": its upload is gone and " +
                  (found.has_value() ? "another object stands there"
                                     : "no such object is there"));
}

int32_t Committer::Complete(const std::string& key, const std::string& upload_id,
                            const std::vector<CompletedPart>& parts, uint64_t size,
                            uint64_t crc64) {
  std::optional<uint64_t> made;
  try {
    made = client_.CompleteUpload(key, upload_id, parts, put_, scope_);
  } catch (const Error& error) {
    // The reply to an earlier try was lost, or someone else's object was there first.
    if (!IsCode(error, kNoSuchUpload) && error.code() != HOPLINE_STATUS_ALREADY_EXISTS) {
      throw;
    }
    return Settle(key, size, crc64);
  }
  if (made.has_value() && *made != crc64) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "object " + key + " of bucket " + client_.bucket() + " has CRC-64 " +
                    std::to_string(*made) + " instead of " + std::to_string(crc64));
  }
  return HOPLINE_OUTCOME_COMMITTED;
}

int32_t Committer::PutSmall(const std::string& key, const std::string& body,
                            uint64_t crc64) {
  try {
    client_.PutObject(key, body, put_, scope_);
  } catch (const Error& error) {
    if (error.code() != HOPLINE_STATUS_ALREADY_EXISTS) throw;
    return Settle(key, body.size(), crc64);
  }
  return HOPLINE_OUTCOME_COMMITTED;
}

int32_t Committer::CommitObject(const StagedObject& object) {
  if (object.upload_id.empty()) return PutSmall(object.key, object.body, object.crc64);
  std::vector<PartEntry> parts;
  try {
    parts = client_.ListParts(object.key, object.upload_id, scope_);
  } catch (const Error& error) {
    if (!IsCode(error, kNoSuchUpload)) throw;
    return Settle(object.key, object.size, object.crc64);
  }
  return Complete(object.key, object.upload_id, ToCompleted(parts), object.size,
                  object.crc64);
}

int32_t Committer::CompleteSingle(const Run& run, const Assembly& assembly) {
  const std::string& key = options_.object;
  const std::string& upload_id = run.token.upload_id;
  try {
    for (const Assembly::Joint& joint : assembly.joints) {
      client_.UploadPart(key, upload_id, joint.number, joint.bytes,
                         wire::oss::Crc64(0, joint.bytes), scope_);
    }
    const std::set<uint64_t> wanted(assembly.numbers.begin(), assembly.numbers.end());
    std::vector<PartEntry> parts = client_.ListParts(key, upload_id, scope_);
    // Parts of attempts that did not win are left out and vanish with the upload.
    std::erase_if(parts,
                  [&](const PartEntry& part) { return !wanted.contains(part.number); });
    return Complete(key, upload_id, ToCompleted(parts), assembly.size, assembly.crc64);
  } catch (const Error& error) {
    if (!IsCode(error, kNoSuchUpload)) throw;
    return Settle(key, assembly.size, assembly.crc64);
  }
}

int32_t Committer::CommitSingle(const Run& run) {
  const Assembly assembly = AssembleRun(run);
  if (!assembly.empty() && !assembly.is_small()) return CompleteSingle(run, assembly);
  int32_t outcome = HOPLINE_OUTCOME_COMMITTED;
  if (!assembly.empty()) {
    outcome = PutSmall(options_.object, assembly.small, assembly.crc64);
  } else if (options_.write_mode == WriteMode::kTruncate) {
    const auto found = client_.HeadObject(options_.object, scope_);
    if (found.has_value() && found->last_modified_unix_s <= run.token.prepared_unix_s) {
      client_.DeleteObjects({options_.object}, scope_);
    }
  }
  client_.AbortUpload(options_.object, run.token.upload_id, scope_);
  return outcome;
}

void Committer::Commit(const Staged& staged, std::vector<int32_t>& outcomes) {
  const Run run = Read(staged);
  std::optional<Error> first;
  const auto attempt = [&](auto&& commit) -> int32_t {
    try {
      return commit();
    } catch (const Error& error) {
      if (!first.has_value()) first = error;
      return OutcomeOf(error);
    }
  };
  if (options_.single_object) {
    const int32_t outcome = attempt([&] { return CommitSingle(run); });
    std::fill(outcomes.begin(), outcomes.end(), outcome);
  } else {
    for (size_t i = 0; i < run.messages.size(); ++i) {
      int32_t worst = HOPLINE_OUTCOME_COMMITTED;
      for (const StagedObject& object : run.messages[i].objects) {
        worst = std::max(worst, attempt([&] { return CommitObject(object); }));
      }
      outcomes[i] = worst;
    }
  }
  if (first.has_value()) throw Error(*first);
  try {
    AbortStrays(staged, run);
    if (!options_.single_object && options_.write_mode == WriteMode::kTruncate) {
      DeleteOld(options_.object, run.keys, run.token.prepared_unix_s);
    } else if (options_.stable_names) {
      DeleteOld(names_.OfWindow(), run.keys, run.token.prepared_unix_s);
    }
  } catch (const Error& error) {
    // The new objects are there, but the old ones still are, too.
    std::fill(outcomes.begin(), outcomes.end(), OutcomeOf(error));
    throw;
  }
}

void Committer::AbortStrays(const Staged& staged, const Run& run) {
  std::set<std::string> prefixes;
  std::set<std::string> ours;
  for (const TaskMessage& message : run.messages) {
    prefixes.insert(message.twins.begin(), message.twins.end());
    for (const StagedObject& object : message.objects) ours.insert(object.upload_id);
  }
  for (const hopline_attempt& started : staged.started) {
    const bool won = std::any_of(staged.messages.begin(), staged.messages.end(),
                                 [&](const auto& message) {
                                   return message.task_index == started.task_index &&
                                          message.attempt == started.attempt;
                                 });
    if (!won && !options_.single_object) {
      prefixes.insert(names_.OfAttempt(started.task_index, started.attempt));
    }
  }
  for (const std::string& prefix : prefixes) {
    for (const wire::oss::UploadEntry& upload : client_.ListUploads(prefix, scope_)) {
      if (!ours.contains(upload.upload_id)) {
        client_.AbortUpload(upload.key, upload.upload_id, scope_);
      }
    }
  }
}

void Committer::DeleteOld(const std::string& prefix, const std::set<std::string>& ours,
                          int64_t newest_unix_s) {
  std::string marker;
  do {
    ListedPage page = client_.ListObjects(prefix, marker, kListPage, scope_);
    std::vector<std::string> old;
    for (const wire::oss::ObjectEntry& object : page.objects) {
      const bool keep = ours.contains(object.key) ||
                        object.last_modified_unix_s > newest_unix_s ||
                        names_.IsOfThisRun(object.key);
      if (!keep) old.push_back(object.key);
    }
    if (!old.empty()) client_.DeleteObjects(old, scope_);
    marker = std::move(page.next_marker);
  } while (!marker.empty());
}

void Committer::Abort(const Staged& staged) {
  const Run run = Read(staged);
  if (!run.token.upload_id.empty()) {
    client_.AbortUpload(options_.object, run.token.upload_id, scope_);
  }
  for (const TaskMessage& message : run.messages) {
    for (const StagedObject& object : message.objects) {
      if (object.upload_id.empty()) continue;
      client_.AbortUpload(object.key, object.upload_id, scope_);
    }
  }
  AbortStrays(staged, run);
}

}  // namespace hopline::plugins::oss
