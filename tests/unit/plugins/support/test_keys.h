/// \file test_keys.h
/// The access keys that emulated services of unit tests know.
#pragma once

#include "plugins/common/credentials.h"

namespace hopline::plugins {

class TestKeys final : public CredentialProvider {
 public:
  AccessKeys Get() override { return {"testAccessId", "testAccessKey", ""}; }
};

}  // namespace hopline::plugins
