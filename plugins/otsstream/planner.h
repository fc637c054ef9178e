#pragma once

#include <hopline/connector.hpp>

#include "plugins/otsstream/options.h"
#include "plugins/tablestore/client.h"

namespace hopline::plugins::otsstream {

/// Checks table, stream, window and status table, finds where each shard begins, and
/// packs the shards into tasks. Writes nothing.
///
/// Errors: NOT_FOUND: table or stream; INVALID_ARGUMENT: the window; INVALID_STATE: a
/// shard
///         that the previous window left is gone.
Plan MakeStreamPlan(tablestore::Client& client, const Options& options,
                    const wire::tablestore::DescribeTableResponse& table,
                    const PlanRequest& request, const Scope& scope);

}  // namespace hopline::plugins::otsstream
