# A folder of src/ is a library. Its sources are the folder's .cpp files; a *_test.cpp beside them
# goes to the folder's test program, a *_bench.cpp to bench/. Globbing keeps "add a file" a one-step change;
# CONFIGURE_DEPENDS makes ninja look again at every build.
#
#   edify_library(chunk DEPENDS model base)
#   edify_library(store DEPENDS model base PRIVATE ICU::uc)
#   edify_library(catalog DEPENDS model base TOGETHER Postgres)
#
# TOGETHER: tests with this in their names are one test of ctest, in one process, since what they share takes seconds to
# start.
function(edify_library name)
  cmake_parse_arguments(ARG "" "TOGETHER" "DEPENDS;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "(_test|_bench|main)\\.cpp$")

  if(sources)
    add_library(${name} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name} ${scope} ${ARG_DEPENDS})
  if(ARG_PRIVATE AND sources)
    target_link_libraries(${name} PRIVATE ${ARG_PRIVATE})
  endif()

  if(EDIFY_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${name} GTest::gmock GTest::gtest GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE
      EDIFY_SOURCE_DIR="${CMAKE_SOURCE_DIR}" EDIFY_ENGINES_DIR="${EDIFY_ENGINES_DIR}" EDIFY_BUILD_DIR="${CMAKE_BINARY_DIR}")
    set(filter)
    if(ARG_TOGETHER)
      set(filter TEST_FILTER "-*${ARG_TOGETHER}*")
      add_test(NAME ${name}.${ARG_TOGETHER} COMMAND ${name}_test "--gtest_filter=*${ARG_TOGETHER}*")
      set_tests_properties(${name}.${ARG_TOGETHER} PROPERTIES TIMEOUT 300)
    endif()
    gtest_discover_tests(${name}_test TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60 ${filter} PROPERTIES TIMEOUT 300)
  endif()
endfunction()
