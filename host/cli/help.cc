#include "host/cli/help.h"

#include <algorithm>

namespace hopline::cli {
namespace {

constexpr const char* kOverview = R"(Examples:
  hopline run job.json
  hopline run job.json --cyctime '2023-04-23 19:00:00' --env prod
  hopline run job.json --set 'startTime=$[yyyymmddhh24-2/24]$[miss-10/24/60]'
  hopline check job.json --connect
  hopline plugins list

Usage: hopline COMMAND [OPTION]...

Commands:
  run JOB           moves the data: plan, tasks and commit
  check JOB         everything short of moving data; which connector serves which step
  explain JOB       the plan in words: parameters, defaults, the guarantee and why
  plan JOB          begins a run in pieces and prints its directory
  task RUN          runs one task of it (--index K)
  commit RUN        makes everything visible
  abort RUN         withdraws a run that is not committing
  runs [JOB]        past and interrupted runs
  params EXPR       evaluates a scheduling expression
  convert JOB       the script in another shape (--to v2, v1 or core)
  graph JOB         the steps and the ways of the rows, as text or picture
  plugins           list, show NAME, check, pin: what is installed
  completion SHELL  words for bash, zsh or fish to complete
  man [COMMAND]     the manual page, for man -l

Options of every command:
  --config FILE     instead of $HOPLINE_CONFIG, ./hopline.json, ~/.config/hopline/hopline.json
  --plugin-dir DIR  looked at before all other plugin folders; may be repeated
  --state-dir DIR   where runs are kept, instead of $HOPLINE_STATE_DIR, ~/.local/state/hopline
  --log-format F    text or json
  -v, --verbose     everything that happens
  -q, --quiet       warnings and errors only
  -h, --help        this text, or that of a command
  --version         the version

Exit codes: 0 done, 1 job failed, 2 usage or job document wrong, 3 plugin refused, 4 dirty
limit exceeded, 5 commit incomplete: run it again, 130 and 143 interrupted.
`hopline COMMAND --help` says more.
)";

constexpr const char* kJobOptions = R"(
  --set NAME=VALUE  a variable of the script; may hold scheduling expressions
  --params TEXT     a DataWorks node's parameters: 'a=$[...] b=$[...]', or their JSON list
  -p "-DNAME=VALUE" the same as DataX takes it; the value is literal
  --cyctime TIME    the scheduled time, for example '2023-04-23 19:00:00'; now without it
  --env NAME        the environment of hopline.json; prod without it
)";

constexpr const char* kRun = R"(Examples:
  hopline run job.json
  hopline run job.json --cyctime '2023-04-23 19:00:00' --env prod --report report.json
  hopline run job.json --resume

Usage: hopline run JOB [OPTION]...      JOB may be - for standard input

Moves the data of one job. An unfinished run of the same window is dealt with first: its
commit is finished (then nothing is begun anew), or what it staged is withdrawn.

  --resume          keeps the finished tasks of an interrupted run and runs only the rest
  --isolate         each task in a process of its own
  --wait            waits for another run of the window instead of refusing
  --takeover        takes over an unfinished run in pieces
  --run-id X        a finished run X is not run again
  --report FILE     writes the report as JSON
)";

constexpr const char* kCheck = R"(Examples:
  hopline check job.json --env dev
  hopline check job.json --connect

Usage: hopline check JOB [OPTION]...

Reads the script, loads the connectors and checks all parameters, without network. Shows which
connector serves each step, and why.

  --connect         also asks every source and target whether it can be reached
)";

constexpr const char* kExplain = R"(Examples:
  hopline explain job.json --env prod

Usage: hopline explain JOB [OPTION]...

Says in words what a run would do: every parameter and where its value comes from, data source
and environment of each step, limits of the services, tasks, the guarantee and why, and what
would lose data.

  --connect         also asks every source and target, and the reader for its tasks
)";

constexpr const char* kPlan = R"(Examples:
  run=$(hopline plan job.json)
  hopline task "$run" --index 0
  hopline commit "$run"

Usage: hopline plan JOB [OPTION]...

Begins a run in pieces and prints its directory, which task, commit and abort take. Tasks may
run in any order, in any process that sees the directory.

  --run-id X        the run's name; refused when there is one of that name
  --wait            waits for another run of the window instead of refusing
  --takeover        takes over an unfinished run in pieces
)";

constexpr const char* kTask = R"(Examples:
  hopline task "$run" --index 3

Usage: hopline task RUN --index K [--set NAME=VALUE]...

Runs one task of a planned run. Of a finished task it does nothing. --set gives again those
variables that feed secrets, which the run directory does not keep.

  --index K         the number of the task, from 0
  --set NAME=VALUE  a variable that feeds a secret
)";

