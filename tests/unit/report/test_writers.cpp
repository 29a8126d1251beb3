#include "sample_report.hpp"

#include "host/report/csv_writer.hpp"
#include "host/report/json_writer.hpp"
#include "host/report/text_writer.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace host::report;

TEST_CASE("text: aligned, totals under a line, reasons below, details left out") {
    Report report = sample::processes();
    add_totals(report);
    CHECK(write_text(report) == R"(processes of board:7000 at 2.5 s, sizes in kB
PID  Program       RSS  Share
  1  init         2048   25.0
 23  a b\xff,"c\  6144   75.0
456  secret        n/a      -
-----------------------------
     total        8192
The totals skip what is n/a: up to 2 of 3 rows.
n/a: rss_kb: no permission (1 row)
)");
}

TEST_CASE("text: columns align under names of wide characters") {
    Report report = sample::processes();
    report.rows.resize(2);
    report.rows[0].cells[1] = std::string("\xe5\x86\x85\xe5\xad\x98"); // two CJK characters, four columns
    report.rows[1].cells[1] = std::string("abcd");
    CHECK(write_text(report) == R"(processes of board:7000 at 2.5 s, sizes in kB
PID  Program   RSS  Share
  1  内存     2048   25.0
 23  abcd     6144   75.0
)");
}

TEST_CASE("text: other units change sizes only") {
    const Report report = sample::processes();
    const std::string mib = write_text(report, SizeUnit::mib);
    CHECK(mib.find("sizes in MiB") != std::string::npos);
    CHECK(mib.find("  1  init         2.0   25.0\n") != std::string::npos);
    CHECK(cell_text(std::int64_t{3}, Unit::kb, SizeUnit::bytes) == "3072");
    CHECK(cell_text(std::int64_t{3}, Unit::none, SizeUnit::bytes) == "3");
    CHECK(cell_text(1536.0, Unit::kb, SizeUnit::mib) == "1.5");
    CHECK(cell_text(1.5, Unit::kb, SizeUnit::bytes) == "1536");
    CHECK(cell_text(1.5, Unit::kb, SizeUnit::kib) == "1.5");
    CHECK(cell_text(std::int64_t{1} << 60, Unit::kb, SizeUnit::bytes) == "1180591620717411303424");
}

TEST_CASE("text: an empty report says so") {
    Report report = sample::processes();
    report.rows.clear();
    CHECK(write_text(report) == "processes of board:7000 at 2.5 s, sizes in kB\nPID  Program  RSS  Share\n(nothing)\n");
}

TEST_CASE("CSV: every column, fields quoted where needed, unknown as n/a") {
    const std::array reports{sample::processes()};
    CHECK(write_csv(reports) == R"(pid,program,rss_kb,share,swap_kb
1,init,2048,25,0
23,"a b\xff,""c\\",6144,75,n/a
456,secret,n/a,n/a,n/a
)");
}

TEST_CASE("CSV: several boards share a header and are told apart") {
    std::array reports{sample::processes(), sample::processes()};
    reports[0].rows.resize(1);
    reports[1].rows.resize(1);
    reports[1].origin.source = "b,2";
    CHECK(write_csv(reports) == "board,pid,program,rss_kb,share,swap_kb\n"
                                "board:7000,1,init,2048,25,0\n"
                                "\"b,2\",1,init,2048,25,0\n");
}

TEST_CASE("JSON: the documented object, unknown as null with its reason") {
    Report report = sample::processes();
    report.origin.agent.host_name = "cam7";
    report.rows[0].classes = {{"heap", {{"rss_kb", std::int64_t{12}}}}};
    report.rows.erase(report.rows.begin() + 1);
    const std::string head =
        R"({"schema":"smapscope/1","report":"processes","board":{"source":"board:7000","host_name":"cam7","cpu":null,)"
        R"("machine":null,"kernel_release":null,"boot_id":null,"agent_version":null,"page_size_bytes":null,)"
        R"("start_wall_us":null},"time":2.5,"rows":[)";
    const std::string first =
        R"({"pid":1,"program":"init","rss_kb":2048,"share":25.0,"swap_kb":0,"classes":{"heap":{"rss_kb":12}}})";
    const std::string second = R"({"pid":456,"program":"secret","rss_kb":null,"share":null,"swap_kb":null})";
    const std::string tail =
        R"(],"totals":null,"notes":[],"reasons":{"rss_kb":{"no permission":[1]},"swap_kb":{"old kernel":[1]}}})";
    CHECK(write_ndjson(report) == head + first + "," + second + tail + "\n");
    const std::array one{report};
    CHECK(write_json(one) == head + "\n" + first + ",\n" + second + "\n" + tail + "\n");
    const std::array two{report, report};
    const std::string object = head + "\n" + first + ",\n" + second + "\n" + tail;
    CHECK(write_json(two) == "[\n" + object + ",\n" + object + "\n]\n");
}

TEST_CASE("JSON: a name that is not UTF-8 survives, reversibly") {
    Report report = sample::processes();
    CHECK(write_ndjson(report).find(R"("program":"a b\\xff,\"c\\\\")") != std::string::npos);
}

TEST_CASE("JSON: an empty report is an object with no rows") {
    Report report = sample::processes();
    report.rows.clear();
    CHECK(write_ndjson(report).find(R"("rows":[],"totals")") != std::string::npos);
}
