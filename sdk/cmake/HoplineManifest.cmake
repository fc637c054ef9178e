# cmake -DTOOL=<hopline-manifest> -DOBJECT=<hopline-x.so> -P HoplineManifest.cmake
#
# Writes hopline-x.json beside the object. The manifest appears whole or not at all.
cmake_path(REPLACE_EXTENSION OBJECT LAST_ONLY json OUTPUT_VARIABLE manifest)
file(REMOVE "${manifest}")
file(SHA256 "${OBJECT}" digest)
execute_process(COMMAND "${TOOL}" --sha256 "${digest}" "${OBJECT}"
  OUTPUT_FILE "${manifest}.tmp" RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  file(REMOVE "${manifest}.tmp")
  message(FATAL_ERROR "no manifest for ${OBJECT}: hopline-manifest ended with ${result}")
endif()
file(RENAME "${manifest}.tmp" "${manifest}")
