/// \file convert_setting.h
/// `setting` in the words of another shape. Used by convert.cc.
#pragma once

#include "host/job/model.h"
#include "host/services/diagnostic.h"
#include "host/services/json.h"

namespace hopline::job {

struct ConvertedSetting {
  services::Json setting;  ///< an object
  services::Json common;   ///< core shape: `common` of the top; null when there is none
  services::Json core;     ///< core shape: `core` of the top, without which its engine
                           ///< refuses a rate; null when there is none
};

/// `to` must be another shape than the model's.
ConvertedSetting ConvertSetting(const Model& model, Shape to,
                                services::DiagnosticList* list);

}  // namespace hopline::job
