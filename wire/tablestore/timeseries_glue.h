#pragma once

#include "wire/tablestore/proto/timeseries.pb.h"
#include "wire/tablestore/protobuf_glue.h"
#include "wire/tablestore/timeseries_messages.h"

/// Conversions that timeseries_messages.cc and timeseries_meta_messages.cc share.
namespace hopline::wire::tablestore {

void ToProto(const TimeseriesKey& in, pb::TimeseriesKey* out);
void FromProto(const pb::TimeseriesKey& in, TimeseriesKey* out);

void ToProto(const FailedRow& in, pb::FailedRowInfo* out);
void FromProto(const pb::FailedRowInfo& in, FailedRow* out);

}  // namespace hopline::wire::tablestore
