#include "host/services/config_service.h"

#include <doctest/doctest.h>
#include <hopline/status.h>

#include <hopline/error.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace hopline::services {
namespace {

const hopline_config_service& Service() { return *ConfigService(); }

/// A document that closes itself.
class Doc {
 public:
  explicit Doc(std::string_view json) {
    const hopline_bytes bytes = {reinterpret_cast<const uint8_t*>(json.data()),
                                 json.size()};
    Call([&](hopline_error* e) { return Service().open(nullptr, &bytes, &doc_, e); });
  }
  Doc(const Doc&) = delete;
  Doc& operator=(const Doc&) = delete;
  ~Doc() { Service().close(nullptr, doc_); }

  const void* get() const { return doc_; }
  int32_t Kind(const char* pointer) const {
    return Service().kind(nullptr, doc_, pointer);
  }

  using BytesSlot = int32_t (*)(void*, const void*, const char*, hopline_bytes*,
                                hopline_error*);
  std::string Bytes(BytesSlot slot, const char* pointer) const {
    hopline_bytes out{};
    Call([&](hopline_error* e) { return slot(nullptr, doc_, pointer, &out, e); });
    return {reinterpret_cast<const char*>(out.data), static_cast<size_t>(out.size)};
  }
  std::string Text(const char* pointer) const {
    return Bytes(Service().get_text, pointer);
  }
  std::string JsonText(const char* pointer) const {
    return Bytes(Service().get_json, pointer);
  }

 private:
  void* doc_ = nullptr;
};

}  // namespace

TEST_CASE("ConfigService.TellsKindsApart") {
  const Doc doc(
      R"({"n":null,"b":true,"i":-7,"f":1.0,"e":1e3,"s":"x","a":[1,{"k":2}],"o":{}})");
  CHECK(Service().struct_size == 96);
  CHECK(doc.Kind("") == HOPLINE_JSON_OBJECT);
  CHECK(doc.Kind("/n") == HOPLINE_JSON_NULL);
  CHECK(doc.Kind("/b") == HOPLINE_JSON_BOOL);
  CHECK(doc.Kind("/i") == HOPLINE_JSON_INTEGER);
  CHECK(doc.Kind("/f") == HOPLINE_JSON_NUMBER);
  CHECK(doc.Kind("/e") == HOPLINE_JSON_NUMBER);
  CHECK(doc.Kind("/s") == HOPLINE_JSON_STRING);
  CHECK(doc.Kind("/a") == HOPLINE_JSON_ARRAY);
  CHECK(doc.Kind("/a/1/k") == HOPLINE_JSON_INTEGER);
  for (const char* absent : {"/x", "/a/2", "/a/01", "/a/-", "/s/0", "n", "/"}) {
    CAPTURE(absent);
    CHECK(doc.Kind(absent) == HOPLINE_JSON_ABSENT);
  }
}

TEST_CASE("ConfigService.GivesNumbersAsTheyAreWritten") {
  const Doc doc(
      R"({"d":1.50,"big":123456789012345678901234567890,"max":9223372036854775807})");
  CHECK(doc.Text("/d") == "1.50");
  CHECK(doc.Text("/big") == "123456789012345678901234567890");
  int64_t value = 0;
  Call([&](hopline_error* e) {
    return Service().get_int64(nullptr, doc.get(), "/max", &value, e);
  });
  CHECK(value == INT64_MAX);
  double number = 0;
  Call([&](hopline_error* e) {
    return Service().get_double(nullptr, doc.get(), "/d", &number, e);
  });
  CHECK(number == 1.5);
  hopline_error error = MakeErrorStruct();
  CHECK(Service().get_int64(nullptr, doc.get(), "/big", &value, &error) ==
        HOPLINE_STATUS_INVALID_ARGUMENT);
  CHECK(std::string(error.message) == "/big: does not fit into 64 bit");
}

TEST_CASE("ConfigService.KeepsDocumentOrderAndEscapes") {
  const Doc doc(R"({"z":1,"a/b":{"~":"\u4e2d\n"},"m":[true]})");
  uint64_t count = 0;
  Call([&](hopline_error* e) {
    return Service().count(nullptr, doc.get(), "", &count, e);
  });
  REQUIRE(count == 3);
  const char* names[] = {"z", "a/b", "m"};
  for (uint64_t i = 0; i < count; ++i) {
    hopline_bytes key{};
    Call([&](hopline_error* e) {
      return Service().key_at(nullptr, doc.get(), "", i, &key, e);
    });
    CHECK(std::string_view(reinterpret_cast<const char*>(key.data), key.size) ==
          names[i]);
  }
  CHECK(doc.Text("/a~1b/~0") == "\u4e2d\n");
  CHECK(doc.Text("/m/0") == "true");
  CHECK(doc.JsonText("/a~1b") == "{\"~\":\"\u4e2d\\n\"}");
}

TEST_CASE("ConfigService.AnswersAbsentAndWrongTypeApart") {
  const Doc doc(R"({"s":"x"})");
  int32_t flag = 0;
  hopline_error error = MakeErrorStruct();
  CHECK(Service().get_bool(nullptr, doc.get(), "/none", &flag, &error) ==
        HOPLINE_STATUS_NOT_FOUND);
  CHECK(std::string(error.message) == "/none: not given");
  CHECK(Service().get_bool(nullptr, doc.get(), "/s", &flag, &error) ==
        HOPLINE_STATUS_INVALID_ARGUMENT);
  CHECK(std::string(error.message) == "/s: must be a boolean, is a string");
  CHECK(Service().get_bool(nullptr, doc.get(), "/s", &flag, nullptr) ==
        HOPLINE_STATUS_INVALID_ARGUMENT);
}

TEST_CASE("ConfigService.RefusesWhatIsNotStrictJson") {
  for (const std::string_view text :
       {std::string_view("{a:1}"), std::string_view("{\"a\":1,}"), std::string_view(""),
        std::string_view("[1] x"), std::string_view("\"\xff\""),
        std::string_view("1\0", 2)}) {
    CAPTURE(text);
    void* opened = nullptr;
    const hopline_bytes bytes = {reinterpret_cast<const uint8_t*>(text.data()),
                                 text.size()};
    hopline_error error = MakeErrorStruct();
    CHECK(Service().open(nullptr, &bytes, &opened, &error) ==
          HOPLINE_STATUS_INVALID_ARGUMENT);
    CHECK(opened == nullptr);
    CHECK(std::string(error.message).find("parsing JSON: byte ") == 0);
  }
  const std::string deep(100'000, '[');
  const hopline_bytes bytes = {reinterpret_cast<const uint8_t*>(deep.data()),
                               deep.size()};
  void* opened = nullptr;
  CHECK(Service().open(nullptr, &bytes, &opened, nullptr) != HOPLINE_STATUS_OK);
}

TEST_CASE("ConfigService.IsReadFromSeveralThreads") {
  const Doc doc(R"({"a":[1,2,3],"b":"text"})");
  std::vector<std::string> results(4);
  std::vector<std::thread> threads;
  for (std::string& result : results) {
    threads.emplace_back([&doc, &result] {
      for (int i = 0; i < 200; ++i) result = doc.JsonText("/a") + doc.Text("/b");
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) CHECK(result == "[1,2,3]text");
}

}  // namespace hopline::services
