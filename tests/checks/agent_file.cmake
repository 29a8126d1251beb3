# The agent's file is what it promises: small, static, no dynamic section, nothing undefined, no constructors, nothing both
# writable and executable.
#   cmake -D AGENT=<file> -D BYTES_MAX=<n> -D READELF=<program> -P agent_file.cmake
cmake_minimum_required(VERSION 3.25)

if(NOT EXISTS ${AGENT})
    message("skipped: ${AGENT} is not built; cmake --preset agents && cmake --build --preset agents")
    return()
endif()

# Program headers, dynamic section, symbols, section headers: as one text.
execute_process(COMMAND ${READELF} -lhdsSW ${AGENT} OUTPUT_VARIABLE elf COMMAND_ERROR_IS_FATAL ANY)
function(refuse pattern what)
    if(elf MATCHES "${pattern}")
        message(SEND_ERROR "${AGENT}: ${what}: ${CMAKE_MATCH_0}")
    endif()
endfunction()
refuse("Type: +(DYN|REL)[^\n]*" "not a fixed executable")
refuse("\n +INTERP [^\n]*" "asks for a dynamic loader")
refuse("\n +DYNAMIC [^\n]*" "has a dynamic section")
refuse("\n +TLS [^\n]*" "has thread-local memory")
refuse("\n +LOAD [^\n]*RWE[^\n]*" "has memory both writable and executable")
refuse("GNU_STACK [^\n]*RWE[^\n]*" "has an executable stack")
refuse("\\.(init_array|ctors|preinit_array)[^\n]*" "has constructors")
refuse("NOTYPE +(GLOBAL|WEAK) [^\n]*UND [^ \n]+" "has an undefined symbol")
refuse("Flags:[^\n]*mips32r[2-6]" "needs a newer MIPS than mips32")
string(REGEX MATCHALL "\n +LOAD " segments "${elf}")
list(LENGTH segments count)
if(count GREATER 2)
    message(SEND_ERROR "${AGENT}: ${count} load segments; two at most")
endif()

file(SIZE ${AGENT} bytes)
if(bytes GREATER BYTES_MAX)
    message(SEND_ERROR "${AGENT}: ${bytes} bytes; at most ${BYTES_MAX}")
endif()
message(STATUS "${AGENT}: ${bytes} bytes of ${BYTES_MAX}, ${count} load segments")
