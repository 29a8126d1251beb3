// Address spaces in motion: mappings that grow, shrink, split, are mapped over and seen twice, while others have
// changed a moment ago. Encoder and decoder must agree about every mapping that is removed without being named.
#include "tests/unit/codec/codec_pair.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <random>

namespace {

struct Area {
    unsigned page = 0, pages = 1, resident = 0;
    bool writable = true;
};
using Areas = std::vector<Area>;

std::string text_of(const Areas& areas) {
    std::string text;
    for (const Area& area : areas) {
        char out[256];
        std::snprintf(out, sizeof out,
                      "%08x-%08x r%c-p 00000000 00:00 0 \nSize:           %8u kB\nRss:            %8u kB\n"
                      "Pss:            %8u kB\nPrivate_Dirty:  %8u kB\n",
                      area.page << 12, (area.page + area.pages) << 12, area.writable ? 'w' : '-', area.pages * 4,
                      area.resident * 4, area.resident * 4, area.resident * 4);
        text += out;
    }
    return text;
}

/// What each sweep shows must come back. Before them are some in which only the first mapping changes, so that the
/// others have cooled down from having been new.
void pass_all(const std::vector<Areas>& sweeps) {
    test::CodecPair pair;
    Areas calm = sweeps.front();
    for (unsigned i = 0; i < 5; ++i) {
        calm[0].resident = i % 2;
        REQUIRE(pair.pass({{1, {text_of(calm)}}}, i == 0) == "");
    }
    for (std::size_t i = 0; i < sweeps.size(); ++i) {
        CAPTURE(i);
        REQUIRE(pair.pass({{1, {text_of(sweeps[i])}}}, false) == "");
    }
}

class Motion {
  public:
    explicit Motion(unsigned seed) : random_(seed) {
        for (unsigned i = 0; i < 14; ++i) {
            areas.push_back({0x100 + i * 0x10, 1 + below(0x10), 0, below(3) != 0});
        }
    }

    void step() {
        const std::size_t at = below(static_cast<unsigned>(areas.size()));
        Area& area = areas[at];
        switch (below(9)) {
        case 0: // mapped over what is there, which is removed or cut
            map({area.page + below(area.pages), 1 + below(0x40), 0, below(2) != 0});
            break;
        case 1: areas.erase(areas.begin() + static_cast<std::ptrdiff_t>(at)); break;
        case 2: area.pages += below(0x18); break; // over its neighbours: a torn read shows both
        case 3: areas.insert(areas.begin() + static_cast<std::ptrdiff_t>(at), area); break; // seen twice
        case 4:
            if (area.pages > 1) { // split
                const unsigned first = 1 + below(area.pages - 1);
                const Area second{area.page + first, area.pages - first, 0, !area.writable};
                area.pages = first;
                areas.insert(areas.begin() + static_cast<std::ptrdiff_t>(at) + 1, second);
            }
            break;
        case 5: area.page += below(3); break;
        default: area.resident = below(area.pages + 1); break;
        }
        if (areas.size() < 4) {
            map({0x100 + below(0x100), 1 + below(8), 0, true});
        }
    }

    Areas areas;

  private:
    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % std::max(limit, 1U)); }

    void map(Area added) {
        std::erase_if(areas, [&](const Area& old) {
            return old.page >= added.page && old.page + old.pages <= added.page + added.pages;
        });
        const auto after =
            std::find_if(areas.begin(), areas.end(), [&](const Area& old) { return old.page > added.page; });
        areas.insert(after, added);
    }

    std::mt19937 random_;
};

} // namespace

TEST_CASE("a mapping that changed lately and is overlapped by a new one is removed, and those after it stay in step") {
    // The run of cold ones from the one that grows on ends with the hot one that is removed; the next, long run begins
    // after it.
    Areas start = {{0x100}, {0x110}, {0x120}, {0x130, 4, 1}};
    for (unsigned i = 0; i < 100; ++i) {
        start.push_back({0x140 + i * 0x10, 4, 1});
    }
    Areas changed = start;
    changed[3].resident = 2; // from now on it is hot
    Areas overlapped = changed;
    overlapped[2] = {0x120, 0x20, 3}; // a cold one grows over the hot one
    overlapped.erase(overlapped.begin() + 3);
    overlapped[60].resident = 3; // far after it another cold one changes
    Areas after = overlapped;
    after[4].resident = 2;
    after[61].resident = 2;
    pass_all({start, changed, overlapped, after, start, changed, after});
}

TEST_CASE("every pair of a lately changed mapping and one that grows over it stays in step") {
    Areas start;
    for (unsigned i = 0; i < 80; ++i) {
        start.push_back({0x100 + i * 0x10, 4, 1, i % 3 != 0});
    }
    for (std::size_t hot = 0; hot < 7; ++hot) {
        for (std::size_t grown = 0; grown < 7; ++grown) {
            CAPTURE(hot);
            CAPTURE(grown);
            Areas changed = start;
            changed[hot].resident = 2;
            Areas over = changed;
            over[grown].pages = 0x28; // over the next two
            Areas gone = over;
            const auto next = gone.begin() + static_cast<std::ptrdiff_t>(grown) + 1;
            gone.erase(next, next + 2);
            gone.back().resident = 4; // in the same sweep, after it
            Areas last = gone;
            last.back().resident = 3;
            pass_all({start, changed, gone, last, start, changed, over, gone, last});
        }
    }
}

TEST_CASE("mappings in motion are rebuilt, hundreds of sweeps long") {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        Motion motion(seed);
        test::CodecPair pair;
        for (unsigned sweep = 0; sweep < 150; ++sweep) {
            CAPTURE(sweep);
            for (unsigned i = 0; i <= sweep % 3; ++i) {
                motion.step();
            }
            REQUIRE(pair.pass({{1, {text_of(motion.areas)}}}, sweep == 0) == "");
        }
    }
}
