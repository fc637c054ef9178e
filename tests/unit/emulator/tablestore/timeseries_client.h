#pragma once

#include <string>
#include <vector>

#include "client.h"
#include "wire/tablestore/timeseries_meta_messages.h"
#include "wire/tablestore/timeseries_rows.h"
#include "wire/tablestore/timeseries_table_messages.h"

namespace hopline::emulator::tablestore {

/// A client with the time-series table "series", which keeps points for ever.
class TimeseriesClient : public Client {
 public:
  explicit TimeseriesClient(const std::filesystem::path& folder = {});

  void Create(codec::TimeseriesTableMeta meta);

  /// The request that puts the points into "series", as new clients make it.
  static codec::PutTimeseriesDataRequest PutRequestOf(
      const std::vector<codec::TimeseriesRowView>& points);

  codec::PutTimeseriesDataResponse Put(
      const std::vector<codec::TimeseriesRowView>& points);

  /// Puts points none of which may fail.
  void PutAll(const std::vector<codec::TimeseriesRowView>& points);

  /// What the service says of one point that it refuses; its code must be
  /// OTSParameterInvalid.
  std::string Refusal(const codec::TimeseriesRowView& point);

  /// The points of all pages of a read, one line each; `request` says where it begins.
  std::vector<std::string> GetAll(codec::GetTimeseriesDataRequest request);
  std::vector<std::string> ScanAll(codec::ScanTimeseriesDataRequest request);

  /// Every point of "series".
  std::vector<std::string> Everything();
};

/// Measurement "cpu", source "host1", tags `os=linux`, one field.
codec::TimeseriesRowView PointAt(int64_t time_us, int64_t value = 1);

/// The time line of PointAt.
codec::TimeseriesKey LineOfPoints();

/// A request of that line, whole.
codec::GetTimeseriesDataRequest GetRequest();

/// Physical rows as points, one line each.
std::vector<std::string> PointsIn(const std::string& rows);

}  // namespace hopline::emulator::tablestore
