// One route from the model to a number: after every sweep the tracker, the live line, the processes report and the last
// value of the series, all of which follow changes, equal the whole text parsed, classified and added up from scratch.
#include "host/analyze/series_key.hpp"
#include "host/output/live_view.hpp"
#include "host/procfs/smaps_parser.hpp"
#include "host/report/reports.hpp"
#include "tests/support/living_process.hpp"
#include "tests/unit/codec/codec_pair.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <sstream>
#include <utility>

using namespace host;

namespace {

constexpr model::Pid k_pid = 42;

bool same(const model::Mapping& a, const model::Mapping& b) {
    const bool same_flags =
        (a.flags == nullptr) == (b.flags == nullptr) && (a.flags == nullptr || a.flags->text == b.flags->text);
    return a.start == b.start && a.end == b.end && a.offset == b.offset && *a.file == *b.file && same_flags &&
           a.present == b.present && a.permissions == b.permissions && a.values == b.values;
}

using Size = std::optional<std::uint64_t>;

Size plus(Size a, Size b) {
    return a && b ? Size{*a + *b} : std::nullopt;
}

/// The sums of a whole text, added up mapping by mapping.
analyze::ProcessTotals totals_of(const model::Process& process) {
    analyze::ProcessTotals totals;
    const auto classified = analyze::classify(process);
    for (std::size_t i = 0; i < classified.size(); ++i) {
        totals.all.add(process.snapshot.mappings[i]);
        totals[classified[i].memory_class].add(process.snapshot.mappings[i]);
        totals.thread_stacks += classified[i].stacks;
    }
    return totals;
}

/// RSS, PSS, USS, heap, stack and swap: what every way has to show.
struct Numbers {
    std::array<Size, 6> kb;

    explicit Numbers(const analyze::ProcessTotals& totals) {
        using analyze::MemoryClass;
        using model::Field;
        const auto rss = [&](MemoryClass which) { return totals[which][Field::rss]; };
        kb = {totals.all[Field::rss],
              totals.all[Field::pss],
              plus(totals.all[Field::private_clean], totals.all[Field::private_dirty]),
              plus(rss(MemoryClass::heap), rss(MemoryClass::other_anonymous)),
              plus(rss(MemoryClass::main_stack), rss(MemoryClass::thread_stack)),
              totals.all[Field::swap]};
    }

    /// As they are in a live line.
    std::string text() const {
        std::string text;
        for (const Size& one : kb) {
            text += (one ? std::to_string(*one) : "n/a") + ' ';
        }
        return text;
    }
};

/// The words of a live line from its second on, as many as there are numbers.
std::string numbers_in(const std::string& line) {
    std::istringstream words(line);
    std::string text, word;
    words >> word;
    for (std::size_t i = 0; i < 6 && words >> word; ++i) {
        text += word + ' ';
    }
    return text;
}

/// Follows sweep after sweep, and compares.
struct Follower {
    test::CodecPair pair;
    analyze::UsageTracker usage{analyze::Filter{}};
    analyze::History history;
    output::LiveView live;
    std::size_t sweeps = 0;
    std::size_t rebuilt = 0; ///< sweeps after the first that were counted from scratch

    void sweep(const std::string& text) {
        REQUIRE(pair.pass({{k_pid, {text}}}, sweeps == 0) == "");
        model::Process& process = pair.board.processes[k_pid];
        process.changes = {.all = false, .mappings = {}, .splices = {}};
        for (const decode::Change& change : pair.decoder().changes()) {
            process.changes = change.what;
        }
        pair.board.sweep.time_us += 1'000'000;
        usage.update(pair.board);
        history.add(usage);
        rebuilt += sweeps++ != 0 ? usage.rebuilt() : 0;
        CHECK(pair.decoder().text_bytes(k_pid) == text.size());
        compare(text, process);
    }

