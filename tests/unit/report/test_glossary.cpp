#include "host/analyze/classifier.hpp"
#include "host/analyze/peaks.hpp"
#include "host/analyze/series_key.hpp"
#include "host/analyze/trend.hpp"
#include "host/analyze/usage.hpp"
#include "host/report/glossary.hpp"
#include "tests/unit/report/every_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using host::report::explain;

TEST_CASE("a term is found however it is written") {
    for (const char* term : {"PSS", "pss", "pss_kb", "Pss"}) {
        CAPTURE(term);
        REQUIRE(explain(term).has_value());
        CHECK(explain(term)->starts_with("PSS\n\nProportional set size"));
    }
    CHECK(explain("Private_Dirty") == explain("private-dirty"));
    CHECK(explain("private_dirty_kb") == explain("dirty"));
}

TEST_CASE("every word the reports use is explained") {
    for (const char* term : {"VSZ", "RSS", "PSS", "USS", "padding", "clean", "dirty", "code", "RO data", "RW data",
                             "heap", "stack", "swap", "anonymous", "rss-vs-top", "pss-rounding", "growth", "n/a"}) {
        CAPTURE(term);
        CHECK(explain(term).has_value());
    }
    for (const host::analyze::ClassName& name : host::analyze::k_class_names) {
        CAPTURE(std::string(name.text));
        CHECK(explain(name.text).has_value());
    }
}

TEST_CASE("the words of other tools and of allocators are explained") {
    for (const char* term : {"VIRT", "RES", "SHR", "VmRSS", "VmSize", "kB", "arena", "brk", "key frame", "VMA"}) {
        CAPTURE(term);
        CHECK(explain(term).has_value());
    }
}

TEST_CASE("the list of terms has one line per entry, which fits a terminal") {
    const std::string list = host::report::list_of_terms();
    std::size_t lines = 0;
    for (std::size_t at = 0; at < list.size(); ++lines) {
        const std::size_t end = list.find('\n', at);
        CAPTURE(list.substr(at, end - at));
        CHECK(end - at <= 80);
        CHECK(end - at > 30); // more than the term
        at = end + 1;
    }
    CHECK(lines == host::report::glossary().size());
    CHECK(list.find("\nRSS                            Resident set size\n") != std::string::npos);
}

TEST_CASE("why something is not known is explained") {
    for (int status = 1; status <= static_cast<int>(host::model::Status::fallback); ++status) {
        const std::string reason(host::model::status_reason(static_cast<host::model::Status>(status)));
        CAPTURE(reason);
        CHECK(explain(reason).has_value());
    }
    for (const char* reason : {"not sent", "not printed by this kernel", "a rollup has no single mappings"}) {
        CAPTURE(reason);
        CHECK(explain(reason).has_value());
    }
}

TEST_CASE("lines fit a terminal; an unknown term has none") {
    CHECK_FALSE(explain("flux").has_value());
    CHECK_FALSE(explain("").has_value());
    for (const host::report::GlossaryEntry& entry : host::report::glossary()) {
        CAPTURE(std::string(entry.terms.front()));
        CHECK_FALSE(entry.text.empty());
        for (std::size_t at = 0; at < entry.text.size();) {
            const std::size_t end = std::min(entry.text.find('\n', at), entry.text.size());
            CHECK(end - at <= 80);
            at = end + 1;
        }
    }
}

TEST_CASE("an unknown term leads to similar ones") {
    using host::report::similar_terms;
    CHECK(similar_terms("zramm") == "zram");
    CHECK(similar_terms("pading") == "padding");
    CHECK(similar_terms("reclaim").find("reclaimable") != std::string::npos);
    CHECK(similar_terms("Privat").starts_with("private, private clean, private dirty, "));
    CHECK(similar_terms("fragmentation").empty());
    CHECK(similar_terms("").empty());
    CHECK(similar_terms("x").empty());
}

