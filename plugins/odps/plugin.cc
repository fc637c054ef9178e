#include <hopline/plugin.hpp>

#include "plugins/common/credentials.h"
#include "plugins/common/http_client.h"
#include "plugins/odps/reader.h"
#include "plugins/odps/schema.h"
#include "plugins/odps/writer.h"

namespace {

int32_t Init(const hopline_host*, hopline_error* error) noexcept {
  return hopline::Guard(error, [] {
    hopline::plugins::InitHttp();
    hopline::plugins::ReadCredentialEnvironment();
  });
}

}  // namespace

HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);
HOPLINE_DEFINE_ENTRY(host, error) {
  using namespace hopline;
  using plugins::odps::OdpsReader;
  using plugins::odps::OdpsWriter;
  static const PluginText text{"hopline.odps", "odps",
                               "0.1.0",        "Hopline",
                               "Apache-2.0",   "Tables of Alibaba Cloud MaxCompute",
                               &Init};
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
