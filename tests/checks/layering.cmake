# Every #include of the product against the table of rooms: what a room may use is what the data flow allows.
#   cmake -D SOURCE=<project> -P layering.cmake
# A file belongs to the row with the longest matching beginning. A header passes when it matches the row's pattern.
cmake_minimum_required(VERSION 3.25)

set(plain "<(cstdint|cstddef|span|array|string_view|bit|limits|type_traits|concepts|initializer_list|utility)>")
# Hosted standard headers that neither read, print nor know the time.
set(values "<(algorithm|any|array|bit|bitset|cassert|cctype|charconv|climits|cmath|compare|concepts|cstddef|cstdint|cstdlib|cstring|deque|functional|initializer_list|iterator|limits|list|map|memory|numbers|numeric|optional|queue|set|span|stdexcept|string|string_view|system_error|tuple|type_traits|unordered_map|unordered_set|utility|variant|vector)>")
set(any_std "<[a-z_0-9]+>")

# room | allowed        (<cstdio> in report/ is for snprintf; agent/options.hpp is plain data: which processes, which address)
set(rooms
    "protocol/|${plain}|\"protocol/"
    "agent/|${plain}|\"(agent|protocol)/"
    "agent/text.|${plain}|\"agent/text.hpp\""
    "agent/messages.|${plain}|\"(agent/(messages|option_table|text)|protocol/packed_text).hpp\""
    "agent/sys/|${plain}|\"agent/(sys/|text.hpp)"
    "agent/sys/arch/|${plain}|\"agent/sys/arch/"
    "agent/sources/|${plain}|\"(agent/(sources|sys|text|options)|protocol/)"
    "agent/encode/|${plain}|\"(agent/(encode|text)|protocol/)"
    "agent/transport/|${plain}|\"agent/(transport|sys|text|messages|options|encode/sink)"
    "agent/rt/|${plain}|\"agent/rt/"
    "host/base/|${any_std}|<[a-z]+\\.h>|<tl/expected.hpp>|\"host/base/"
    "host/base/escape.|${values}|<utf8proc.h>|\"host/base/"
    "host/model/|${values}|\"(host/(base|model)/|protocol/(program_name|protocol).hpp)"
    "host/procfs/|${any_std}|<[a-z]+(/[a-z]+)?\\.h>|<archive_entry.h>|\"(host/(base|model|procfs)|protocol)/"
    "host/decode/|${values}|\"(host/(base|model|procfs|decode)|protocol)/"
    "host/analyze/|${values}|\"host/(base|model|analyze)/"
    "host/report/|${values}|<cstdio>|\"host/(base|model|analyze|report)/"
    "host/report/json_writer|${values}|<nlohmann/json.hpp>|\"host/(base|model|analyze|report)/"
    "host/capture/|${any_std}|<[a-z]+(/[a-z]+)?\\.h>|<archive_entry.h>|\"(host/(base|model|procfs|decode|capture)|protocol|agent/encode)/"
    "host/transport/|${any_std}|<[a-z]+(/[a-z]+)?\\.h>|<boost/asio[a-z0-9_/]*.hpp>|<boost/system/[a-z_]+.hpp>|\"host/(base|transport)/"
    "host/cli/|${any_std}|<(CLI/[A-Za-z_]+|nlohmann/json).hpp>|\"host/((base|model|procfs|analyze|cli)/|report/reports.hpp|transport/address.hpp)"
    "host/session/|${any_std}|<[a-z]+\\.h>|\"(host/(base|model|decode|capture|cli|session)|protocol|agent/encode)/"
    "host/output/|${any_std}|\"host/(base|model|procfs|decode|capture|analyze|report|cli|session|output)/"
    "host/console/|${any_std}|<boost/(asio[a-z0-9_/]*|crc).hpp>|\"host/(base|transport|console)/"
    "host/app/|${any_std}|<boost/asio[a-z0-9_/]*.hpp>|\"host/(base|model|procfs|decode|capture|analyze|report|transport|cli|session|output|console|app)/"
    "host/main.cpp|${any_std}|\"host/(base|cli|app)/"
    "host/print_words_page.cpp|${any_std}|\"host/report/"
)

# allowed_in(file variable): the pattern of the file's room; empty when no row names it.
function(allowed_in file result)
    set(best "")
    set(pattern "")
    foreach(row IN LISTS rooms)
        string(FIND "${row}" "|" bar)
        string(SUBSTRING "${row}" 0 ${bar} room)
        string(LENGTH "${room}" length)
        string(LENGTH "${best}" best_length)
        string(FIND "${file}" "${room}" at)
        if(at EQUAL 0 AND length GREATER best_length)
            set(best "${room}")
            math(EXPR rest "${bar} + 1")
            string(SUBSTRING "${row}" ${rest} -1 pattern)
        endif()
    endforeach()
    set(${result} "${pattern}" PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE sources RELATIVE ${SOURCE} ${SOURCE}/protocol/*.[ch]pp ${SOURCE}/agent/*.[ch]pp ${SOURCE}/host/*.[ch]pp)
set(lines 0)
set(broken 0)
foreach(file IN LISTS sources)
    allowed_in(${file} allowed)
    file(STRINGS ${SOURCE}/${file} includes REGEX "^[ \t]*#[ \t]*include")
    foreach(line IN LISTS includes)
        string(REGEX REPLACE "^[ \t]*#[ \t]*include[ \t]*([<\"][^>\"]*[>\"]).*" "\\1" header "${line}")
        math(EXPR lines "${lines} + 1")
        if(NOT allowed OR NOT header MATCHES "^(${allowed})")
            message(SEND_ERROR "${file}: ${header}: not for this room; the table is in tests/checks/layering.cmake")
            math(EXPR broken "${broken} + 1")
        endif()
    endforeach()
endforeach()
list(LENGTH sources files)
message(STATUS "${lines} includes in ${files} files, ${broken} not allowed")
