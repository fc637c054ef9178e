#pragma once

#include <doctest/doctest.h>

#include <string>

#include "wire/tablestore/status.h"

namespace hopline::wire::tablestore {

/// A message; bytes that are none fail the test.
template <typename Message>
Message Decoded(const std::string& body) {
  Message message;
  const Status status = Decode(body, &message);
  REQUIRE_MESSAGE(status.ok(), status.message());
  return message;
}

}  // namespace hopline::wire::tablestore
