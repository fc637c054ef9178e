#include "host/services/config_service.h"

#include <hopline/abi.h>

#include <charconv>
#include <hopline/error.hpp>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "host/services/json.h"

namespace hopline::services {
namespace {

/// What open() hands out. The tree never changes; only get_json() adds texts, under the
/// lock.
struct OpenDocument {
  Json root;
  std::mutex mutex;
  std::list<std::string> written;  ///< texts that get_json gave out; addresses stay
};

const OpenDocument& Doc(const void* doc) {
  return *static_cast<const OpenDocument*>(doc);
}

const char* Name(const char* pointer) {
  return pointer == nullptr || *pointer == '\0' ? "the document" : pointer;
}

const Json& Get(const void* doc, const char* pointer) {
  const Json* value = FindPointer(Doc(doc).root, pointer == nullptr ? "" : pointer);
  if (value == nullptr) {
    throw Error(HOPLINE_STATUS_NOT_FOUND, std::string(Name(pointer)) + ": not given");
  }
  return *value;
}

[[noreturn]] void WrongType(const char* pointer, const char* wanted, const Json& value) {
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
              std::string(pointer == nullptr ? "" : pointer) + ": must be " + wanted +
                  ", is " + KindText(value.kind));
}

hopline_bytes Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

int32_t Open(void*, const hopline_bytes* json, void** doc,
             hopline_error* error) noexcept {
  return Guard(error, [&] {
    *doc = nullptr;
    auto opened = std::make_unique<OpenDocument>();
    opened->root = ParseJson(
        {reinterpret_cast<const char*>(json->data), static_cast<size_t>(json->size)});
    *doc = opened.release();
  });
}

void Close(void*, void* doc) noexcept { delete static_cast<OpenDocument*>(doc); }

int32_t Kind(void*, const void* doc, const char* pointer) noexcept {
  int32_t kind = HOPLINE_JSON_ABSENT;
  // FindPointer may run out of memory for an escaped pointer; "absent" is the honest
  // answer.
  Guard(nullptr, [&] {
    const Json* value = FindPointer(Doc(doc).root, pointer == nullptr ? "" : pointer);
    if (value == nullptr) return;
    switch (value->kind) {
      case Json::Kind::kNull:
        kind = HOPLINE_JSON_NULL;
        break;
      case Json::Kind::kBool:
        kind = HOPLINE_JSON_BOOL;
        break;
      case Json::Kind::kNumber:
        kind = value->is_integer() ? HOPLINE_JSON_INTEGER : HOPLINE_JSON_NUMBER;
        break;
      case Json::Kind::kString:
        kind = HOPLINE_JSON_STRING;
        break;
      case Json::Kind::kArray:
        kind = HOPLINE_JSON_ARRAY;
        break;
      case Json::Kind::kObject:
        kind = HOPLINE_JSON_OBJECT;
        break;
    }
  });
  return kind;
}

int32_t GetBool(void*, const void* doc, const char* pointer, int32_t* out,
                hopline_error* error) noexcept {
  return Guard(error, [&] {
    const Json& value = Get(doc, pointer);
    if (!value.is_bool()) WrongType(pointer, "a boolean", value);
    *out = value.boolean ? 1 : 0;
  });
}

int32_t GetInt64(void*, const void* doc, const char* pointer, int64_t* out,
                 hopline_error* error) noexcept {
  return Guard(error, [&] {
    const Json& value = Get(doc, pointer);
    if (!value.is_integer()) WrongType(pointer, "an integer", value);
    const char* end = value.text.data() + value.text.size();
    const auto [stop, status] = std::from_chars(value.text.data(), end, *out);
    if (status != std::errc{} || stop != end) {
      throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                  std::string(pointer) + ": does not fit into 64 bit");
    }
  });
}

int32_t GetDouble(void*, const void* doc, const char* pointer, double* out,
                  hopline_error* error) noexcept {
  return Guard(error, [&] {
    const Json& value = Get(doc, pointer);
    if (!value.is_number()) WrongType(pointer, "a number", value);
    const char* end = value.text.data() + value.text.size();
    const auto [stop, status] = std::from_chars(value.text.data(), end, *out);
    if (status != std::errc{} || stop != end) {
      throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                  std::string(pointer) + ": does not fit into a double");
    }
  });
}

int32_t GetText(void*, const void* doc, const char* pointer, hopline_bytes* out,
                hopline_error* error) noexcept {
  return Guard(error, [&] {
    const Json& value = Get(doc, pointer);
    if (value.is_bool()) {
      *out = Bytes(value.boolean ? "true" : "false");
    } else if (value.is_string() || value.is_number()) {
      *out = Bytes(value.text);
    } else {
      WrongType(pointer, "a string", value);
    }
  });
}

int32_t GetJson(void*, const void* doc, const char* pointer, hopline_bytes* out,
                hopline_error* error) noexcept {
  return Guard(error, [&] {
    std::string text = WriteJson(Get(doc, pointer));
    // The table's const only says that the document's content does not change.
    auto& opened = const_cast<OpenDocument&>(Doc(doc));
    const std::lock_guard lock(opened.mutex);
    *out = Bytes(opened.written.emplace_back(std::move(text)));
  });
}

int32_t Count(void*, const void* doc, const char* pointer, uint64_t* out,
              hopline_error* error) noexcept {
  return Guard(error, [&] {
    const Json& value = Get(doc, pointer);
    if (value.is_scalar()) WrongType(pointer, "a list or an object", value);
    *out = value.is_array() ? value.items.size() : value.members.size();
  });
}

int32_t KeyAt(void*, const void* doc, const char* pointer, uint64_t index,
              hopline_bytes* out, hopline_error* error) noexcept {
  return Guard(error, [&] {
    const Json& value = Get(doc, pointer);
    if (!value.is_object()) WrongType(pointer, "an object", value);
    if (index >= value.members.size()) {
      throw Error(
          HOPLINE_STATUS_NOT_FOUND,
          std::string(Name(pointer)) + ": has no member " + std::to_string(index));
    }
    *out = Bytes(value.members[index].name);
  });
}

constexpr hopline_config_service kTable = {sizeof(hopline_config_service),
                                           0,
                                           nullptr,
                                           Open,
                                           Close,
                                           Kind,
                                           GetBool,
                                           GetInt64,
                                           GetDouble,
                                           GetText,
                                           GetJson,
                                           Count,
                                           KeyAt};

}  // namespace

const hopline_config_service* ConfigService() noexcept { return &kTable; }

}  // namespace hopline::services
