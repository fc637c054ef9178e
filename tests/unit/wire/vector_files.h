/// \file vector_files.h
/// Files below tests/data/vectors; a missing or damaged one fails the test.
#pragma once

#include <doctest/doctest.h>
#include <rapidjson/document.h>

#include <fstream>
#include <iterator>
#include <string>

namespace hopline::wire::test {

inline std::string ReadVectorFile(const std::string& name) {
  std::ifstream in(std::string(HOPLINE_TEST_DATA "/vectors/") + name, std::ios::binary);
  REQUIRE_MESSAGE(in.good(), name);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline rapidjson::Document ReadJsonFile(const std::string& name) {
  rapidjson::Document document;
  document.Parse(ReadVectorFile(name));
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

}  // namespace hopline::wire::test
