#include "host/cli/commands.h"
#include "host/cli/job_graph.h"

namespace hopline::cli {

void GraphCommand(App& app) {
  const job::ResolvedJob job = app.ResolveJob();
  const bool drawing = app.options().format == OutputFormat::kSvg;
  app.Print(drawing ? GraphAsSvg(job) : GraphAsText(job));
}

}  // namespace hopline::cli
