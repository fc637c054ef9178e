/// \file commands.h
/// One function per command. Each throws what it cannot do (main.cc turns that into a
/// line and an exit code).
#pragma once

#include "host/cli/app.h"

namespace hopline::cli {

void RunCommand(App& app);
void PlanCommand(App& app);
void TaskCommand(App& app);
void CommitCommand(App& app);
void AbortCommand(App& app);
void RunsCommand(App& app);

void CheckCommand(App& app);
void ExplainCommand(App& app);
void ParamsCommand(App& app);
void ConvertCommand(App& app);
void GraphCommand(App& app);

void CompletionCommand(App& app);
void ManCommand(App& app);

void PluginsCommand(App& app);
/// `plugins pin [NAME…]`.
void PinPlugins(App& app, const std::vector<std::string>& names);

}  // namespace hopline::cli
