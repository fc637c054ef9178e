#pragma once

#include "plugins/otsstream/options.h"
#include "plugins/tablestore/client.h"
#include "wire/tablestore/schema.h"
#include "wire/tablestore/table_messages.h"

namespace hopline::plugins::otsstream {

/// Describes the table that is read. A time-series table is given as the wide table that
/// the service keeps of it, without the hash in front of its key: _m_name, _data_source,
/// _tags, _time.
///
/// Errors:  NOT_FOUND: there is no such table, or it has no stream. INVALID_ARGUMENT: it
/// is
///          a table of the other kind.
wire::tablestore::DescribeTableResponse DescribeSource(tablestore::Client& client,
                                                       const Options& options,
                                                       const Scope& scope);

/// Describes the stream of that table. Errors: as above.
wire::tablestore::DescribeStreamResponse DescribeSourceStream(tablestore::Client& client,
                                                              const Options& options,
                                                              const Scope& scope);

}  // namespace hopline::plugins::otsstream
