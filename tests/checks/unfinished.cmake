# No part of the product is marked as not done.
#   cmake -D SOURCE=<project> -P unfinished.cmake
cmake_minimum_required(VERSION 3.25)

file(GLOB_RECURSE files ${SOURCE}/agent/* ${SOURCE}/host/* ${SOURCE}/protocol/* ${SOURCE}/toolchains/*)
foreach(file IN LISTS files)
    file(STRINGS ${file} marks REGEX "(TO|FIX)[ ]?(DO|ME)([^A-Za-z]|$)|X[X]X|[Nn]ot implemented|[Uu]nimplemented")
    foreach(mark IN LISTS marks)
        message(SEND_ERROR "${file}: ${mark}")
    endforeach()
endforeach()
