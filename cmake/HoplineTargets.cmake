# What every target of the project shares: language level, warnings, sanitizers, hardening.
#
#   hopline_target(<target>)               C++20, warnings, sanitizers, include root = source root
#   hopline_add_room(<name> SOURCES …)     a static library of one room, hidden symbols

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(HOPLINE_PLUGIN_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib/hopline/plugins")

find_program(HOPLINE_CCACHE ccache)
if(HOPLINE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${HOPLINE_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${HOPLINE_CCACHE}")
endif()

set(hopline_warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wcast-align -Wundef)
set(hopline_cxx_warnings -Wnon-virtual-dtor -Wold-style-cast)
# GCC 12 sees overlapping copies and uninitialised bytes inside std::string (its bug 105651), and
# takes a designated initialiser for a forgotten one. Clang judges these for both.
set(hopline_gnu_warnings -Wno-restrict -Wno-maybe-uninitialized
    -Wno-missing-field-initializers)
# The files of a unity build are included, so GCC takes their local types for a header's.
if(CMAKE_UNITY_BUILD)
  list(APPEND hopline_gnu_warnings -Wno-subobject-linkage)
endif()
set(hopline_c_warnings -Wmissing-prototypes -Wstrict-prototypes)

function(hopline_target target)
  target_compile_features(${target} PRIVATE c_std_11 cxx_std_20)
  set_target_properties(${target} PROPERTIES C_EXTENSIONS OFF CXX_EXTENSIONS OFF)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_compile_options(${target} PRIVATE ${hopline_warnings}
    "$<$<COMPILE_LANGUAGE:CXX>:${hopline_cxx_warnings}>"
    "$<$<COMPILE_LANGUAGE:C>:${hopline_c_warnings}>"
    "$<$<COMPILE_LANG_AND_ID:CXX,GNU>:${hopline_gnu_warnings}>"
    "$<$<BOOL:${HOPLINE_WERROR}>:-Werror>"
    "$<$<COMPILE_LANG_AND_ID:CXX,Clang>:-Wthread-safety>")
  foreach(sanitizer IN LISTS HOPLINE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${sanitizer} -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=${sanitizer})
  endforeach()
  if("undefined" IN_LIST HOPLINE_SANITIZE)
    target_compile_options(${target} PRIVATE -fno-sanitize-recover=undefined)
  endif()
  if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    target_compile_options(${target} PRIVATE -fstack-protector-strong)
    target_compile_definitions(${target} PRIVATE _FORTIFY_SOURCE=2)
    target_link_options(${target} PRIVATE -Wl,-z,relro,-z,now)
  endif()
endfunction()

function(hopline_add_room name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  hopline_target(${name})
  target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
endfunction()
