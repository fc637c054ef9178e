/// \file setting.h
/// The job's `setting` in canonical types. docs/settings.md.
#pragma once

#include <string>

#include "host/job/model.h"
#include "host/job/resolve.h"
#include "host/job/resolved_job.h"
#include "host/services/diagnostic.h"

namespace hopline::job {

/// user_locale: what `locale` is when the script says nothing, "zh" or "en".
///
/// Errors: to `list`.
Setting ReadSetting(const Model& model, const std::string& user_locale,
                    services::DiagnosticList* list);

/// "zh" for LC_ALL, LC_MESSAGES or LANG (the first that is set) beginning with zh, else
/// "en".
std::string UserLocale(const EnvironmentLookup& getenv);

/// `setting` with its keys in the documented spelling, values as they are written.
services::Json PlainSetting(const services::Json& setting,
                            services::DiagnosticList* list);

}  // namespace hopline::job
