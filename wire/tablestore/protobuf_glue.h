#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/tablestore/errors.h"
#include "wire/tablestore/proto/common.pb.h"
#include "wire/tablestore/schema.h"
#include "wire/tablestore/status.h"

/// Between the room's plain structs and the generated messages. Included by its .cc files
/// only.
namespace hopline::wire::tablestore {

/// Required fields must all be set; then the order of the bytes is the order of field
/// numbers.
template <typename Message>
std::string Serialize(const Message& message) {
  return message.SerializeAsString();
}

/// Errors:  not a message of that shape; a required field is missing. Unknown fields are
///          skipped.
template <typename Message>
Status Parse(std::string_view body, const char* name, Message* out) {
  if (!out->ParsePartialFromArray(body.data(), static_cast<int>(body.size()))) {
    return Status::Error(std::string("body is not a message ") + name);
  }
  if (!out->IsInitialized()) {
    return Status::Error(std::string("a required field is missing in message ") + name);
  }
  return {};
}

void ToProto(const ServiceError& in, pb::Error* out);
void FromProto(const pb::Error& in, ServiceError* out);

void ToProto(const CapacityUnit& in, pb::CapacityUnit* out);
void FromProto(const pb::CapacityUnit& in, CapacityUnit* out);

void ToProto(const ConsumedCapacity& in, pb::ConsumedCapacity* out);
void FromProto(const pb::ConsumedCapacity& in, ConsumedCapacity* out);

void ToProto(const KeyColumnSchema& in, pb::PrimaryKeySchema* out);
void FromProto(const pb::PrimaryKeySchema& in, KeyColumnSchema* out);

}  // namespace hopline::wire::tablestore
