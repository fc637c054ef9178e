/// \file steps.h
/// `steps` and `order` of a version 2.0 script. Used by model.cc.
#pragma once

#include "host/job/model.h"
#include "host/job/structure.h"

namespace hopline::job {

/// Reads the list of steps into model->steps, the legacy empty processor step left out.
///
/// Errors: to structure->list(); a wrong step is left out.
void ReadSteps(const Part& steps, Structure* structure, Model* model);

/// Reads `order.hops` into model->hops.
void ReadHops(const Part& order, Structure* structure, Model* model);

/// The `parameter` object of a step of any shape; absent = {}.
void TakeParameter(const Part& step, Structure* structure, ModelStep* out);

}  // namespace hopline::job
