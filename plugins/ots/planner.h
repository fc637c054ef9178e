#pragma once

#include <hopline/connector.hpp>

#include "plugins/ots/reader_options.h"
#include "plugins/tablestore/client.h"

namespace hopline::plugins::ots {

/// Cuts the range of a wide-column table into tasks: at the user's points, or at points
/// that the service gives by stored size.
///
/// Errors: INVALID_ARGUMENT: `range` does not fit the table.
Plan MakeRangePlan(tablestore::Client& client, const ReaderOptions& options,
                   const wire::tablestore::TableMeta& table, const PlanRequest& request,
                   const Scope& scope);

/// Deals the service's splits of a time-series table to at most the wanted tasks.
///
/// Errors: NOT_FOUND: no such time-series table.
Plan MakeScanPlan(tablestore::Client& client, const ReaderOptions& options,
                  const PlanRequest& request, const Scope& scope);

}  // namespace hopline::plugins::ots
