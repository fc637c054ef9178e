#include "plugins/file/commit.h"

#include <fcntl.h>
#include <hopline/writer.h>

#include "plugins/common/file_handle.h"

#include <algorithm>

namespace hopline::plugins::file {
namespace {

[[noreturn]] void ThrowGone(const std::string& path, const std::string& what) {
  throw Error(HOPLINE_STATUS_DATA_INVALID,
              "the staged file '" + path + "' " + what +
                  "; something else works in this folder: run the job again");
}

/// Appends `from`, without its first `skip` bytes, to `to`.
void AppendFile(const std::string& from, uint64_t skip, FileHandle& to) {
  FileHandle source = FileHandle::Open(from, O_RDONLY);
  source.Seek(skip);
  std::string piece(size_t{1} << 20, '\0');
  while (const size_t n = source.Read(piece.data(), piece.size())) {
    to.Write({piece.data(), n});
  }
}

}  // namespace

std::string HiddenPrefix(const JobContext& context, const ObjectOptions& options,
                         uint32_t task_index, uint32_t attempt) {
  const NameKey key{context.job_key, context.run_id, context.step_name, task_index,
                    attempt};
  return std::string(FolderOf(options.object)) + std::string(kHiddenPrefix) +
         UniquePart(key) + "-";
}

Committer::Committer(const JobContext& context, const ObjectOptions& options,
                     const Staged& staged)
    : context_(context),
      options_(options),
      staged_(staged),
      names_(context, options),
      token_(DecodeToken(staged.token)),
      target_(token_.base) {
  for (const Staged::Message& message : staged.messages) {
    messages_.push_back(DecodeMessage(message.bytes));
    for (const StagedFile& file : messages_.back().files) ours_.insert(file.name);
  }
}

void Committer::Precommit() const {
  for (const TaskMessage& message : messages_) {
    for (const StagedFile& file : message.files) {
      const int64_t size = target_.SizeOf(file.hidden);
      if (size < 0) ThrowGone(target_.PathOf(file.hidden), "is gone");
      if (size != static_cast<int64_t>(file.size)) {
        ThrowGone(target_.PathOf(file.hidden), "has " + std::to_string(size) +
                                                   " bytes instead of " +
                                                   std::to_string(file.size));
      }
    }
  }
}

void Committer::Commit(std::vector<int32_t>& outcomes) const {
  ShowAll(outcomes);
  target_.SyncFolder(options_.object);
  RemoveHidden(false);
  if (options_.single_object) return;
  if (options_.write_mode == WriteMode::kTruncate) {
    RemoveOld(options_.object);
  } else if (options_.stable_names) {
    RemoveOld(names_.OfWindow());
  }
}

void Committer::ShowAll(std::vector<int32_t>& outcomes) const {
  if (options_.single_object) {
    std::fill(outcomes.begin(), outcomes.end(), ShowSingle());
    return;
  }
  for (size_t i = 0; i < messages_.size(); ++i) {
    int32_t outcome = HOPLINE_OUTCOME_COMMITTED;
    for (const StagedFile& file : messages_[i].files) {
      outcome = std::max(outcome, Show(file));
    }
    outcomes[i] = outcome;
  }
}

/// Renaming is the commit: afterwards the hidden name is gone, which a repetition sees.
int32_t Committer::Show(const StagedFile& file) const {
  if (target_.SizeOf(file.hidden) < 0) {
    if (target_.SizeOf(file.name) == static_cast<int64_t>(file.size)) {
      return HOPLINE_OUTCOME_ALREADY_COMMITTED;
    }
    ThrowGone(target_.PathOf(file.hidden), "is gone, and '" + file.name + "' is not it");
  }
  if (FolderOf(file.name) != FolderOf(file.hidden)) target_.MakeFolders(file.name);
  const bool replace = options_.write_mode != WriteMode::kNonConflict;
  if (!target_.Rename(file.hidden, file.name, replace)) {
    throw Error(HOPLINE_STATUS_ALREADY_EXISTS,
                "/writeMode: nonConflict, but '" + target_.PathOf(file.name) +
                    "' has appeared meanwhile; move it away and finish the run");
  }
  if (FolderOf(file.name) != FolderOf(file.hidden)) target_.SyncFolder(file.name);
  return HOPLINE_OUTCOME_COMMITTED;
}

uint64_t Committer::SingleSize() const {
  uint64_t size = 0;
  uint64_t headers = 0;
  for (const TaskMessage& message : messages_) {
    for (const StagedFile& file : message.files) {
      size += file.size - (headers++ == 0 ? 0 : message.header_bytes);
    }
  }
  return size;
}

/// The shares stay until the object stands, so a missing one means that it does.
int32_t Committer::ShowSingle() const {
  bool any = false;
  bool missing = false;
  for (const TaskMessage& message : messages_) {
    for (const StagedFile& file : message.files) {
      any = true;
      missing = missing || target_.SizeOf(file.hidden) < 0;
    }
  }
  if (!any) {
    RemoveOldSingle();
    return HOPLINE_OUTCOME_COMMITTED;
  }
  int32_t outcome = HOPLINE_OUTCOME_COMMITTED;
  if (!missing) {
    const std::string joined = HiddenPrefix(context_, options_, 0, 0) + "joined";
    JoinShares(joined);
    const bool replace = options_.write_mode != WriteMode::kNonConflict ||
                         target_.SizeOf(options_.object) ==
                             static_cast<int64_t>(SingleSize());  // a repetition
    if (!target_.Rename(joined, options_.object, replace)) {
      target_.Remove(joined);
      throw Error(HOPLINE_STATUS_ALREADY_EXISTS,
                  "/writeMode: nonConflict, but '" + target_.PathOf(options_.object) +
                      "' has appeared meanwhile; move it away and finish the run");
    }
    target_.SyncFolder(options_.object);
  } else {
    if (target_.SizeOf(options_.object) != static_cast<int64_t>(SingleSize())) {
      ThrowGone(target_.PathOf(options_.object), "is neither complete nor in shares");
    }
    outcome = HOPLINE_OUTCOME_ALREADY_COMMITTED;
  }
  RemoveShares();
  return outcome;
}

void Committer::JoinShares(const std::string& joined) const {
  FileHandle out = FileHandle::Open(target_.PathOf(joined), O_WRONLY | O_CREAT | O_TRUNC);
  bool first = true;
  for (const TaskMessage& message : messages_) {
    for (const StagedFile& file : message.files) {
      AppendFile(target_.PathOf(file.hidden), first ? 0 : message.header_bytes, out);
      first = false;
    }
  }
  out.Sync();
}

void Committer::RemoveShares() const {
  for (const TaskMessage& message : messages_) {
    for (const StagedFile& file : message.files) target_.Remove(file.hidden);
  }
}

/// What stood under the prefix before this run, less what belongs to it.
void Committer::RemoveOld(const std::string& prefix) const {
  for (const FoundFile& file : target_.List(prefix)) {
    const bool keep = ours_.contains(file.name) || names_.IsOfThisRun(file.name) ||
                      file.changed_unix_ns > token_.prepared_unix_ns;
    if (!keep) target_.Remove(file.name);
  }
}

/// Without any row there is no object; truncate then leaves none.
void Committer::RemoveOldSingle() const {
  if (options_.write_mode != WriteMode::kTruncate) return;
  for (const FoundFile& file : target_.List(options_.object)) {
    const bool old = file.changed_unix_ns <= token_.prepared_unix_ns;
    if (file.name == options_.object && old) target_.Remove(file.name);
  }
}

bool Committer::Won(const hopline_attempt& attempt) const {
  return std::any_of(staged_.messages.begin(), staged_.messages.end(),
                     [&](const Staged::Message& message) {
                       return message.task_index == attempt.task_index &&
                              message.attempt == attempt.attempt;
                     });
}

void Committer::RemoveHidden(bool winners_too) const {
  std::set<std::string> prefixes = {HiddenPrefix(context_, options_, 0, 0)};
  for (const hopline_attempt& attempt : staged_.started) {
    if (!winners_too && Won(attempt)) continue;
    prefixes.insert(
        HiddenPrefix(context_, options_, attempt.task_index, attempt.attempt));
  }
  const auto hidden = target_.ListHidden(options_.object, std::string(kHiddenPrefix));
  for (const std::string& name : hidden) {
    // A hidden name is a prefix of constant length and a number.
    const std::string prefix = name.substr(0, name.rfind('-') + 1);
    if (prefixes.contains(prefix)) target_.Remove(name);
  }
}

void Committer::Abort() const {
  RemoveShares();
  RemoveHidden(true);
}

}  // namespace hopline::plugins::file
