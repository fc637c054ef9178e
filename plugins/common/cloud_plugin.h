#pragma once

#include <hopline/plugin.hpp>

#include "plugins/common/credentials.h"
#include "plugins/common/http_client.h"

namespace hopline::plugins {

/// The `init` of plugins that ask the vendor's services.
inline int32_t InitCloudPlugin(const hopline_host*, hopline_error* error) noexcept {
  return Guard(error, [] {
    InitHttp();
    ReadCredentialEnvironment();
  });
}

}  // namespace hopline::plugins
