#include "wire/tablestore/schema.h"

#include "wire/tablestore/protobuf_glue.h"

// Conversions of the shapes that several files of this room share.
namespace hopline::wire::tablestore {

void ToProto(const CapacityUnit& in, pb::CapacityUnit* out) {
  if (in.read) out->set_read(*in.read);
  if (in.write) out->set_write(*in.write);
}

void FromProto(const pb::CapacityUnit& in, CapacityUnit* out) {
  out->read.reset();
  out->write.reset();
  if (in.has_read()) out->read = in.read();
  if (in.has_write()) out->write = in.write();
}

void ToProto(const CapacityUnit& in, pb::ConsumedCapacity* out) {
  ToProto(in, out->mutable_capacity_unit());
}

void FromProto(const pb::ConsumedCapacity& in, CapacityUnit* out) {
  FromProto(in.capacity_unit(), out);
}

void ToProto(const KeyColumnSchema& in, pb::PrimaryKeySchema* out) {
  out->set_name(in.name);
  out->set_type(static_cast<pb::PrimaryKeyType>(in.type));
  if (in.auto_increment) out->set_option(pb::PKO_AUTO_INCREMENT);
}

void FromProto(const pb::PrimaryKeySchema& in, KeyColumnSchema* out) {
  out->name = in.name();
  out->type = static_cast<KeyType>(in.type());
  out->auto_increment = in.has_option() && in.option() == pb::PKO_AUTO_INCREMENT;
}

}  // namespace hopline::wire::tablestore
