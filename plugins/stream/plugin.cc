// hopline-stream.so: a generator to read from, and ends to write to.
#include <hopline/plugin.hpp>

#include "plugins/stream/reader.h"
#include "plugins/stream/writer.h"

HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);

HOPLINE_DEFINE_ENTRY(host, error) {
  using namespace hopline;
  using namespace hopline::plugins::stream;
  static const PluginText text{
      "hopline.stream",       "stream",
      HOPLINE_PLUGIN_VERSION, "Hopline",
      "Apache-2.0",           "Generated rows, and rows to standard output or nowhere"};
  return DescribePlugin(
      host, error, text,
      {ReaderConnector<StreamReader>({"stream.reader",
                                      {"stream", "streamreader"},
                                      "Generator",
                                      "Generates constant, random and counted columns",
                                      kReaderSchema,
                                      HOPLINE_CAP_REPLAYABLE}),
       WriterConnector<StreamWriter>({"stream.writer",
                                      {"stream", "streamwriter"},
                                      "Stream",
                                      "Prints rows, writes them to a file, or drops them",
                                      kWriterSchema,
                                      HOPLINE_CAP_IDEMPOTENT})});
}
