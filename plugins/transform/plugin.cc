// hopline-transform.so: processing steps between reader and writer.
#include <hopline/plugin.hpp>

#include "plugins/transform/dx_digest.h"
#include "plugins/transform/dx_filter.h"
#include "plugins/transform/dx_pad.h"
#include "plugins/transform/dx_replace.h"
#include "plugins/transform/dx_substr.h"
#include "plugins/transform/json_extracting.h"
#include "plugins/transform/refused_step.h"
#include "plugins/transform/schema.h"
#include "plugins/transform/string_replace.h"

HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);

HOPLINE_DEFINE_ENTRY(host, error) {
  using namespace hopline;
  using namespace hopline::plugins::transform;
  static const PluginText text{
      "hopline.transform", "transform",  HOPLINE_PLUGIN_VERSION,
      "Hopline",           "Apache-2.0", "Processing steps of DataX and DataWorks"};
  return DescribePlugin(
      host, error, text,
      {ProcessorConnector<DxSubstr>({"transform.dx-substr",
                                     {"dx_substr"},
                                     "Substring",
                                     "Cuts a part out of a text",
                                     kColumnSchema}),
       ProcessorConnector<DxPad>({"transform.dx-pad",
                                  {"dx_pad"},
                                  "Padding",
                                  "Fills text up to a length",
                                  kColumnSchema}),
       ProcessorConnector<DxReplace>({"transform.dx-replace",
                                      {"dx_replace"},
                                      "Replacement by place",
                                      "Replaces a part of a text",
                                      kColumnSchema}),
       ProcessorConnector<DxDigest>({"transform.dx-digest",
                                     {"dx_digest"},
                                     "Digest",
                                     "Turns text into its MD5 or SHA-1 digest",
                                     kColumnSchema}),
       ProcessorConnector<DxFilter>({"transform.dx-filter",
                                     {"dx_filter"},
                                     "Filter",
                                     "Removes rows whose column matches",
                                     kColumnSchema}),
       ProcessorConnector<StringReplace>({"transform.stringreplace",
                                          {"stringreplace"},
                                          "String replacement",
                                          "Replaces text in columns, by name",
                                          kReplaceSchema}),
       ProcessorConnector<JsonExtracting>({"transform.json-extracting",
                                           {"json-extracting"},
                                           "JSON extraction",
                                           "Appends columns taken out of JSON text",
                                           kExtractSchema}),
       ProcessorConnector<GroovyStep>({"transform.dx-groovy",
                                       {"dx_groovy"},
                                       "Groovy",
                                       "Refused: there is no engine for Groovy here",
                                       kAnySchema}),
       ProcessorConnector<EmbeddingStep>(
           {"transform.embedding-transformer",
            {"embedding-transformer"},
            "Embedding",
            "Refused: models of the vendor's platform are out of reach here",
            kAnySchema})});
}
