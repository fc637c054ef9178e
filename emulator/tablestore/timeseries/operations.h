#pragma once

#include "emulator/tablestore/operations.h"

namespace hopline::emulator::tablestore {

// table_operations.cc
std::string CreateTimeseriesTable(const Call& call);
std::string ListTimeseriesTable(const Call& call);
std::string DescribeTimeseriesTable(const Call& call);
std::string UpdateTimeseriesTable(const Call& call);
std::string DeleteTimeseriesTable(const Call& call);

// put_operation.cc
std::string PutTimeseriesData(const Call& call);

// read_operations.cc
std::string GetTimeseriesData(const Call& call);
std::string SplitTimeseriesScanTask(const Call& call);
std::string ScanTimeseriesData(const Call& call);

// meta_operations.cc
std::string QueryTimeseriesMeta(const Call& call);
std::string UpdateTimeseriesMeta(const Call& call);
std::string DeleteTimeseriesMeta(const Call& call);

}  // namespace hopline::emulator::tablestore
