#include "plugins/common/cloud_plugin.h"
#include "plugins/otsstream/reader.h"
#include "plugins/otsstream/schema.h"

HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);
HOPLINE_DEFINE_ENTRY(host, error) {
  using namespace hopline;
  using plugins::otsstream::OtsStreamReader;
  static const PluginText text{"hopline.otsstream",
                               "otsstream",
                               "0.1.0",
                               "Hopline",
                               "Apache-2.0",
                               "Change log of Alibaba Cloud Tablestore as a source",
                               &plugins::InitCloudPlugin};
  return DescribePlugin(
      host, error, text,
      {ReaderConnector<OtsStreamReader>(
          {"otsstream.reader",
           {"otsstream", "otsstreamreader"},
           "Tablestore Stream",
           "reads the changes of a table in a window of time",
           plugins::otsstream::kReaderSchema,
           HOPLINE_CAP_REPLAYABLE | HOPLINE_CAP_CHECKPOINTS | HOPLINE_CAP_SPARSE})});
}
