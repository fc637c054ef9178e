// hopline-file.so: local files in the formats and by the parameters of oss.
#include <hopline/plugin.hpp>

#include "plugins/file/reader.h"
#include "plugins/file/writer.h"

HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);

HOPLINE_DEFINE_ENTRY(host, error) {
  using namespace hopline;
  using namespace hopline::plugins::file;
  static const PluginText text{"hopline.file",         "file",
                               HOPLINE_PLUGIN_VERSION, "Hopline",
                               "Apache-2.0",           "Local files of csv and text"};
  return DescribePlugin(
      host, error, text,
      {ReaderConnector<FileReader>({"file.reader",
                                    {"file", "filereader"},
                                    "Files",
                                    "Reads csv or text files below a local folder",
                                    ReaderSchema(),
                                    HOPLINE_CAP_REPLAYABLE}),
       WriterConnector<FileWriter>(
           {"file.writer",
            {"file", "filewriter"},
            "Files",
            "Writes csv or text files below a local folder",
            WriterSchema(),
            HOPLINE_CAP_STAGED | HOPLINE_CAP_ABORTS | HOPLINE_CAP_REPLACES})});
}
