#include "host/analyze/classifier.hpp"
#include "host/report/explain.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

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

TEST_CASE("lines fit a terminal; an unknown term has none") {
    CHECK_FALSE(explain("flux").has_value());
    CHECK_FALSE(explain("").has_value());
    const std::string text = *explain("heap");
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        CHECK(end - at <= 80);
        at = end + 1;
    }
    CHECK(host::report::explained_terms().find("pss-rounding") != std::string::npos);
}
