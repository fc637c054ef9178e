# cmake -DSOURCE=<root> -DWORK=<scratch folder> "-DC_COMPILERS=gcc|clang"
#       "-DCXX_COMPILERS=g++|clang++" -P compilers.cmake
#
# What every compiler must say about the SDK, whichever one this build uses:
#   - all agree on the layout, in C11, C++17 and C++20, and there is no hidden padding
#   - each header compiles on its own, in C and in C++ as far as it is meant to
#   - a slot that might throw does not compile
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
set(include "-I${SOURCE}/sdk/include")
set(strict -Wall -Wextra -Wpedantic -Werror)

macro(run title)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output
    ERROR_VARIABLE errors)
  if(NOT result EQUAL 0)
    message(SEND_ERROR "${title}: ${errors}${output}")
  endif()
endmacro()

function(layout title)
  set(program "${WORK}/layout")
  run("${title}: layout" ${ARGN} ${strict} -Wpadded ${include} "-I${SOURCE}"
      "${SOURCE}/tests/abi/layout.c" -o "${program}")
  run("${title}: layout program" "${program}")
  if(DEFINED CACHE{first_layout} AND NOT output STREQUAL "$CACHE{first_layout}")
    message(SEND_ERROR "${title}: the layout differs from that of $CACHE{first_title}")
  elseif(NOT DEFINED CACHE{first_layout})
    set(first_layout "${output}" CACHE INTERNAL "")
    set(first_title "${title}" CACHE INTERNAL "")
  endif()
endfunction()

# Compiles "#include <header>" and nothing else.
function(alone title header language)
  file(WRITE "${WORK}/alone.${language}" "#include <${header}>\n")
  run("${title}: <${header}> alone" ${ARGN} ${strict} ${include} -fsyntax-only
      "${WORK}/alone.${language}")
endfunction()

file(GLOB_RECURSE c_headers RELATIVE "${SOURCE}/sdk/include" "${SOURCE}/sdk/include/*.h")
file(GLOB_RECURSE cxx_headers RELATIVE "${SOURCE}/sdk/include" "${SOURCE}/sdk/include/*.hpp")
list(LENGTH c_headers n_c)
list(LENGTH cxx_headers n_cxx)
if(n_c LESS 15 OR n_cxx LESS 10)
  message(FATAL_ERROR "only ${n_c} + ${n_cxx} headers found below ${SOURCE}/sdk/include")
endif()

string(REPLACE "|" ";" C_COMPILERS "${C_COMPILERS}")
string(REPLACE "|" ";" CXX_COMPILERS "${CXX_COMPILERS}")
foreach(compiler IN LISTS C_COMPILERS)
  layout("${compiler} C11" "${compiler}" -std=c11)
  foreach(header IN LISTS c_headers)
    alone("${compiler} C11" ${header} c "${compiler}" -std=c11 -Wpadded)
  endforeach()
  run("${compiler}: minimal.c" "${compiler}" -std=c11 ${strict} ${include} -fsyntax-only
      -DHOPLINE_NEEDS_MINOR=1 "${SOURCE}/sdk/examples/minimal.c")
endforeach()

foreach(compiler IN LISTS CXX_COMPILERS)
  foreach(standard 17 20)
    set(title "${compiler} C++${standard}")
    layout("${title}" "${compiler}" -std=c++${standard} -x c++)
    foreach(header IN LISTS c_headers cxx_headers)
      alone("${title}" ${header} cc "${compiler}" -std=c++${standard})
    endforeach()
  endforeach()
  set(slot ${compiler} -std=c++17 ${strict} ${include} -fsyntax-only
      "${SOURCE}/tests/abi/throwing_slot.cc")
  run("${compiler}: a noexcept slot" ${slot} -DSLOT_IS_NOEXCEPT)
  execute_process(COMMAND ${slot} RESULT_VARIABLE result ERROR_QUIET)
  if(result EQUAL 0)
    message(SEND_ERROR "${compiler}: a slot that might throw compiles")
  endif()
endforeach()
message(STATUS "layout of ${n_c} C headers agreed by ${C_COMPILERS};${CXX_COMPILERS}")
