# netsuden_library(NAME SOURCES a.cpp ... LINK target ...): a static library whose headers are included from the root.
function(netsuden_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
  target_link_libraries(${name} PUBLIC ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
endfunction()

# netsuden_test(NAME SOURCES a_test.cpp ... LINK target ... LABEL unit): one ctest entry, hence one process, a TEST_CASE.
function(netsuden_test name)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} Catch2::Catch2WithMain)
  target_compile_definitions(${name} PRIVATE
    NETSUDEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    NETSUDEN_DATA_DIR="${PROJECT_SOURCE_DIR}/../shared/data")
  target_compile_options(${name} PRIVATE -O1)  # Catch's macros at -O2 double the build time
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  # NoTests: a name that ctest garbles (a semicolon splits it) fails instead of passing with nothing run.
  catch_discover_tests(${name} TEST_PREFIX "${name}: " EXTRA_ARGS -w NoTests PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 600)
endfunction()

# netsuden_python_test(FILE [LABEL label] [TIMEOUT s]): one ctest entry a class of a unittest file, run by Debian's python3 (it has
# Debian's h5py and xarray; another python3 in PATH may not).
function(netsuden_python_test file)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "" ${ARGN})
  get_filename_component(path ${file} ABSOLUTE)
  get_filename_component(room ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  if(NOT ARG_LABEL)
    set(ARG_LABEL ${room})
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  file(STRINGS ${path} classes REGEX "^class [A-Za-z0-9_]+\\(.*Case\\):")
  foreach(line ${classes})
    string(REGEX REPLACE "^class ([A-Za-z0-9_]+).*" "\\1" class "${line}")
    add_test(NAME "${room}: ${class}" COMMAND /usr/bin/python3 -B ${path} ${class})
    set_tests_properties("${room}: ${class}" PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT}
      ENVIRONMENT "NETSUDEN=$<TARGET_FILE:netsuden>;NETSUDEN_SOURCE=${PROJECT_SOURCE_DIR};PYTHONPATH=${PROJECT_SOURCE_DIR}/tests/support")
  endforeach()
endfunction()
