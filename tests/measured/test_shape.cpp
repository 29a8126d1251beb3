// workload_shape prints what it consists of; we measure it and have to find the same, class by class.
#include "host/analyze/classifier.hpp"
#include "host/analyze/trend.hpp"
#include "host/analyze/usage.hpp"
#include "host/procfs/proc_source.hpp"
#include "tests/measured/agent_view.hpp"
#include "tests/support/child.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

using namespace host::analyze;
using host::model::Field;
using measured::AgentView;
using test::Child;

namespace {

constexpr std::uint64_t k_page_kb = 4;

/// A line `area CLASS START-END KB`.
struct Said {
    std::string memory_class;
    std::uint64_t start = 0, end = 0, kb = 0;
};

std::vector<Said> areas_in(const std::vector<std::string>& lines) {
    std::vector<Said> areas;
    for (const std::string& line : lines) {
        std::istringstream words(line);
        std::string kind;
        Said said;
        char dash = 0;
        words >> kind >> said.memory_class >> std::hex >> said.start >> dash >> said.end >> std::dec >> said.kb;
        if (kind == "area") {
            areas.push_back(said);
        } else {
            MESSAGE(line);
        }
    }
    return areas;
}

/// What we find in the range.
struct Found {
    std::uint64_t rss_kb = 0, hugetlb_kb = 0, mappings = 0, stacks = 0;
    std::uint64_t beyond_kb = 0; ///< address space of these VMAs outside the range
    std::string classes;         ///< of each VMA
};

Found find(const host::model::Process& process, const Said& said) {
    Found found;
    const std::vector<Classified> classified = classify(process);
    for (std::size_t i = 0; i < classified.size(); ++i) {
        const host::model::Mapping& mapping = process.snapshot.mappings[i];
        if (mapping.end <= said.start || mapping.start >= said.end) {
            continue;
        }
        ++found.mappings;
        found.rss_kb += mapping[Field::rss];
        found.hugetlb_kb += mapping[Field::private_hugetlb] + mapping[Field::shared_hugetlb];
        found.stacks += classified[i].stacks;
        found.beyond_kb += mapping.start < said.start ? (said.start - mapping.start) / 1024 : 0;
        found.beyond_kb += mapping.end > said.end ? (mapping.end - said.end) / 1024 : 0;
        found.classes += std::string(class_name(classified[i].memory_class).snake) + ' ';
    }
    return found;
}

using Look = std::function<void(const host::model::Process&)>;

/// The process as this machine's /proc shows it, and as the agent sends it.
void measured_both_ways(pid_t pid, const Look& look) {
    const auto wanted = static_cast<host::model::Pid>(pid);
    SUBCASE("read here") {
        host::model::Board board;
        host::procfs::ProcSource source("/proc", board);
        const std::array pids{wanted};
        REQUIRE(source.sweep(pids).has_value());
        look(board.processes.at(wanted));
    }
    SUBCASE("through the agent") {
        AgentView::watch(pid, 1, "1s", [&](const host::model::Board& board) { look(board.processes.at(wanted)); });
    }
}

/// What else lies in these VMAs (the rest of .bss, malloc's own heap) may be touched, a page per VMA may be cut.
void check_area(const host::model::Process& process, const Said& said) {
    CAPTURE(said.memory_class);
    CAPTURE(said.kb);
    const Found found = find(process, said);
    CAPTURE(found.classes);
    CHECK(found.classes.find(said.memory_class) == 0);
    const std::uint64_t kb = said.memory_class == "huge_pages" ? found.hugetlb_kb : found.rss_kb;
    CHECK(kb + k_page_kb * found.mappings >= said.kb);
    CHECK(kb <= said.kb + k_page_kb * found.mappings + found.beyond_kb);
}

/// kB in .bss and RELRO of the workload's own library or program.
std::uint64_t segment_kb(const host::model::Process& process, Segment segment) {
    std::uint64_t kb = 0;
    const std::vector<Classified> classified = classify(process);
    for (std::size_t i = 0; i < classified.size(); ++i) {
        const host::model::Mapping& mapping = process.snapshot.mappings[i];
        const bool own =
            classified[i].owner != nullptr && classified[i].owner->name.find("workload") != std::string::npos;
        kb += own && segment_of(mapping, classified[i]) == segment ? mapping[Field::rss] : 0;
    }
    return kb;
}

std::vector<std::string> workload(const char* program, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), program);
    return arguments;
}

/// Hands each program to `use`: with shared libraries, and static where the machine can link that.
void for_each_shape(const std::function<void(const char*)>& use) {
    SUBCASE("dynamic") {
        use(SMAPS_WORKLOAD_SHAPE);
    }
#ifdef SMAPS_WORKLOAD_SHAPE_STATIC
    SUBCASE("static") {
        use(SMAPS_WORKLOAD_SHAPE_STATIC);
    }
#endif
}

} // namespace

