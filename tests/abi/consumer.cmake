# cmake -DSOURCE=<root> -DBUILD=<build tree> -DWORK=<scratch> -DGENERATOR=<name>
#       "-DC_COMPILERS=gcc|clang" "-DCXX_COMPILERS=g++|clang++" -P consumer.cmake
#
# Installs, moves the installation, and, with each compiler, builds plugins out of tree against it
# alone and runs a job with one of them through the installed program. So host and plugin meet in
# every pairing of compilers, over the presets of this repository.
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
set(installed "${WORK}/moved")

# Runs a command that must succeed; its output is in `output` and `errors`.
macro(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE errors
    RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGN}: ${result}\n${output}${errors}")
  endif()
endmacro()

function(require_no_path)
  file(GLOB_RECURSE files "${installed}/*.cmake" "${installed}/*.json")
  foreach(file IN LISTS files)
    file(READ "${file}" text)
    foreach(path "${SOURCE}" "${WORK}")
      string(FIND "${text}" "${path}" at)
      if(NOT at EQUAL -1)
        message(FATAL_ERROR "${file} holds the path ${path}, so it cannot be moved")
      endif()
    endforeach()
  endforeach()
endfunction()

function(consume c_compiler cxx_compiler)
  cmake_path(GET cxx_compiler FILENAME name)
  set(build "${WORK}/${name}")
  run("${CMAKE_COMMAND}" -G "${GENERATOR}" -S "${SOURCE}/tests/abi/consumer" -B "${build}"
      "-DCMAKE_PREFIX_PATH=${installed}" "-DEXAMPLES=${SOURCE}/sdk/examples"
      "-DCMAKE_C_COMPILER=${c_compiler}" "-DCMAKE_CXX_COMPILER=${cxx_compiler}")
  run("${CMAKE_COMMAND}" --build "${build}")
  file(READ "${build}/plugins/hopline-row-counter.json" manifest)
  string(JSON id GET "${manifest}" connectors 0 id)
  if(NOT id STREQUAL "counter.reader")
    message(FATAL_ERROR "${name}: the manifest names the connector ${id}")
  endif()

  # Dropped into the plugin directory of the installation, it is found without an option.
  run("${CMAKE_COMMAND}" --install "${build}" --prefix "${installed}")
  run("${CMAKE_COMMAND}" -E env "HOPLINE_STATE_DIR=${WORK}/state-${name}"
      "${installed}/bin/hopline" run "${SOURCE}/tests/abi/consumer/job.json")
  if(NOT output STREQUAL "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n")
    message(FATAL_ERROR "${name}: the job printed:\n${output}${errors}")
  endif()
  message(STATUS "${name}: built, found and run")
endfunction()

run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/first")
file(RENAME "${WORK}/first" "${installed}")
require_no_path()
string(REPLACE "|" ";" C_COMPILERS "${C_COMPILERS}")
string(REPLACE "|" ";" CXX_COMPILERS "${CXX_COMPILERS}")
foreach(c_compiler cxx_compiler IN ZIP_LISTS C_COMPILERS CXX_COMPILERS)
  consume("${c_compiler}" "${cxx_compiler}")
endforeach()
