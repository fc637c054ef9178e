/// \file step_types.h
/// The step types that scripts of DataWorks and DataX use, installed or not.
#pragma once

#include <string_view>

namespace hopline::job {

/// True for a word that is surely no misspelling of another one: a type of DataX or
/// DataWorks, with or without `reader` and `writer` at its end.
bool IsWellKnownStepType(std::string_view word);

}  // namespace hopline::job
