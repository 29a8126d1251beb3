// A small report with every kind of cell, for the tests of the writers.
#pragma once

#include "host/report/report.hpp"

namespace sample {

inline host::report::Report processes() {
    using namespace host::report;
    Report report;
    report.name = "processes";
    report.origin.source = "board:7000";
    report.origin.time_us = 2'500'000;
    report.columns = {
        {.key = "pid", .title = "PID"},
        {.key = "program", .title = "Program", .text = true},
        {.key = "rss_kb", .title = "RSS", .unit = Unit::kb, .summed = true},
        {.key = "share", .title = "Share", .unit = Unit::percent},
        {.key = "swap_kb", .title = "Swap", .unit = Unit::kb, .detail = true, .summed = true},
    };
    report.rows = {
        {{std::int64_t{1}, std::string("init"), std::int64_t{2048}, 25.0, std::int64_t{0}}, {}},
        {{std::int64_t{23}, std::string("a b\xff,\"c\\"), std::int64_t{6144}, 75.0, Unknown{"old kernel"}}, {}},
        {{std::int64_t{456}, std::string("secret"), Unknown{"no permission"}, Unknown{}, Unknown{"old kernel"}}, {}},
    };
    return report;
}

} // namespace sample
