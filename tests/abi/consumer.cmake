# cmake -DSOURCE=<root> -DBUILD=<build tree> -DWORK=<scratch> -DGENERATOR=<name>
#       -DC_COMPILER=<cc> -DCXX_COMPILER=<c++> -P consumer.cmake
#
# Installs, moves the installation, builds plugins out of tree against it alone, and runs a job
# with one of them through the installed program.
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")

# Runs a command that must succeed; its output is in `output` and `errors`.
macro(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE errors
    RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGN}: ${result}\n${output}${errors}")
  endif()
endmacro()

run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/first")
file(RENAME "${WORK}/first" "${WORK}/moved")
file(GLOB_RECURSE package "${WORK}/moved/*.cmake" "${WORK}/moved/*.json")
foreach(file IN LISTS package)
  file(READ "${file}" text)
  foreach(path "${SOURCE}" "${WORK}")
    string(FIND "${text}" "${path}" at)
    if(NOT at EQUAL -1)
      message(SEND_ERROR "${file} holds the path ${path}, so it cannot be moved")
    endif()
  endforeach()
endforeach()

run("${CMAKE_COMMAND}" -G "${GENERATOR}" -S "${SOURCE}/tests/abi/consumer" -B "${WORK}/build"
    "-DCMAKE_PREFIX_PATH=${WORK}/moved" "-DEXAMPLES=${SOURCE}/sdk/examples"
    "-DCMAKE_C_COMPILER=${C_COMPILER}" "-DCMAKE_CXX_COMPILER=${CXX_COMPILER}")
run("${CMAKE_COMMAND}" --build "${WORK}/build")
file(READ "${WORK}/build/plugins/hopline-row-counter.json" manifest)
string(JSON id GET "${manifest}" connectors 0 id)
if(NOT id STREQUAL "counter.reader")
  message(FATAL_ERROR "the manifest names the connector ${id}")
endif()

# Dropped into the plugin directory of the installation, the job finds it without an option.
run("${CMAKE_COMMAND}" --install "${WORK}/build" --prefix "${WORK}/moved")
run("${CMAKE_COMMAND}" -E env "HOPLINE_STATE_DIR=${WORK}/state" "${WORK}/moved/bin/hopline"
    run "${SOURCE}/tests/abi/consumer/job.json")
if(NOT output STREQUAL "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n")
  message(FATAL_ERROR "the job printed:\n${output}${errors}")
endif()
