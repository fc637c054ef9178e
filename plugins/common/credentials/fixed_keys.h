#pragma once

#include <utility>

#include "plugins/common/credentials/source.h"

namespace hopline::plugins {

/// Keys that are written down somewhere and never end.
class FixedKeys final : public CredentialSource {
 public:
  /// missing: what to say when one half is not there.
  FixedKeys(std::string name, AccessKeys keys, std::string missing)
      : name_(std::move(name)), keys_(std::move(keys)), missing_(std::move(missing)) {}

  std::string Name() const override { return name_; }
  ExpiringKeys Fetch(const Scope& scope) override {
    if (keys_.id.empty() || keys_.secret.empty()) NotSetUp(missing_);
    RegisterSecrets(keys_, scope);
    return {keys_, 0};
  }

 private:
  const std::string name_;
  const AccessKeys keys_;
  const std::string missing_;
};

}  // namespace hopline::plugins
