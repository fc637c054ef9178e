#include "host/cli/commands.h"
#include "host/job/convert.h"
#include "host/services/exit_code.h"

namespace hopline::cli {

void ConvertCommand(App& app) {
  const Options& options = app.options();
  if (options.arguments.empty() || options.to.empty()) {
    throw services::Failure(services::ExitCode::kUsage,
                            "hopline convert needs a job script and --to v2, v1 or core");
  }
  const std::string& path = options.arguments[0];
  std::vector<services::Diagnostic> remarks;
  const std::string text = job::ConvertScript(path, job::ReadScript(path),
                                              job::ParseShape(options.to), &remarks);
  app.Tell(remarks);
  app.Print(text);
}

}  // namespace hopline::cli
