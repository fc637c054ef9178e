/// \file config_service.h
/// The service hopline.config/1: typed access to JSON for plugins without a JSON parser.
#pragma once

#include <hopline/services.h>

namespace hopline::services {

/// The service's table; static, for the whole process.
const hopline_config_service* ConfigService() noexcept;

}  // namespace hopline::services
