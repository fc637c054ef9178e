#include "wire/tablestore/filter.h"

#include "wire/tablestore/proto/row.pb.h"
#include "wire/tablestore/protobuf_glue.h"

namespace hopline::wire::tablestore {
namespace {

void ToProto(const Filter& in, pb::Filter* out);

std::string EncodeColumn(const Filter& in) {
  pb::SingleColumnValueFilter proto;
  proto.set_comparator(static_cast<pb::ComparatorType>(in.comparator));
  proto.set_column_name(in.column_name);
  proto.set_column_value(EncodeBareValue(in.column_value.view()));
  proto.set_filter_if_missing(in.fail_if_missing);
  proto.set_latest_version_only(in.latest_version_only);
  return Serialize(proto);
}

std::string EncodeComposite(const Filter& in) {
  pb::CompositeColumnValueFilter proto;
  proto.set_combinator(static_cast<pb::LogicalOperator>(in.logic));
  for (const Filter& operand : in.operands) ToProto(operand, proto.add_sub_filters());
  return Serialize(proto);
}

std::string EncodePage(const Filter& in) {
  pb::ColumnPaginationFilter proto;
  proto.set_offset(in.offset);
  proto.set_limit(in.limit);
  return Serialize(proto);
}

void ToProto(const Filter& in, pb::Filter* out) {
  out->set_type(static_cast<pb::FilterType>(in.kind));
  switch (in.kind) {
    case Filter::Kind::kColumn:
      out->set_filter(EncodeColumn(in));
      break;
    case Filter::Kind::kComposite:
      out->set_filter(EncodeComposite(in));
      break;
    case Filter::Kind::kPage:
      out->set_filter(EncodePage(in));
      break;
  }
}

Status Broken() { return Status::Error("Deserialize filter failed."); }

template <typename Message>
Status ParseFilter(std::string_view body, Message* message) {
  return Parse(body, "Filter", message).ok() ? Status() : Broken();
}

// `budget` counts down the filters that may still come.
Status FromProto(const pb::Filter& in, int* budget, Filter* out);

Status DecodeColumn(std::string_view body, Filter* out) {
  pb::SingleColumnValueFilter proto;
  Status status = ParseFilter(body, &proto);
  if (!status.ok()) return status;
  out->comparator = static_cast<Filter::Comparator>(proto.comparator());
  out->column_name = proto.column_name();
  out->fail_if_missing = proto.filter_if_missing();
  out->latest_version_only = proto.latest_version_only();
  if (proto.has_value_trans_rule()) {
    return Status::Error("Filters with a regular expression are not supported.");
  }
  // The existence comparators need no value; clients then leave the field empty.
  if (proto.column_value().empty()) return {};
  return DecodeBareValue(proto.column_value(), &out->column_value).ok() ? Status()
                                                                        : Broken();
}

Status DecodeComposite(std::string_view body, int* budget, Filter* out) {
  pb::CompositeColumnValueFilter proto;
  Status status = ParseFilter(body, &proto);
  if (!status.ok()) return status;
  out->logic = static_cast<Filter::Logic>(proto.combinator());
  for (const pb::Filter& operand : proto.sub_filters()) {
    status = FromProto(operand, budget, &out->operands.emplace_back());
    if (!status.ok()) return status;
  }
  if (out->logic == Filter::Logic::kNot && out->operands.size() != 1) {
    return Status::Error("Invalid NOT operator: the number of sub-filters must be 1.");
  }
  if (out->operands.empty()) return Broken();
  return {};
}

Status DecodePage(std::string_view body, Filter* out) {
  pb::ColumnPaginationFilter proto;
  Status status = ParseFilter(body, &proto);
  if (!status.ok()) return status;
  out->offset = proto.offset();
  out->limit = proto.limit();
  return out->offset < 0 || out->limit <= 0 ? Broken() : Status();
}

Status FromProto(const pb::Filter& in, int* budget, Filter* out) {
  if (--*budget < 0) {
    return Status::Error(
        "The count of filter exceeds the max: " + std::to_string(kMaxFilters) + ".");
  }
  out->kind = static_cast<Filter::Kind>(in.type());
  switch (out->kind) {
    case Filter::Kind::kColumn:
      return DecodeColumn(in.filter(), out);
    case Filter::Kind::kComposite:
      return DecodeComposite(in.filter(), budget, out);
    case Filter::Kind::kPage:
      return DecodePage(in.filter(), out);
  }
  return Broken();
}

}  // namespace

std::string Encode(const Filter& filter) {
  pb::Filter proto;
  ToProto(filter, &proto);
  return Serialize(proto);
}

Status Decode(std::string_view body, Filter* out) {
  pb::Filter proto;
  Status status = ParseFilter(body, &proto);
  if (!status.ok()) return status;
  *out = {};
  int budget = kMaxFilters;
  return FromProto(proto, &budget, out);
}

}  // namespace hopline::wire::tablestore