TEST_CASE("a term with two meanings has both, a figure of a diff that of the figure") {
    CHECK(explain("device")->find("frame buffers") != std::string::npos);
    CHECK(explain("device")->find("As a column of mappings") != std::string::npos);
    CHECK(explain("pss_change_kb") == explain("PSS"));
}

TEST_CASE("every column of every report is explained, by its key and by its title") {
    test::BoardBuilder builder;
    sample::fill(builder);
    builder.board.meminfo = test::meminfo({{"MemTotal", 64000},
                                           {"KReclaimable", 10},
                                           {"SReclaimable", 5},
                                           {"SecPageTables", 1},
                                           {"Percpu", 1},
                                           {"Zswap", 1}});
    for (const host::report::Report& report : sample::every_report(builder.board)) {
        CAPTURE(report.name);
        for (const host::report::Column& column : report.columns) {
            CAPTURE(column.key);
            CHECK(explain(column.key).has_value());
            // Titles of a diff are short for the three columns of a figure.
            CHECK((report.name == "diff" || explain(column.title).has_value()));
        }
    }
}

TEST_CASE("every line and every verdict is explained") {
    test::BoardBuilder builder;
    builder.board.meminfo = test::meminfo({{"MemTotal", 64000},
                                           {"KReclaimable", 10},
                                           {"SReclaimable", 5},
                                           {"SecPageTables", 1},
                                           {"Percpu", 1},
                                           {"Zswap", 1}});
    const host::analyze::Filter everything;
    const host::analyze::UserNames nobody;
    const auto system = host::report::build_system({builder.board, everything, nobody});
    CHECK(system.rows.size() >= 24);
    std::vector<std::string> words;
    for (const host::report::Row& row : system.rows) {
        words.push_back(std::get<std::string>(row.cells[0]));
    }
    for (std::size_t i = 0; i < 5; ++i) {
        words.emplace_back(host::analyze::shape_name(static_cast<host::analyze::Shape>(i)));
    }
    for (std::size_t i = 0; i < host::analyze::k_peak_count; ++i) {
        words.emplace_back(host::analyze::peak_name(static_cast<host::analyze::PeakKind>(i)));
    }
    for (std::size_t i = 1; i < host::analyze::k_segment_count; ++i) { // all but none
        words.emplace_back(host::analyze::segment_name(static_cast<host::analyze::Segment>(i)));
    }
    for (std::size_t i = 0; i < 8; ++i) {
        words.emplace_back(host::analyze::group_by_name(static_cast<host::analyze::GroupBy>(i)));
    }
    for (const char* word : {"new",
                             "gone",
                             "renamed",
                             "changed",
                             "same",
                             "unknown",
                             "kept",
                             "BROKEN",
                             "not measured",
                             "max",
                             "min",
                             "max_growth_per_min",
                             "key",
                             "delta",
                             "raw",
                             "Total mapped memory",
                             "of which is padding",
                             "of which swapped out",
                             "of which likely stack",
                             "of which are resident",
                             "total anonymous",
                             "Shared",
                             "Private",
                             "Breakdown",
                             "other",
                             "Padding regions",
                             "JIT/SMC code",
                             "Read-only data (.rodata)",
                             "Writable data (.data, .bss)"}) {
        words.emplace_back(word);
    }
    for (const std::string& word : words) {
        CAPTURE(word);
        CHECK((word.empty() || explain(word).has_value()));
    }
}

TEST_CASE("the page of words has every text, and roff takes none for its own") {
    const std::string page = host::report::words_page();
    for (const host::report::GlossaryEntry& entry : host::report::glossary()) {
        const std::string heading(entry.terms.front());
        CAPTURE(heading);
        const std::string first_word(entry.text.substr(0, entry.text.find(' ')));
        const std::string escape = first_word.starts_with('.') ? "\\&" : "";
        CHECK(page.find(".B \"" + heading + "\"\n" + escape + first_word) != std::string::npos);
        CHECK(entry.text.find("\n.") == std::string_view::npos);
    }
}
