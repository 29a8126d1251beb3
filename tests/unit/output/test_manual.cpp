// host-analyze-json(5) lists the columns of every report: exactly those that the reports have.
#include "tests/unit/report/every_report.hpp"

#include "host/output/frame_log.hpp"
#include "host/report/json_writer.hpp"
#include "host/session/capture_player.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

namespace {

using Keys = std::set<std::string>;

std::string manual() {
    std::ifstream file(SMAPS_TESTDATA "/../host/host-analyze-json.5", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string between(const std::string& text, std::string_view from, std::string_view to) {
    const std::size_t begin = text.find(from);
    REQUIRE(begin != std::string::npos);
    const std::size_t end = text.find(to, begin + from.size());
    return text.substr(begin + from.size(), end - begin - from.size());
}

Keys words_of(const std::string& text) {
    Keys keys;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        while (word.ends_with(',') || word.ends_with(':')) {
            word.pop_back();
        }
        keys.insert(word);
    }
    return keys;
}

/// Report -> its columns, as the manual lists them.
std::map<std::string, Keys> documented() {
    std::map<std::string, Keys> reports;
    const std::string section = between(manual(), ".SH COLUMNS\n", ".SH ");
    Keys measures = words_of(between(section, "MEASURES are ", ": the kernel"));
    for (std::size_t at = section.find(".TP\n.B "); at != std::string::npos; at = section.find(".TP\n.B ", at + 1)) {
        const std::size_t name_end = section.find('\n', at + 7);
        const std::string name = section.substr(at + 7, name_end - at - 7);
        Keys keys = words_of(section.substr(name_end, section.find(".TP", name_end) - name_end));
        if (keys == Keys{"as", "mappings"}) {
            keys = reports["mappings"];
        }
        if (keys.erase("MEASURES") != 0) {
            keys.insert(measures.begin(), measures.end());
        }
        if (keys.erase("X_before_kb") + keys.erase("X_after_kb") + keys.erase("X_change_kb") == 3) {
            for (const char* word : {"and", "of", "each", "measure", "X"}) {
                keys.erase(word);
            }
            for (const std::string& measure : measures) {
                for (const char* side : {"_before_kb", "_after_kb", "_change_kb"}) {
                    keys.insert(measure.substr(0, measure.size() - 3) + side);
                }
            }
        }
        reports[name] = std::move(keys);
    }
    return reports;
}

host::report::Report report_of_frames() {
    auto file = host::capture::InputFile::open(SMAPS_TESTDATA "/captures/grow.smaps");
    REQUIRE(file.has_value());
    host::session::CapturePlayer player("grow.smaps", *std::move(file));
    const host::analyze::Filter everything;
    host::output::FrameLog log(everything);
    player.play(0, [&](const host::decode::Sweep& sweep, const host::decode::SessionDecoder& decoder) {
        log.sweep(sweep, decoder);
        return false;
    });
    return log.take_reports().at(0);
}

} // namespace

TEST_CASE("the columns of every report are those of the manual") {
    const auto reports = documented();
    test::BoardBuilder builder;
    sample::fill(builder);
    for (const host::report::Report& report : sample::every_report(builder.board)) {
        CAPTURE(report.name);
        Keys keys;
        for (const host::report::Column& column : report.columns) {
            keys.insert(column.key);
        }
        CHECK(keys.size() == report.columns.size());
        REQUIRE(reports.contains(report.name));
        CHECK(keys == reports.at(report.name));
    }
    CHECK(reports.size() == sample::every_report(builder.board).size() + 1); // and frames
    Keys keys;
    for (const host::report::Column& column : report_of_frames().columns) {
        keys.insert(column.key);
    }
    CHECK(keys == reports.at("frames"));
}

TEST_CASE("the key of a column ends in its unit") {
    using host::report::Unit;
    test::BoardBuilder builder;
    sample::fill(builder);
    std::vector<host::report::Report> reports = sample::every_report(builder.board);
    reports.push_back(report_of_frames());
    for (const host::report::Report& report : reports) {
        CAPTURE(report.name);
        for (const host::report::Column& column : report.columns) {
            CAPTURE(column.key);
            switch (column.unit) {
            case Unit::kb: CHECK(column.key.ends_with("_kb")); break;
            case Unit::kb_per_min: CHECK(column.key.ends_with("_kb_per_min")); break;
            case Unit::seconds: CHECK(column.key.ends_with("_s")); break;
            case Unit::percent: CHECK(column.key.ends_with("percent")); break;
            case Unit::none: CHECK_FALSE(column.key.ends_with("_s")); break;
            }
        }
    }
}

TEST_CASE("the keys of a JSON document are those of the manual") {
    test::BoardBuilder builder;
    sample::fill(builder);
    const std::array one{sample::every_report(builder.board)[1]};
    const std::string json = host::report::write_json(one);
    const std::string text = manual();
    for (const char* key :
         {"schema", "report", "board", "time", "rows", "reasons", "totals", "notes", "source", "host_name", "cpu",
          "machine", "kernel_release", "boot_id", "agent_version", "page_size_bytes", "start_wall_us"}) {
        CAPTURE(key);
        CHECK(json.find('"' + std::string(key) + "\":") != std::string::npos);
        CHECK(text.find(key) != std::string::npos);
    }
}
