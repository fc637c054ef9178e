#include "plugins/common/cloud_plugin.h"
#include "plugins/ots/reader.h"
#include "plugins/ots/schema.h"
#include "plugins/ots/writer.h"

HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);
HOPLINE_DEFINE_ENTRY(host, error) {
  using namespace hopline;
  using plugins::ots::OtsReader;
  using plugins::ots::OtsWriter;
  static const PluginText text{"hopline.ots",
                               "ots",
                               "0.1.0",
                               "Hopline",
                               "Apache-2.0",
                               "Tables of Alibaba Cloud Tablestore as source and target",
                               &plugins::InitCloudPlugin};
  return DescribePlugin(
      host, error, text,
      {ReaderConnector<OtsReader>({"ots.reader",
                                   {"ots", "otsreader"},
                                   "Tablestore",
                                   "reads a table as it stands",
                                   plugins::ots::kReaderSchema,
                                   HOPLINE_CAP_REPLAYABLE}),
       WriterConnector<OtsWriter>({"ots.writer",
                                   {"ots", "otswriter"},
                                   "Tablestore",
                                   "writes rows, cells or points",
                                   plugins::ots::kWriterSchema,
                                   HOPLINE_CAP_IDEMPOTENT | HOPLINE_CAP_NULL_ERASES})});
}
