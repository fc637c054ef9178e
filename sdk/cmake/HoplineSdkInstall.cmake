# The SDK as a package: find_package(hopline-sdk). Relocatable: no absolute path is installed.
include(CMakePackageConfigHelpers)

set_target_properties(hopline_sdk PROPERTIES EXPORT_NAME sdk)
set_target_properties(hopline_sdk_cpp PROPERTIES EXPORT_NAME sdk_cpp)
set_target_properties(hopline_manifest_tool PROPERTIES EXPORT_NAME manifest_tool)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/hopline-sdk")
install(DIRECTORY include/hopline DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT hopline_sdk
  FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(TARGETS hopline_sdk hopline_sdk_cpp hopline_manifest_tool EXPORT hopline-sdk-targets
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT hopline_sdk)
install(EXPORT hopline-sdk-targets NAMESPACE hopline:: DESTINATION "${package_dir}"
  COMPONENT hopline_sdk)

configure_package_config_file(cmake/hopline-sdk-config.cmake.in
  "${CMAKE_CURRENT_BINARY_DIR}/hopline-sdk-config.cmake" INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/hopline-sdk-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES cmake/HoplinePlugin.cmake cmake/HoplineManifest.cmake cmake/hopline-plugin.map
  "${CMAKE_CURRENT_BINARY_DIR}/hopline-sdk-config.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/hopline-sdk-config-version.cmake"
  DESTINATION "${package_dir}" COMPONENT hopline_sdk)
