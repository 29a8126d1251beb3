# One golden command line: runs CASE.cmd with sh and compares what it printed with CASE.stdout, CASE.stderr and CASE.exit.
#   cmake -D CASE=<path without .cmd> -D BIN=<programs> -D DATA=<testdata> -D SCRATCH=<empty folder> [-D RENEW=ON] -P run_case.cmake
# A missing file means that nothing is printed, or exit code 0. The command runs in testdata/ with the programs in PATH and
# a folder of its own in $SCRATCH, whose path is printed as SCRATCH. RENEW writes the files instead of comparing them.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH})
execute_process(COMMAND ${CMAKE_COMMAND} -E env "PATH=${BIN}:$ENV{PATH}" SCRATCH=${SCRATCH} LC_ALL=C TZ=UTC sh ${CASE}.cmd
                WORKING_DIRECTORY ${DATA} INPUT_FILE /dev/null TIMEOUT 60
                OUTPUT_VARIABLE stdout ERROR_VARIABLE stderr RESULT_VARIABLE exit)
string(REPLACE "${SCRATCH}" "SCRATCH" stdout "${stdout}")
string(REPLACE "${SCRATCH}" "SCRATCH" stderr "${stderr}")
if(exit STREQUAL "0")
    set(exit "")
else()
    set(exit "${exit}\n")
endif()

set(failed "")
foreach(part stdout stderr exit)
    set(golden "${CASE}.${part}")
    if(RENEW)
        if("${${part}}" STREQUAL "")
            file(REMOVE "${golden}")
        else()
            file(WRITE "${golden}" "${${part}}")
        endif()
        continue()
    endif()
    set(expected "")
    if(EXISTS "${golden}")
        file(READ "${golden}" expected)
    endif()
    if(NOT "${${part}}" STREQUAL "${expected}")
        file(WRITE "${SCRATCH}/${part}" "${${part}}")
        string(APPEND failed "--- expected ${part} (${golden})\n${expected}--- actual (${SCRATCH}/${part})\n${${part}}")
    endif()
endforeach()
if(failed)
    file(READ "${CASE}.cmd" command)
    message(FATAL_ERROR "${command}${failed}---")
endif()
