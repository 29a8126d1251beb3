// workload_shape says what it consists of; we measure it and have to find the same, class by class.
#include "host/analyze/classifier.hpp"
#include "host/analyze/totals.hpp"
#include "host/analyze/trend.hpp"
#include "host/run/proc_source.hpp"
#include "tests/support/child.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

using namespace host::analyze;
using host::model::Field;
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

host::model::Process measured(host::model::Board& board, pid_t pid) {
    host::run::ProcSource source("/proc", board);
    const std::array pids{static_cast<host::model::Pid>(pid)};
    REQUIRE(source.sweep(pids).has_value());
    return board.processes.at(pids[0]);
}

} // namespace

TEST_CASE("each kind of memory is found in its class, to the page") {
    Child child({SMAPS_WORKLOAD_SHAPE, "heap=300", "anon=1000", "stacks=64,256,1024", "bss=200", "relro", "memfd=80",
                 "sysv=60", "hugetlb=2048", "jit=8"});
    const std::vector<Said> areas = areas_in(child.lines_until_ready());
    REQUIRE(areas.size() >= 10);
    child.stop();
    host::model::Board board;
    const host::model::Process process = measured(board, child.pid());
    for (const Said& said : areas) {
        CAPTURE(said.memory_class);
        CAPTURE(said.kb);
        const Found found = find(process, said);
        CAPTURE(found.classes);
        CHECK(found.classes.find(said.memory_class) == 0);
        const std::uint64_t kb = said.memory_class == "huge_pages" ? found.hugetlb_kb : found.rss_kb;
        // What else lies in these VMAs (the rest of .bss, malloc's own heap) may be touched, a page per VMA may be cut.
        CHECK(kb + k_page_kb * found.mappings >= said.kb);
        CHECK(kb <= said.kb + k_page_kb * found.mappings + found.beyond_kb);
    }
}

TEST_CASE("as many thread stacks are found as there are, of any size") {
    Child child({SMAPS_WORKLOAD_SHAPE, "stacks=64,64,128,256,512,1024,2048,8192"});
    child.lines_until_ready();
    child.stop();
    host::model::Board board;
    CHECK(total(measured(board, child.pid())).thread_stacks == 8);
}

TEST_CASE("the class sums are the kernel's sums") {
    Child child({SMAPS_WORKLOAD_SHAPE, "heap=300", "stacks=64,64", "memfd=80"});
    child.lines_until_ready();
    child.stop();
    host::model::Board board;
    const host::model::Process process = measured(board, child.pid());
    const ProcessTotals totals = total(process);
    for (const Field field : {Field::size, Field::rss, Field::pss, Field::private_dirty, Field::swap}) {
        std::uint64_t sum = 0;
        for (const host::model::Mapping& mapping : process.snapshot.mappings) {
            sum += mapping[field];
        }
        CHECK(totals.all[field] == sum);
    }
}

namespace {

/// Sweeps of the process every 50 ms, for `count` sweeps, by the clock of this test.
std::optional<Trend> watched(pid_t pid, int count) {
    using Clock = std::chrono::steady_clock;
    History history{Filter{}};
    host::model::Board board;
    host::run::ProcSource source("/proc", board);
    const std::array pids{static_cast<host::model::Pid>(pid)};
    const auto start = Clock::now();
    for (int i = 0; i < count; ++i) {
        std::this_thread::sleep_until(start + i * std::chrono::milliseconds(50));
        board.sweep.time_us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
        REQUIRE(source.sweep(pids).has_value());
        history.add(board);
    }
    const auto subjects = subjects_of(history, Level::process);
    REQUIRE(subjects.size() == 1);
    return trend_of(samples_of(history, subjects.front(), *find_measure("private_dirty")));
}

} // namespace

TEST_CASE("a leak is found with its rate, within 5 %") {
    Child child({SMAPS_WORKLOAD_GROW, "1000", "200"});
    child.lines_until_ready();
    const auto trend = watched(child.pid(), 160);
    REQUIRE(trend.has_value());
    CHECK(shape_name(trend->shape) == "grows steadily");
    CHECK(trend->kb_per_min == doctest::Approx(200 * 60).epsilon(0.05));
}

TEST_CASE("of a steady program no growth is claimed") {
    Child child({SMAPS_WORKLOAD_GROW, "1000", "0"});
    child.lines_until_ready();
    const auto trend = watched(child.pid(), 60);
    REQUIRE(trend.has_value());
    CHECK(shape_name(trend->shape) == "flat");
}
