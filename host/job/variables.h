/// \file variables.h
/// The variables of a script: --set, -p, the built-ins and `${env:…}` / `${file:…}`.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/job/resolve.h"
#include "host/job/source_text.h"
#include "host/job/wall_time.h"

namespace hopline::job {

using NamedValues = std::vector<std::pair<std::string, std::string>>;

/// Splits DataX's `-p "-Dstart=1 -Dtext='a b'"`. Values are literal; quotes group blanks.
///
/// Errors: Failure(kUsage) for anything that is no -Dname=value.
NamedValues ParseDefines(std::string_view text);

/// Splits "k=v" of --set.
///
/// Errors: Failure(kUsage) without an equals sign or a proper name.
std::pair<std::string, std::string> ParseSet(std::string_view text);

/// Answers lookups and remembers which variables were used.
class Variables {
 public:
  /// --set values are evaluated as scheduling expressions, all at once.
  ///
  /// Errors: Failure(kUsage) naming the variable whose expression is wrong.
  Variables(const NamedValues& set, const std::vector<std::string>& defines,
            WallTime cyctime, WallTime today, EnvironmentLookup getenv);

  VariableValue Look(const std::string& name);

  /// Those that the script used, built-ins included, `env:` and `file:` not.
  const std::map<std::string, std::string>& used() const { return used_; }
  /// Names given by --set or -p that the script never used.
  std::vector<std::string> Unused() const;

 private:
  std::map<std::string, std::string> values_;
  std::set<std::string> given_;
  std::map<std::string, std::string> used_;
  EnvironmentLookup getenv_;
};

}  // namespace hopline::job
