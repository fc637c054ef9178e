/// \file model.h
/// The three shapes of a script (DataWorks v2.0 and v1.0, DataX core) brought into one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/registry/catalog.h"
#include "host/services/diagnostic.h"
#include "host/services/json.h"

namespace hopline::job {

enum class Shape { kV2, kV1, kCore };

struct ModelStep {
  std::string name;  ///< never empty; made up where the script may leave it out
  registry::Kind kind = registry::Kind::kReader;
  std::string category;  ///< of version 2.0, in lower case; empty in the other shapes
  std::string step_type;
  services::Json parameter;       ///< an object
  std::string pointer;            ///< of the step in the script, keys as written
  std::string parameter_pointer;  ///< of its parameters
  services::Place place;          ///< of the step
  services::Place type_place;     ///< of the step type
  uint32_t index = 0;             ///< in the script's `steps`
};

struct ModelHop {
  std::string from, to;
  services::Place from_place, to_place;
  std::string pointer;
};

struct Model {
  Shape shape = Shape::kV2;
  std::vector<ModelStep> steps;  ///< without the legacy empty processor step
  std::vector<ModelHop> hops;
  services::Json setting = services::Json::Object();
  std::string setting_pointer;
  services::Place place;  ///< of the part that holds the steps
};

/// Detects the shape by its keys (`job`, `steps`, `configuration`) and reads it.
/// Structural keys may have blanks around them and any letter case, with a warning.
///
/// Errors: to `list`; the model is then incomplete.
Model BuildModel(const services::Json& root, services::DiagnosticList* list);

}  // namespace hopline::job
