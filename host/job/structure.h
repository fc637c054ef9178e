/// \file structure.h
/// Looks up a script's structural keys, which people write with stray blanks and
/// capitals.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "host/services/diagnostic.h"
#include "host/services/json.h"

namespace hopline::job {

/// A structural value with its pointer as written in the script.
struct Part {
  const services::Json* value = nullptr;  ///< null when the key is not there
  std::string pointer;
  services::Place key_place;

  explicit operator bool() const { return value != nullptr; }
};

class Structure {
 public:
  explicit Structure(services::DiagnosticList* list) : list_(*list) {}

  /// The member `name` of an object: exactly, else with blanks trimmed and in any letter
  /// case, with a warning. JSON null counts as absent.
  Part Get(const Part& object, std::string_view name);
  /// The same, and the value must be an object (a list, a string or number).
  Part GetObject(const Part& object, std::string_view name);
  Part GetArray(const Part& object, std::string_view name);
  /// Text of a scalar; "" when absent.
  std::string GetText(const Part& object, std::string_view name);

  /// Warns about members that none of the names fits.
  void WarnUnknown(const Part& object, const std::vector<std::string>& names);
  void Error(const Part& at, const std::string& message);
  services::DiagnosticList& list() { return list_; }

 private:
  services::DiagnosticList& list_;
  std::set<std::string> told_;  ///< pointers of keys whose spelling was warned about
};

/// Element `index` of a list.
Part ElementOf(const Part& list, size_t index);

}  // namespace hopline::job