    void compare(const std::string& text, const model::Process& process) {
        model::Process parsed;
        parsed.pid = k_pid;
        parsed.info = process.info;
        procfs::SmapsParser(pair.board.names).parse(text, parsed.snapshot);
        const auto& mappings = process.snapshot.mappings;
        REQUIRE(std::equal(mappings.begin(), mappings.end(), parsed.snapshot.mappings.begin(),
                           parsed.snapshot.mappings.end(), same));
        const analyze::ProcessTotals expected = totals_of(parsed);
        REQUIRE((usage.find(k_pid)->totals == expected));
        REQUIRE((usage.sum() == expected.all));
        REQUIRE((usage.board_usage().processes.front().groups == analyze::usage_of(parsed, {}).groups));
        compare_shown(Numbers(expected));
    }

    void compare_shown(const Numbers& expected) {
        const std::string lines = live.sweep(pair.board, usage, "");
        REQUIRE(numbers_in(lines.substr(lines.rfind('\n', lines.size() - 2) + 1)) == expected.text());

        const report::Report report = report::build_processes({pair.board, {}, {}});
        const char* const columns[] = {"rss_kb", "pss_kb", "uss_kb", "heap_kb", "stack_kb", "swap_kb"};
        for (std::size_t i = 0; i < std::size(columns); ++i) {
            CAPTURE(columns[i]);
            const report::Cell& cell = report.rows.at(0).cells.at(*report::find_column(report, columns[i]));
            const auto* const kb = std::get_if<std::int64_t>(&cell);
            REQUIRE((kb != nullptr ? Size(*kb) : std::nullopt) == expected.kb[i]);
        }

        const auto series = analyze::series_keys(history, analyze::GroupBy::process);
        REQUIRE(series.size() == 1);
        for (const auto& shown : {std::pair("rss", 0), {"pss", 1}, {"uss", 2}, {"swap", 5}}) {
            CAPTURE(shown.first);
            const auto samples = analyze::samples_of(history, series.front(), *analyze::find_measure(shown.first));
            REQUIRE(samples.back().kb == expected.kb[static_cast<std::size_t>(shown.second)]);
        }
    }
};

/// Mappings of every kind that the classes tell apart by more than their own header, side by side or with gaps.
class Zoo {
  public:
    explicit Zoo(unsigned seed) : random_(seed) {
        for (unsigned i = 0; i < 30; ++i) {
            areas_.push_back(any());
        }
    }

    void step() {
        const std::size_t at = below(areas_.size());
        switch (below(8)) {
        case 0: areas_.insert(areas_.begin() + static_cast<std::ptrdiff_t>(at), any()); break;
        case 1:
            if (areas_.size() > 10) {
                areas_.erase(areas_.begin() + static_cast<std::ptrdiff_t>(at));
            }
            break;
        case 2: areas_[at].pages = 1 + below(64); break;
        case 3: areas_[at] = any(); break;
        case 4: areas_[at].kind = any().kind; break; // other permissions, flags or name
        case 5: split(at); break;
        default: areas_[at].resident = below(areas_[at].pages + 1); break;
        }
    }

    std::string text() const {
        std::string text;
        unsigned page = 0x10000;
        for (const Area& area : areas_) {
            page += area.gap;
            char out[400];
            std::snprintf(out, sizeof out,
                          "%08x-%08x %s 00000000 %s\nSize:           %8u kB\nRss:            %8u kB\n"
                          "Pss:            %8u kB\nVmFlags: %s\n",
                          page << 12, (page + area.pages) << 12, area.kind->permissions, area.kind->origin,
                          area.pages * 4, area.resident * 4, area.resident * 4, area.kind->flags);
            text += out;
            page += area.pages;
        }
        return text;
    }

  private:
    struct Kind {
        const char* permissions;
        const char* origin;
        const char* flags;
    };
    struct Area {
        const Kind* kind;
        unsigned pages, resident, gap;
    };

