// pmap(1) of procps on a stopped process: -x and -XX print sums we have to equal.
#include "tests/peers/peer.hpp"

#include <algorithm>

using peer::cell;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// Shapes that differ in what is mapped and how.
const std::vector<std::vector<std::string>> k_shapes{{"heap=300", "anon=500", "stacks=64,256", "memfd=80", "bss=100"},
                                                     {"heap=900", "sysv=40"},
                                                     {"stacks=128,128,128", "jit=1"}};

} // namespace

TEST_CASE("mappings has the totals and the lines of pmap -x") {
    std::vector<std::string> arguments;
    for (const std::vector<std::string>& shape : k_shapes) {
        SUBCASE(shape.front().c_str()) {
            arguments = shape;
        }
    }
    arguments.insert(arguments.begin(), SMAPS_WORKLOAD_SHAPE);
    test::Child child(arguments);
    child.lines_until_ready();
    child.stop();
    const auto lines = lines_of(peer::run({"pmap", "-x", std::to_string(child.pid())}));
    const auto report =
        peer::report_of(host::report::build_mappings, "/proc", {static_cast<host::model::Pid>(child.pid())});
    REQUIRE(lines.size() > 4);
    const auto totals = peer::numbers(lines.back());
    REQUIRE(totals.size() == 3);
    CHECK(cell(report, report.totals, "size") == totals[0]);
    CHECK(cell(report, report.totals, "rss") == totals[1]);
    CHECK(cell(report, report.totals, "dirty") == totals[2]);
    // Two lines of headings, two of totals.
    CHECK(report.rows.size() == lines.size() - 4);
    for (std::size_t i = 0; i < report.rows.size(); ++i) {
        CAPTURE(lines[i + 2]);
        std::istringstream words(lines[i + 2]);
        std::string address;
        std::uint64_t size = 0;
        std::uint64_t rss = 0;
        std::uint64_t dirty = 0;
        words >> address >> size >> rss >> dirty;
        CHECK(std::stoull(std::get<std::string>(report.rows[i].cells[2]), nullptr, 16) ==
              std::stoull(address, nullptr, 16));
        CHECK(cell(report, report.rows[i].cells, "size") == size);
        CHECK(cell(report, report.rows[i].cells, "rss") == rss);
        CHECK(cell(report, report.rows[i].cells, "dirty") == dirty);
    }
}

TEST_CASE("the last line of pmap -d is the note below mappings") {
    test::Child child({SMAPS_WORKLOAD_SHAPE, "heap=300", "stacks=64,256", "memfd=80", "sysv=40"});
    child.lines_until_ready();
    child.stop();
    const std::string last = lines_of(peer::run({"pmap", "-d", std::to_string(child.pid())})).back();
    const auto report =
        peer::report_of(host::report::build_mappings, "/proc", {static_cast<host::model::Pid>(child.pid())});
    unsigned long mapped = 0;
    unsigned long writable_private = 0;
    unsigned long shared = 0;
    REQUIRE(std::sscanf(last.c_str(), "mapped: %luK writeable/private: %luK shared: %luK", &mapped, &writable_private,
                        &shared) == 3);
    const std::string note = std::to_string(mapped) + " kB are mapped: " + std::to_string(writable_private) +
                             " kB writable and private, " + std::to_string(shared) + " kB shared.";
    CHECK(std::find(report.notes.begin(), report.notes.end(), note) != report.notes.end());
}

TEST_CASE("every field of pmap -XX has the same sum") {
    test::Child child({SMAPS_WORKLOAD_SHAPE, "heap=300", "anon=500", "stacks=64,256", "memfd=80", "sysv=40"});
    child.lines_until_ready();
    child.stop();
    const auto lines = lines_of(peer::run({"pmap", "-XX", std::to_string(child.pid())}));
    const auto report =
        peer::report_of(host::report::build_mappings, "/proc", {static_cast<host::model::Pid>(child.pid())});
    REQUIRE(lines.size() > 3);
    std::istringstream titles(lines[1]);
    std::vector<std::string> fields;
    bool in_fields = false;
    for (std::string word; titles >> word;) {
        in_fields = in_fields || word == "Size";
        if (in_fields && word != "VmFlags" && word != "Mapping") {
            fields.push_back(word);
        }
    }
    const auto sums = peer::numbers(lines.back());
    REQUIRE(sums.size() == fields.size());
    std::size_t compared = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        CAPTURE(fields[i]);
        const auto known = std::find_if(host::model::k_field_names.begin(), host::model::k_field_names.end(),
                                        [&](const auto& name) { return name.key == fields[i]; });
        // Page sizes, THPeligible and ProtectionKey are no sums, though pmap adds them up.
        // PSS is lower while pmap reads it: pmap maps the same C library.
        if (known == host::model::k_field_names.end() || host::analyze::find_measure(known->snake) == nullptr ||
            fields[i].starts_with("Pss")) {
            continue;
        }
        CHECK(cell(report, report.totals, known->snake) == sums[i]);
        ++compared;
    }
    CHECK(compared >= 10);
}
