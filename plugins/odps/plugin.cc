#include "plugins/common/cloud_plugin.h"
#include "plugins/odps/reader.h"
#include "plugins/odps/schema.h"
#include "plugins/odps/writer.h"

HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);
HOPLINE_DEFINE_ENTRY(host, error) {
  using namespace hopline;
  using plugins::odps::OdpsReader;
  using plugins::odps::OdpsWriter;
  static const PluginText text{"hopline.odps",
                               "odps",
                               "0.1.0",
                               "Hopline",
                               "Apache-2.0",
                               "Tables of Alibaba Cloud MaxCompute",
                               &plugins::InitCloudPlugin};
  return DescribePlugin(
      host, error, text,
      {ReaderConnector<OdpsReader>({"odps.reader",
                                    {"odps", "odpsreader"},
                                    "MaxCompute",
                                    "reads a table, partitions of it, or chosen rows",
                                    plugins::odps::kReaderSchema,
                                    HOPLINE_CAP_REPLAYABLE}),
       WriterConnector<OdpsWriter>({"odps.writer",
                                    {"odps", "odpswriter"},
                                    "MaxCompute",
                                    "writes a table or partitions of it",
                                    plugins::odps::kWriterSchema,
                                    HOPLINE_CAP_STAGED | HOPLINE_CAP_REPLACES})});
}
