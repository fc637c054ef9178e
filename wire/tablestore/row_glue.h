#pragma once

#include "wire/tablestore/proto/row.pb.h"
#include "wire/tablestore/protobuf_glue.h"
#include "wire/tablestore/row_messages.h"

/// Conversions that row_messages.cc and batch_messages.cc share.
namespace hopline::wire::tablestore {

void ToProto(const Condition& in, pb::Condition* out);
void FromProto(const pb::Condition& in, Condition* out);

void ToProto(const ReturnContent& in, pb::ReturnContent* out);
void FromProto(const pb::ReturnContent& in, ReturnContent* out);

void ToProto(const TimeRange& in, pb::TimeRange* out);
void FromProto(const pb::TimeRange& in, TimeRange* out);

/// The fields of ReadSelection, which three messages carry under numbers of their own.
template <typename Message>
void SelectionToProto(const ReadSelection& in, Message* out) {
  for (const std::string& name : in.columns_to_get) out->add_columns_to_get(name);
  if (in.time_range) ToProto(*in.time_range, out->mutable_time_range());
  if (in.max_versions) out->set_max_versions(*in.max_versions);
  if (in.cache_blocks) out->set_cache_blocks(*in.cache_blocks);
  if (in.filter) out->set_filter(*in.filter);
  if (in.start_column) out->set_start_column(*in.start_column);
  if (in.end_column) out->set_end_column(*in.end_column);
}

template <typename Message>
void SelectionFromProto(const Message& in, ReadSelection* out) {
  out->columns_to_get.assign(in.columns_to_get().begin(), in.columns_to_get().end());
  if (in.has_time_range()) FromProto(in.time_range(), &out->time_range.emplace());
  if (in.has_max_versions()) out->max_versions = in.max_versions();
  if (in.has_cache_blocks()) out->cache_blocks = in.cache_blocks();
  if (in.has_filter()) out->filter = in.filter();
  if (in.has_start_column()) out->start_column = in.start_column();
  if (in.has_end_column()) out->end_column = in.end_column();
}

}  // namespace hopline::wire::tablestore
