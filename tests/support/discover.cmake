# Writes one ctest test per case of a doctest program, named "PROGRAM: case"; a case of suite "slow" has that label besides.
#   cmake -D PROGRAM=<file> -D "PROPERTIES=<property> <value>…" -D LABELS=<label> -D OUTPUT=<file.cmake> -P discover.cmake
cmake_minimum_required(VERSION 3.25)

# The names of the cases in doctest's list, one per line and between its own lines, which begin with [doctest] or =.
function(list_cases result)
  execute_process(COMMAND ${PROGRAM} --list-test-cases ${ARGN} OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE ";" "\\;" text "${text}")
  string(REGEX REPLACE "\\[doctest\\][^\n]*\n|=+\n" "" text "${text}")
  string(REGEX REPLACE "\n$" "" text "${text}")
  string(REPLACE "\n" ";" cases "${text}")
  set(${result} "${cases}" PARENT_SCOPE)
endfunction()

list_cases(cases)
list_cases(slow --test-suite=slow)
cmake_path(GET PROGRAM FILENAME program)
set(script "")
foreach(case IN LISTS cases)
  # In a filter a comma separates and a backslash protects it. Nothing run is a failure: no filter may miss its case.
  string(REPLACE "\\" "\\\\" filter "${case}")
  string(REPLACE "," "\\," filter "${filter}")
  set(labels "${LABELS}")
  if(case IN_LIST slow)
    string(APPEND labels ";slow")
  endif()
  string(APPEND script "add_test([==[${program}: ${case}]==] [==[${PROGRAM}]==] [==[--test-case=${filter}]==])\n"
    "set_tests_properties([==[${program}: ${case}]==] PROPERTIES LABELS [==[${labels}]==] ${PROPERTIES}\n"
    "  FAIL_REGULAR_EXPRESSION [==[test cases: +0 ]==])\n")
endforeach()
file(WRITE ${OUTPUT} "${script}")
