// The host's state after every sweep, changed in place, against the whole text parsed, classified and summed up anew.
#include "host/analyze/running_totals.hpp"
#include "host/procfs/smaps_parser.hpp"
#include "tests/support/living_process.hpp"
#include "tests/unit/codec/codec_pair.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <random>

using namespace host;

namespace {

constexpr model::Pid k_pid = 42;

bool same(const model::Mapping& a, const model::Mapping& b) {
    const bool same_flags =
        (a.flags == nullptr) == (b.flags == nullptr) && (a.flags == nullptr || a.flags->text == b.flags->text);
    return a.start == b.start && a.end == b.end && a.offset == b.offset && *a.file == *b.file && same_flags &&
           a.present == b.present && a.permissions == b.permissions && a.values == b.values;
}

bool same_class(const analyze::Classified& a, const analyze::Classified& b) {
    return a.memory_class == b.memory_class && a.rule == b.rule && a.owner == b.owner && a.stacks == b.stacks;
}

/// Follows sweep after sweep, and compares.
struct Follower {
    test::CodecPair pair;
    analyze::RunningTotals totals;
    std::size_t sweeps = 0;
    std::size_t counted_anew = 0; ///< sweeps behind the first whose sums did not follow

    void sweep(const std::string& text) {
        REQUIRE(pair.pass({{k_pid, {text}}}, sweeps == 0) == "");
        model::Process& process = pair.board.processes[k_pid];
        process.changes = {.all = false, .mappings = {}, .splices = {}};
        for (const decode::Change& change : pair.decoder().changes()) {
            process.changes = change.what;
        }
        totals.update(pair.board);
        counted_anew += sweeps++ != 0 ? totals.counted_anew() : 0;
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
        const auto classified = analyze::classify(parsed);
        const auto& followed = *totals.classes(k_pid);
        REQUIRE(std::equal(classified.begin(), classified.end(), followed.begin(), followed.end(), same_class));
        REQUIRE((*totals.find(k_pid) == analyze::total(parsed, classified)));
        REQUIRE((totals.board() == *totals.find(k_pid)));
    }
};

/// Areas of every kind that the classes tell apart by more than their own header, side by side or with gaps.
class Zoo {
  public:
    explicit Zoo(unsigned seed) : random_(seed) {
        for (unsigned i = 0; i < 30; ++i) {
            areas_.push_back(any());
        }
    }

    void step() {
        const std::size_t at = below(areas_.size());
        switch (below(6)) {
        case 0: areas_.insert(areas_.begin() + static_cast<std::ptrdiff_t>(at), any()); break;
        case 1:
            if (areas_.size() > 10) {
                areas_.erase(areas_.begin() + static_cast<std::ptrdiff_t>(at));
            }
            break;
        case 2: areas_[at].pages = 1 + below(64); break;
        case 3: areas_[at] = any(); break;
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

    unsigned below(std::size_t limit) { return static_cast<unsigned>(random_() % limit); }

    std::mt19937 random_;
    std::vector<Area> areas_;
};

} // namespace

TEST_CASE("what is followed equals the whole text made anew after every sweep of every sequence") {
    for (const std::string& name : test::sequence_names()) {
        CAPTURE(name);
        Follower follower;
        for (const std::string& text : test::sequence(name)) {
            follower.sweep(text);
        }
    }
}

TEST_CASE("a large process whose areas come and go is followed, not counted anew") {
    test::LivingProcess living(400);
    Follower follower;
    for (int sweep = 0; sweep < 400; ++sweep) {
        CAPTURE(sweep);
        follower.sweep(living.text());
        living.live(4);
    }
    MESSAGE(follower.counted_anew << " of " << follower.sweeps << " sweeps counted anew");
    CHECK(follower.counted_anew * 100 <= follower.sweeps); // what happens beside a possible stack is
}

TEST_CASE("areas of every kind that come, go and move have the class that the whole process gives them") {
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

TEST_CASE("showing a sweep twice in which areas came and went does no harm") {
    Zoo zoo(5);
    Follower follower;
    for (unsigned sweep = 0; sweep < 200; ++sweep) {
        CAPTURE(sweep);
        const std::string text = zoo.text();
        follower.sweep(text);
        follower.totals.update(follower.pair.board);
        follower.compare(text, follower.pair.board.processes[k_pid]);
        zoo.step();
        zoo.step();
    }
}
