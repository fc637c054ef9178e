#include "host/job/step_types.h"

#include <algorithm>

namespace hopline::job {
namespace {

// Source: the plugin and transformer folders of DataX 2025-07, the processing steps of
// DataWorks.
constexpr std::string_view kWords[] = {"adbmysql",
                                       "adbpg",
                                       "ads",
                                       "cassandra",
                                       "clickhouse",
                                       "databend",
                                       "datahub",
                                       "doris",
                                       "drds",
                                       "elasticsearch",
                                       "ftp",
                                       "gaussdb",
                                       "gdb",
                                       "hbase094x",
                                       "hbase11x",
                                       "hbase11xsql",
                                       "hbase20xsql",
                                       "hdfs",
                                       "hologres",
                                       "hologresjdbc",
                                       "kingbasees",
                                       "kudu",
                                       "loghub",
                                       "mongodb",
                                       "mysql",
                                       "neo4j",
                                       "oceanbasev10",
                                       "ocs",
                                       "odps",
                                       "opentsdb",
                                       "oracle",
                                       "oscar",
                                       "oss",
                                       "ots",
                                       "otsstream",
                                       "postgresql",
                                       "rdbms",
                                       "selectdb",
                                       "sqlserver",
                                       "starrocks",
                                       "stream",
                                       "sybase",
                                       "tdengine",
                                       "tsdb",
                                       "txtfile",
                                       "dx_substr",
                                       "dx_pad",
                                       "dx_replace",
                                       "dx_filter",
                                       "dx_digest",
                                       "dx_groovy",
                                       "stringreplace",
                                       "json-extracting",
                                       "embedding-transformer"};

}  // namespace

bool IsWellKnownStepType(std::string_view word) {
  for (const std::string_view suffix : {"reader", "writer"}) {
    if (word.ends_with(suffix)) {
      word.remove_suffix(suffix.size());
      break;
    }
  }
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

}  // namespace hopline::job