constexpr const char* kCommit = R"(Examples:
  hopline commit "$run"

Usage: hopline commit RUN [--wait] [--report FILE]

Checks that everything is staged and complete, then makes it visible and tells the sources.
May be repeated until it exits with 0.

  --wait            waits for another run of the window instead of refusing
  --report FILE     writes the report as JSON
)";

constexpr const char* kAbort = R"(Examples:
  hopline abort "$run"
  hopline abort --older-than 2d
  hopline abort "$run" --give-up Writer

Usage: hopline abort RUN [--give-up STEP]
       hopline abort --older-than DURATION

Withdraws what a run staged. Never one that is committing; there --give-up drops one writer
whose commit cannot be finished, which a person must decide.

  --give-up STEP    drops that writer of a run that is committing
  --older-than D    every unfinished run that began earlier: 30s, 90m, 36h, 2d
)";

constexpr const char* kRuns = R"(Examples:
  hopline runs
  hopline runs job.json

Usage: hopline runs [JOB]

Lists runs, oldest first: begun, incarnation, state, run id, directory.
)";

constexpr const char* kParams = R"(Examples:
  hopline params '$[yyyymmddhh24-2/24]$[miss-10/24/60]' --cyctime '2023-04-23 19:00:00'
  hopline params '${yyyymmdd-1}'

Usage: hopline params EXPR [--cyctime TIME]

Prints what a scheduling expression gives for a scheduled time.

  --cyctime TIME    the scheduled time; now without it
)";

constexpr const char* kConvert = R"(Examples:
  hopline convert job.json --to v2 > job-v2.json
  hopline convert job.json --to core

Usage: hopline convert JOB --to v2 | v1 | core

Prints the script as DataWorks 2.0, DataWorks 1.0 or DataX writes it, laid out for reading. It
does the same: what the shapes default differently is written out, rates are translated.
Variables and the order of keys stay, comments do not. To its own shape, it is only tidied up.

  --to SHAPE        v2, v1 or core
)";

constexpr const char* kGraph = R"(Examples:
  hopline graph job.json
  hopline graph job.json --format svg > job.svg

Usage: hopline graph JOB [OPTION]...

Shows which step feeds which, with the connector that serves each.

  --format F        text or svg
)";

constexpr const char* kPlugins = R"(Examples:
  hopline plugins list
  hopline plugins show oss writer
  hopline plugins check
  hopline plugins pin --env prod

Usage: hopline plugins list | show CONNECTOR [KIND] | check | pin [NAME]...

list and show read manifests and run no foreign code; check loads every plugin in a child
process and compares digests, with pins too. pin writes version and digest of the plugins as they
are installed (all, or those named) into hopline.json, to which every later run holds: for
the environment of --env, else for all.

  --format F        list: text or json; show: text, markdown or json
)";

constexpr const char* kCompletion = R"(Examples:
  source <(hopline completion bash)
  hopline completion zsh > ~/.zfunc/_hopline
  hopline completion fish > ~/.config/fish/completions/hopline.fish

Usage: hopline completion bash | zsh | fish

Prints a script with which the shell completes commands and options. An installation has
all three in their usual places.
)";

constexpr const char* kMan = R"(Examples:
  hopline man run | man -l -

Usage: hopline man [COMMAND]

Prints the manual page of hopline or of one command, made of the same text as --help.
)";

struct CommandHelp {
  const char* command;
  const char* text;
  bool job_options;
};

constexpr CommandHelp kHelp[] = {{"run", kRun, true},
                                 {"check", kCheck, true},
                                 {"explain", kExplain, true},
                                 {"plan", kPlan, true},
                                 {"task", kTask, false},
                                 {"commit", kCommit, false},
                                 {"abort", kAbort, false},
                                 {"runs", kRuns, true},
                                 {"params", kParams, false},
                                 {"convert", kConvert, false},
                                 {"graph", kGraph, true},
                                 {"plugins", kPlugins, false},
                                 {"completion", kCompletion, false},
                                 {"man", kMan, false}};

}  // namespace

std::string HelpText(const std::string& command) {
  for (const CommandHelp& help : kHelp) {
    if (command != help.command) continue;
    return std::string(help.text) + (help.job_options ? kJobOptions : "");
  }
  return kOverview;
}

const std::vector<std::string>& Commands() {
  static const std::vector<std::string> commands = [] {
    std::vector<std::string> names;
    for (const CommandHelp& help : kHelp) names.emplace_back(help.command);
    return names;
  }();
  return commands;
}

}  // namespace hopline::cli
