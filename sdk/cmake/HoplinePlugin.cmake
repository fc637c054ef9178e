# hopline_add_plugin(<target> NAME <name> SOURCES … [NEEDS_MINOR n] [LINK libs…])
#
# Builds hopline-<name>.so as the contract asks for it (two exported names, bound at load,
# never unloaded) and writes its manifest hopline-<name>.json beside it.
#
#   NAME         the plugin's name: the `name` of its description
#   NEEDS_MINOR  oldest minor of the host's ABI it can work with; the macro HOPLINE_NEEDS_MINOR
#                carries it into HOPLINE_DEFINE_PASSPORT(). Default: the SDK's own minor.
#   LINK         libraries to link; static ones stay hidden
#
# The object goes to HOPLINE_PLUGIN_OUTPUT_DIRECTORY if that is set. Installing:
# hopline_install_plugin(<target>) puts object and manifest into lib/hopline/plugins.

function(hopline_add_plugin target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAME;NEEDS_MINOR" "SOURCES;LINK")
  if(NOT arg_NAME MATCHES "^[a-z0-9][a-z0-9-]*$" OR NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "hopline_add_plugin(${target}): wants NAME <lower-case name> and "
                        "SOURCES <files>; not understood: '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  if(NOT DEFINED arg_NEEDS_MINOR)
    set(arg_NEEDS_MINOR HOPLINE_ABI_MINOR)
    if(NOT COMMAND hopline_target)
      message(STATUS "hopline-${arg_NAME}: NEEDS_MINOR not given, so it will need a host that "
                     "is at least as new as this SDK")
    endif()
  endif()

  add_library(${target} MODULE ${arg_SOURCES})
  if(COMMAND hopline_target)
    hopline_target(${target})
  endif()
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if("CXX" IN_LIST languages)
    target_link_libraries(${target} PRIVATE hopline::sdk_cpp)
  endif()
  target_link_libraries(${target} PRIVATE hopline::sdk ${arg_LINK})
  target_compile_definitions(${target} PRIVATE HOPLINE_NEEDS_MINOR=${arg_NEEDS_MINOR})
  target_compile_options(${target} PRIVATE -funwind-tables)
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME "hopline-${arg_NAME}" SUFFIX ".so"
    LIBRARY_OUTPUT_DIRECTORY "${HOPLINE_PLUGIN_OUTPUT_DIRECTORY}"
    POSITION_INDEPENDENT_CODE ON
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    # The same run path before and after installation, so that installing leaves every byte,
    # and with it the manifest's digest, as it is.
    INSTALL_RPATH "\$ORIGIN" BUILD_WITH_INSTALL_RPATH ON)
  hopline_plugin_link_options(${target})

  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND "${CMAKE_COMMAND}" "-DTOOL=$<TARGET_FILE:hopline::manifest_tool>"
            "-DOBJECT=$<TARGET_FILE:${target}>" -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/HoplineManifest.cmake"
    COMMENT "Writing the manifest hopline-${arg_NAME}.json" VERBATIM)
  add_dependencies(${target} hopline::manifest_tool)
endfunction()

# Two exported names; every symbol found at link time and bound at load; kept until process end.
function(hopline_plugin_link_options target)
  set(map "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/hopline-plugin.map")
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${map}")
  target_link_options(${target} PRIVATE
    "LINKER:--version-script=${map}" "LINKER:--exclude-libs,ALL"
    "LINKER:-z,now" "LINKER:-z,relro" "LINKER:-z,nodelete" "LINKER:--enable-new-dtags")
  # Clang keeps a sanitizer's runtime in the executable only, so its names stay open here.
  set(flags "${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS} ${CMAKE_MODULE_LINKER_FLAGS}")
  if(NOT ((HOPLINE_SANITIZE OR flags MATCHES "-fsanitize=")
          AND "${CMAKE_C_COMPILER_ID}${CMAKE_CXX_COMPILER_ID}" MATCHES "Clang"))
    target_link_options(${target} PRIVATE "LINKER:-z,defs")
  endif()
endfunction()

function(hopline_install_plugin target)
  if(DEFINED HOPLINE_INSTALL AND NOT HOPLINE_INSTALL)
    return()
  endif()
  install(TARGETS ${target} LIBRARY DESTINATION lib/hopline/plugins COMPONENT hopline_plugins)
  install(FILES "$<TARGET_FILE_DIR:${target}>/$<TARGET_FILE_BASE_NAME:${target}>.json"
    DESTINATION lib/hopline/plugins COMPONENT hopline_plugins)
endfunction()
