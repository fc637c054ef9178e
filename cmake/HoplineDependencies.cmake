# Every library that the rooms may use, found once. Who may use which: docs/rooms.md.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(fmt REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(CURL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(date REQUIRED)
find_package(Protobuf REQUIRED)
pkg_check_modules(libelf REQUIRED IMPORTED_TARGET libelf)
pkg_check_modules(pugixml REQUIRED IMPORTED_TARGET pugixml)
pkg_check_modules(protobuf_lite REQUIRED IMPORTED_TARGET protobuf-lite)
find_path(RAPIDJSON_INCLUDE_DIR rapidjson/document.h REQUIRED)
add_library(hopline_rapidjson INTERFACE)
target_include_directories(hopline_rapidjson SYSTEM INTERFACE "${RAPIDJSON_INCLUDE_DIR}")
target_compile_definitions(hopline_rapidjson INTERFACE
  RAPIDJSON_HAS_STDSTRING=1 RAPIDJSON_NOMEMBERITERATORCLASS=1)
# RapidJSON 1.1 adds to a null pointer in its empty stack (internal/stack.h), which UBSan would stop.
if("undefined" IN_LIST HOPLINE_SANITIZE)
  target_compile_options(hopline_rapidjson INTERFACE -fno-sanitize=pointer-overflow)
endif()
