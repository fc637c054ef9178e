# cmake "-DFOLDERS=<a>|<b>" -DNM=<nm> -DREADELF=<readelf> -P object_rules.cmake
#
# Every built plugin exports the two names and nothing else, is bound at load, never unloaded,
# looks for its libraries beside itself, and does not need the full libprotobuf.
string(REPLACE "|" ";" FOLDERS "${FOLDERS}")
set(objects "")
foreach(folder IN LISTS FOLDERS)
  file(GLOB found "${folder}/hopline-*.so")
  list(APPEND objects ${found})
endforeach()
if(NOT objects)
  message(FATAL_ERROR "no plugin was built in ${FOLDERS}")
endif()

foreach(object IN LISTS objects)
  execute_process(COMMAND "${NM}" -D --defined-only --format=posix "${object}"
    OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE " [^\n]*\n" ";" names "${symbols}")
  list(REMOVE_ITEM names "")
  list(SORT names)
  if(NOT names STREQUAL "hopline_plugin_entry;hopline_plugin_passport")
    message(SEND_ERROR "${object}: exports ${names}")
  endif()

  execute_process(COMMAND "${READELF}" -dW "${object}"
    OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
  foreach(rule "FLAGS_1[^\n]*NOW" "FLAGS_1[^\n]*NODELETE" "RUNPATH[^\n]*\\[\\$ORIGIN\\]")
    if(NOT dynamic MATCHES "${rule}")
      message(SEND_ERROR "${object}: its dynamic section lacks ${rule}")
    endif()
  endforeach()
  if(dynamic MATCHES "NEEDED[^\n]*\\[(libprotobuf\\.so[^]]*)\\]")
    message(SEND_ERROR "${object}: needs ${CMAKE_MATCH_1}; use libprotobuf-lite")
  endif()

  cmake_path(REPLACE_EXTENSION object LAST_ONLY json OUTPUT_VARIABLE manifest)
  file(READ "${manifest}" text)
  string(JSON noted GET "${text}" sha256)
  file(SHA256 "${object}" digest)
  if(NOT noted STREQUAL digest)
    message(SEND_ERROR "${manifest}: its sha256 is not that of the object")
  endif()
  message(STATUS "${object}: sound")
endforeach()