    Area any() {
        static constexpr Kind k_kinds[] = {
            {"rw-p", "00:00 0 ", "rd wr mr mw me ac "},
            {"rw-p", "00:00 0 ", "rd wr mr mw me ac "},
            {"---p", "00:00 0 ", "mr mw me "},
            {"r--p", "00:00 0 ", "rd mr mw me "},
            {"rw-p", "00:00 0 ", "rd wr mr mw me ac nh "},
            {"rw-p", "00:00 0 ", "rd wr mr mw me gd ac "},
            {"rw-p", "00:00 0                          [heap]", "rd wr mr mw me ac "},
            {"rw-p", "00:00 0                          [stack]", "rd wr mr mw me gd ac "},
            {"rw-p", "00:00 0                          [stack:17]", "rd wr mr mw me gd ac "},
            {"r-xp", "08:01 12                         /usr/lib/libc.so.6", "rd ex mr mw me "},
            {"rw-p", "08:01 12                         /usr/lib/libc.so.6", "rd wr mr mw me ac "},
            {"rw-p", "08:01 12                         /usr/lib/libc.so.6", "rd wr mr mw me ac "},
            {"r--p", "08:01 13                         /usr/lib/libjemalloc.so.2", "rd mr mw me "},
            {"rwxp", "00:00 0 ", "rd wr ex mr mw me ac "},
            {"rw-s", "00:01 14                         /memfd:shm (deleted)", "rd wr sh mr mw me ms "},
            {"r-xp", "00:01 15                         /memfd:program (deleted)", "rd ex mr mw me "},
        };
        const unsigned pages = below(4) == 0 ? 2048 : 1 + below(64);
        return {&k_kinds[below(std::size(k_kinds))], pages, below(pages + 1), below(3) != 0 ? 0 : below(64)};
    }

    void split(std::size_t at) {
        if (areas_[at].pages > 1) {
            Area upper = areas_[at];
            areas_[at].pages = 1 + below(upper.pages - 1);
            upper.pages -= areas_[at].pages;
            upper.gap = 0;
            areas_[at].resident = std::min(areas_[at].resident, areas_[at].pages);
            upper.resident = std::min(upper.resident, upper.pages);
            areas_.insert(areas_.begin() + static_cast<std::ptrdiff_t>(at) + 1, upper);
        }
    }

    unsigned below(std::size_t limit) { return static_cast<unsigned>(random_() % limit); }

    std::mt19937 random_;
    std::vector<Area> areas_;
};

} // namespace

TEST_CASE("every way to a number gives that of the whole text after every sweep of every sequence") {
    for (const std::string& name : test::sequence_names()) {
        CAPTURE(name);
        Follower follower;
        for (const std::string& text : test::sequence(name)) {
            follower.sweep(text);
        }
    }
}

TEST_CASE("a large process whose mappings come and go is followed, not counted from scratch") {
    test::LivingProcess living(400);
    Follower follower;
    for (int sweep = 0; sweep < 400; ++sweep) {
        CAPTURE(sweep);
        follower.sweep(living.text());
        living.live(4);
    }
    MESSAGE(follower.rebuilt << " of " << follower.sweeps << " sweeps counted from scratch");
    CHECK(follower.rebuilt == 0);
}

TEST_CASE("mappings of every kind that come, go, split and move count as in the whole process") {
    for (unsigned seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        Zoo zoo(seed);
        Follower follower;
        model::ProcessInfo& info = follower.pair.board.processes[k_pid].info;
        info.threads = seed % 4 != 0 ? std::optional<std::uint32_t>(seed % 7) : std::nullopt;
        if (seed % 3 == 0) {
            info.stack_pointers = {{k_pid, 0x10800000}, {17, 0x10200000}};
        }
        for (unsigned sweep = 0; sweep < 120; ++sweep) {
            CAPTURE(sweep);
            follower.sweep(zoo.text());
            for (unsigned i = 0; i <= sweep % 4; ++i) {
                zoo.step();
            }
        }
    }
}

TEST_CASE("showing a sweep twice in which mappings came and went does no harm") {
    Zoo zoo(5);
    Follower follower;
    for (unsigned sweep = 0; sweep < 200; ++sweep) {
        CAPTURE(sweep);
        const std::string text = zoo.text();
        follower.sweep(text);
        follower.usage.update(follower.pair.board);
        follower.history.add(follower.usage); // its time does not advance
        follower.compare(text, follower.pair.board.processes[k_pid]);
        zoo.step();
        zoo.step();
    }
}
