#pragma once

#include <string>

#include "emulator/maxcompute/call.h"
#include "emulator/maxcompute/sessions.h"
#include "emulator/maxcompute/store.h"
#include "emulator/server/service.h"

/// The operations, one function each. The service has checked the signature and found the
/// table; it adds the headers that all replies have.
/// Errors: Failure.

namespace hopline::emulator::maxcompute {

HttpResponse PlainReply(const char* content_type, std::string body);
HttpResponse XmlReply(std::string body);

/// Content-MD5, where a client sends it: lower-case hex, not base64.
void CheckDigest(const Call& call);

/// The partition that the call names, in table order, "" for a plain table.
/// Errors:  MissingPartitionSpec, InvalidPartitionSpec.
std::string PartitionOf(const Call& call, const Table& table);

// operations_metadata.cc
HttpResponse GetProject(const Call& call);
HttpResponse ListTables(const Call& call, const Store& store);
HttpResponse GetTable(const Call& call, const Table& table);
HttpResponse ListPartitions(const Call& call, const Table& table);
HttpResponse GetPartition(const Call& call, const Table& table);

// operations_instance.cc
HttpResponse CreateInstance(const Call& call, Store* store, Registry<Instance>* instances,
                            IdSource* ids);
/// Everything that is asked of an instance; it has ended when it was created.
HttpResponse AnswerInstance(const Call& call, const Instance& instance);
HttpResponse CreateInstanceDownload(const Call& call, const Instance& instance,
                                    Registry<Download>* downloads, IdSource* ids);

// operations_upload.cc
HttpResponse CreateUpload(const Call& call, Table* table, IdSource* ids);
HttpResponse GetUpload(const Call& call, const Table& table);
HttpResponse UploadBlock(const Call& call, Table* table);
HttpResponse CommitUpload(const Call& call, Table* table);

// operations_download.cc
HttpResponse CreateDownload(const Call& call, const Table& table,
                            Registry<Download>* downloads, IdSource* ids);
HttpResponse GetDownload(const Call& call, const Registry<Download>& downloads);
HttpResponse ReadRows(const Call& call, const Registry<Download>& downloads);
HttpResponse PreviewTable(const Call& call, const Table& table);
/// The answer to both ways of making a download.
HttpResponse DownloadReply(const Call& call, const Download& download);

}  // namespace hopline::emulator::maxcompute
