# What the parts that measure cloud connectors on the emulator share: rows, a table filled
# with them, the same calls with plain libcurl.
find_package(CURL REQUIRED)
find_package(Threads REQUIRED)
add_library(bench_cloud STATIC EXCLUDE_FROM_ALL plain_http.cc stream_rows.cc)
hopline_target(bench_cloud)
target_link_libraries(bench_cloud PUBLIC hopline_wire_tablestore hopline_wire_oss
  CURL::libcurl Threads::Threads)

add_library(bench_replay_tables STATIC EXCLUDE_FROM_ALL replay_tables.cc)
hopline_target(bench_replay_tables)
target_link_libraries(bench_replay_tables PUBLIC bench_cloud hopline_wire_common)

add_library(bench_replay_odps STATIC EXCLUDE_FROM_ALL replay_odps.cc)
hopline_target(bench_replay_odps)
target_link_libraries(bench_replay_odps PUBLIC bench_cloud hopline_wire_maxcompute)

foreach(program IN ITEMS fill_table replay)
  add_executable(bench_${program} EXCLUDE_FROM_ALL ${program}.cc)
  hopline_target(bench_${program})
  target_link_libraries(bench_${program} PRIVATE bench_cloud)
endforeach()
target_link_libraries(bench_replay PRIVATE bench_replay_tables bench_replay_odps)
