#include "host/cli/budget_file.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace host::analyze;
using host::cli::parse_budget;

TEST_CASE("the limits of the manual") {
    const auto limits = parse_budget(R"([
        {"process":"app","class":"heap","measure":"private_dirty_kb","max":20480},
        {"process":"app","measure":"pss_kb","max":30000,"max_growth_per_min":10,"settle_s":60},
        {"program":"worker*","mapping":"libx.so*","measure":"rss","max":100},
        {"board":true,"measure":"meminfo:MemAvailable","min":4096,"optional":true}
    ])",
                                     "limits.json");
    REQUIRE(limits.has_value());
    REQUIRE(limits->size() == 5);
    CHECK((*limits)[0].text == "process app, class heap: private_dirty_kb");
    CHECK((*limits)[0].what.scope == Scope::process);
    CHECK((*limits)[0].limit == 20480);
    CHECK((*limits)[2].bound == Bound::max_growth_per_min);
    CHECK((*limits)[2].settle_us == 60'000'000);
    CHECK((*limits)[3].what.scope == Scope::program);
    CHECK((*limits)[3].what.measure == find_measure("rss_kb"));
    CHECK((*limits)[4].what.meminfo == "MemAvailable");
    CHECK((*limits)[4].text == "board: meminfo:MemAvailable");
    CHECK((*limits)[4].optional);
    CHECK_FALSE((*limits)[3].optional);
}

TEST_CASE("a broken file is refused with its place") {
    struct Case {
        const char* name;
        const char* text;
        const char* message; ///< its beginning
    };
    const std::array cases{
        Case{"no JSON", "[\n {\"process\":\"app\",,\n]", "b.json: line 2, column 19: no JSON from here on"},
        Case{"cut off", "[{\"process\"", "b.json: line 1, column "},
        Case{"empty", "", "b.json: line 1, column 1: no JSON"},
        Case{"no limits", "[]", "b.json: no list of limits"},
        Case{"something else", "{\"limit\":1}", "b.json: no list of limits"},
        Case{"not an object", "[7]", "b.json: limit 1: not an object"},
        Case{"unknown field", R"([{"proces":"app"}])", "b.json: limit 1, field 'proces': not known; one of process"},
        Case{"unknown measure", R"([{"measure":"rs","max":1}])", "b.json: limit 1, field 'measure': 'rs' is not known"},
        Case{"no measure", R"([{"process":"a","max":1}])", "b.json: limit 1, field 'measure': missing"},
        Case{"unknown class", R"([{"class":"hep","measure":"rss","max":1}])", "b.json: limit 1, field 'class': 'hep'"},
        Case{"no bound", R"([{"measure":"rss"}])", "b.json: limit 1: no limit in it"},
        Case{"number as text", R"([{"measure":"rss","max":"20"}])", "b.json: limit 1, field 'max': not a number"},
        Case{"negative", R"([{"measure":"rss","max":1},{"measure":"rss","max":-1}])",
             "b.json: limit 2, field 'max': not a number"},
        Case{"two scopes", R"([{"process":"a","program":"b","measure":"rss","max":1}])",
             "b.json: limit 1, field 'program': together with process"},
        Case{"board of a process", R"([{"process":"a","board":true,"measure":"rss","max":1}])",
             "b.json: limit 1, field 'board'"},
        Case{"meminfo of a process", R"([{"process":"a","measure":"meminfo:MemFree","min":1}])",
             "b.json: limit 1, field 'measure': meminfo is of the board"},
        Case{"meminfo of nothing", R"([{"measure":"meminfo:","min":1}])",
             "b.json: limit 1, field 'measure': no key of /proc/meminfo in it"},
        Case{"a number beyond all", R"([{"measure":"rss","max":1e999}])", "b.json: a number in it is too large"},
        Case{"a number beyond sense", R"([{"measure":"rss","max":1e300}])",
             "b.json: limit 1, field 'max': not a number"},
        Case{"a limit twice", R"([{"measure":"rss","max":1},{"measure":"rss","max":100000,"max":1}])",
             "b.json, field 'max': twice in one object"},
        Case{"perhaps optional", R"([{"measure":"rss","max":1,"optional":1}])",
             "b.json: limit 1, field 'optional': neither true nor false"},
        Case{"name as number", R"([{"process":3,"measure":"rss","max":1}])",
             "b.json: limit 1, field 'process': not a name"},
    };
    for (const Case& one : cases) {
        CAPTURE(one.name);
        const auto limits = parse_budget(one.text, "b.json");
        REQUIRE_FALSE(limits.has_value());
        CHECK(limits.error().text().substr(0, std::string(one.message).size()) == one.message);
    }
}

TEST_CASE("bytes that are no text are refused, not crashed on") {
    CHECK_FALSE(parse_budget(std::string("[{\"process\":\"\xff\xfe\"}]"), "b.json").has_value());
    CHECK_FALSE(parse_budget(std::string(100'000, '['), "b.json").has_value());
}