TEST_CASE("each kind of memory is found in its class, to the page") {
    for_each_shape([](const char* program) {
        Child child(workload(program, {"heap=300", "anon=1000", "stacks=64,256,1024", "bss=200", "relro", "memfd=80",
                                       "sysv=60", "hugetlb=2048", "jit=8"}));
        const std::vector<Said> areas = areas_in(child.lines_until_ready());
        REQUIRE(areas.size() >= 10);
        child.stop();
        measured_both_ways(child.pid(), [&](const host::model::Process& process) {
            for (const Said& said : areas) {
                check_area(process, said);
            }
            CHECK(usage_of(process, {}).totals.thread_stacks == 3);
            CHECK(segment_kb(process, Segment::bss) >= 200 - k_page_kb);
        });
    });
}

TEST_CASE("RELRO of a library is distinguished from its other read-only data") {
    Child child({SMAPS_WORKLOAD_SHAPE, "relro"});
    const std::vector<Said> areas = areas_in(child.lines_until_ready());
    REQUIRE(areas.size() == 1);
    child.stop();
    measured_both_ways(child.pid(), [&](const host::model::Process& process) {
        CHECK(segment_kb(process, Segment::relro) + k_page_kb >= areas[0].kb);
    });
}

TEST_CASE("as many thread stacks are found as there are, of any size") {
    for_each_shape([](const char* program) {
        Child child(workload(program, {"stacks=64,64,128,256,512,1024,2048,8192"}));
        child.lines_until_ready();
        child.stop();
        measured_both_ways(child.pid(), [](const host::model::Process& process) {
            CHECK(usage_of(process, {}).totals.thread_stacks == 8);
        });
    });
}

TEST_CASE("memory that the kernel merged with a stack is not taken for the stack") {
    for_each_shape([](const char* program) {
        Child child(workload(program, {"merged=4096"}));
        const std::vector<Said> areas = areas_in(child.lines_until_ready());
        REQUIRE(areas.size() == 1);
        child.stop();
        measured_both_ways(child.pid(), [&](const host::model::Process& process) {
            check_area(process, areas[0]);
            CHECK(usage_of(process, {}).totals.thread_stacks == 1);
        });
    });
}

TEST_CASE("the class sums are the kernel's sums") {
    Child child({SMAPS_WORKLOAD_SHAPE, "heap=300", "stacks=64,64", "memfd=80"});
    child.lines_until_ready();
    child.stop();
    measured_both_ways(child.pid(), [](const host::model::Process& process) {
        const ProcessTotals totals = usage_of(process, {}).totals;
        for (const Field field : {Field::size, Field::rss, Field::pss, Field::private_dirty, Field::swap}) {
            std::uint64_t sum = 0;
            for (const host::model::Mapping& mapping : process.snapshot.mappings) {
                sum += mapping[field];
            }
            CHECK(totals.all[field] == sum);
        }
    });
}

namespace {

/// The trend of a process over sweeps of the agent, 50 ms apart by the agent's clock.
std::optional<Trend> watched(pid_t pid, int count, const char* measure) {
    UsageTracker usage{Filter{}};
    History history;
    AgentView::watch(pid, count, "50ms", [&](const host::model::Board& board) {
        usage.update(board);
        history.add(usage);
    });
    const auto series = series_keys(history, GroupBy::process);
    REQUIRE(series.size() == 1);
    return trend_of(samples_of(history, series.front(), *find_measure(measure)));
}

} // namespace

TEST_CASE("a leak is found with its rate, within 5 %") {
    Child child({SMAPS_WORKLOAD_GROW, "1000", "200"});
    child.lines_until_ready();
    const auto trend = watched(child.pid(), 160, "private_dirty");
    REQUIRE(trend.has_value());
    CHECK(shape_name(trend->shape) == "grows steadily");
    CHECK(trend->slope.kb_per_min == doctest::Approx(200 * 60).epsilon(0.05));
    CHECK(trend->slope.low <= trend->slope.kb_per_min);
    CHECK(trend->slope.kb_per_min <= trend->slope.high);
}

TEST_CASE("of a steady program no growth is claimed") {
    Child child({SMAPS_WORKLOAD_GROW, "1000", "0"});
    child.lines_until_ready();
    for (const char* measure : {"private_dirty", "rss"}) {
        CAPTURE(measure);
        const auto trend = watched(child.pid(), 60, measure);
        REQUIRE(trend.has_value());
        CHECK(shape_name(trend->shape) == "flat");
    }
}
