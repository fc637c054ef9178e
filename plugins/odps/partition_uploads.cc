#include "plugins/odps/partition_uploads.h"

#include "plugins/odps/errors.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

std::string PartitionUploads::Create(const std::string& partition, bool overwrite,
                                     const Scope& scope) {
  try {
    return project_.tunnel().CreateUpload(partition, overwrite, scope).id;
  } catch (const Error& error) {
    if (!Tells(error, "NoSuchPartition")) throw;
  }
  mc::PartitionSpec spec;
  NeedReadable(mc::ParsePartitionSpec(partition, &spec), "reading the partition");
  project_.metadata().AddPartition(spec, scope);
  return project_.tunnel().CreateUpload(partition, overwrite, scope).id;
}

Upload PartitionUploads::Open(const std::string& partition, uint32_t tasks,
                              const Scope& scope) {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(partition);
  if (found != uploads_.end()) return found->second;
  const bool alone = tasks == 1;
  Upload upload;
  upload.partition = partition;
  if (truncate_ && !alone) upload.clearing = Create(partition, true, scope);
  upload.session = Create(partition, truncate_ && alone, scope);
  return uploads_.emplace(partition, std::move(upload)).first->second;
}

}  // namespace hopline::plugins::odps
