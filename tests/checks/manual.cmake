# The man page and --help name the same options.
#   cmake -D PAGE=<page.1> -D PROGRAM=<program> -P manual.cmake
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${PROGRAM} --help OUTPUT_VARIABLE help ERROR_VARIABLE help RESULT_VARIABLE exit)
if(NOT exit EQUAL 0)
    message(FATAL_ERROR "${PROGRAM} --help: exit ${exit}")
endif()
file(READ ${PAGE} page)
string(REPLACE "\\-" "-" page "${page}")

function(options_of text result)
    string(REGEX MATCHALL "(^|[^A-Za-z0-9_-])--[a-z][a-z-]*[a-z]" found "${text}")
    list(TRANSFORM found REPLACE ".*--" "--")
    list(REMOVE_DUPLICATES found)
    set(${result} "${found}" PARENT_SCOPE)
endfunction()

options_of("${help}" in_help)
options_of("${page}" in_page)
foreach(option IN LISTS in_help)
    if(NOT option IN_LIST in_page)
        message(SEND_ERROR "${option} is in --help but not in ${PAGE}")
    endif()
endforeach()
foreach(option IN LISTS in_page)
    # The other program's options may be named in examples.
    if(NOT option IN_LIST in_help AND NOT option IN_LIST OTHERS)
        message(SEND_ERROR "${option} is in ${PAGE} but not in --help")
    endif()
endforeach()
