// A sweep at the host: the coded bytes to the sums of every class, against what has to be done without them: print the
// text, parse it, classify it, sum it up.
//   bench_deltas [MAPPINGS] [CHANGES]    default: 5,000 mappings of which 50 change
// The same sweeps twice in one run, one side each; means and the fastest of all. Sweeps in which mappings came or
// were removed are counted apart from those in which only numbers changed.
#include "host/analyze/usage_tracker.hpp"
#include "host/procfs/smaps_parser.hpp"
#include "tests/support/living_process.hpp"
#include "tests/unit/codec/codec_pair.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

namespace {

using namespace host;

constexpr int k_sweeps = 400;
constexpr model::Pid k_pid = 1;

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "bench_deltas: %s\n", what);
    std::exit(1);
}

double us_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
}

struct Timing {
    double sum_us = 0;
    double best_us = 1e300;
    std::size_t count = 0;

    void add(double us) {
        sum_us += us;
        best_us = std::min(best_us, us);
        ++count;
    }
    double mean_us() const { return count != 0 ? sum_us / static_cast<double>(count) : 0; }
};

struct Sides {
    Timing follow; ///< decode, change the board, follow the sums
    Timing anew;   ///< print, parse, classify, sum

    void print(const char* what) const {
        if (follow.count != 0) {
            std::printf("%-22s %6zu  %9.1f %9.1f  %9.1f %9.1f  %6.0f x %6.0f x\n", what, follow.count, follow.mean_us(),
                        follow.best_us, anew.mean_us(), anew.best_us, anew.mean_us() / follow.mean_us(),
                        anew.best_us / follow.best_us);
        }
    }
};

/// What one side knows of the process.
struct Follower {
    decode::SmapsDecoder decoder;
    model::Board board;

    void apply(const std::vector<std::uint8_t>& coded, bool key) {
        if (!decoder.apply(coded, {&k_pid, 1}, key, board)) {
            fail("a sweep does not decode");
        }
        for (const decode::Change& change : decoder.changes()) {
            board.processes[change.pid].changes = change.what;
        }
    }
    bool structure() const {
        return !decoder.changes().empty() &&
               (decoder.changes().front().what.all || !decoder.changes().front().what.splices.empty());
    }
};

using Coded = std::vector<std::vector<std::uint8_t>>;
using Rss = std::vector<std::optional<std::uint64_t>>;

Coded encode(std::size_t areas, std::size_t changes) {
    test::LivingProcess living(areas);
    test::CodecPair pair;
    Coded coded;
    double bytes = 0;
    for (int i = 0; i <= k_sweeps; ++i) {
        coded.push_back(pair.encode({{k_pid, {living.text()}}}, i == 0));
        bytes += i != 0 ? static_cast<double>(coded.back().size()) : 0;
        living.live(changes);
    }
    std::printf("%zu mappings, %zu change a sweep: %zu bytes of text, %.1f coded; microseconds\n", living.areas(),
                changes, living.text().size(), bytes / k_sweeps);
    return coded;
}

Rss follow(const Coded& coded, Sides& still, Sides& moved) {
    Follower follower;
    analyze::UsageTracker usage{analyze::Filter{}};
    Rss rss;
    for (const auto& sweep : coded) {
        const auto begin = std::chrono::steady_clock::now();
        follower.apply(sweep, rss.empty());
        usage.update(follower.board);
        const double us = us_since(begin);
        if (!rss.empty()) {
            (follower.structure() ? moved : still).follow.add(us);
        }
        rss.push_back(usage.find(k_pid)->totals.all[model::Field::rss]);
    }
    return rss;
}

analyze::ProcessTotals sum(const model::Process& process, const std::vector<analyze::Classified>& classified) {
    analyze::ProcessTotals totals;
    for (std::size_t i = 0; i < classified.size(); ++i) {
        totals[classified[i].memory_class].add(process.snapshot.mappings[i]);
    }
    for (const analyze::Totals& one : totals.classes) {
        totals.all += one;
    }
    return totals;
}

Rss make_anew(const Coded& coded, Sides& still, Sides& moved) {
    Follower follower;
    model::NameTable names;
    procfs::SmapsParser parser(names);
    analyze::Classifier classifier;
    std::vector<analyze::Classified> classified;
    model::Process process;
    Rss rss;
    for (const auto& sweep : coded) {
        follower.apply(sweep, rss.empty());
        const auto begin = std::chrono::steady_clock::now();
        const std::string text = follower.decoder.text(k_pid);
        parser.parse(text, process.snapshot);
        classifier.classify(process, classified);
        const analyze::ProcessTotals totals = sum(process, classified);
        const double us = us_since(begin);
        if (!rss.empty()) {
            (follower.structure() ? moved : still).anew.add(us);
        }
        rss.push_back(totals.all[model::Field::rss]);
    }
    return rss;
}

} // namespace

int main(int count, char** words) {
    const std::size_t areas = count > 1 ? std::strtoul(words[1], nullptr, 10) : 5'000;
    const std::size_t changes = count > 2 ? std::strtoul(words[2], nullptr, 10) : areas / 100;
    const Coded coded = encode(std::max<std::size_t>(areas, 12), changes);
    Sides still, moved;
    if (follow(coded, still, moved) != make_anew(coded, still, moved)) {
        fail("the two sides differ");
    }
    std::printf("%-22s %6s  %19s  %19s  %17s\n", "", "", "follow", "print, parse, sum", "ratio");
    std::printf("%-22s %6s  %9s %9s  %9s %9s  %8s %8s\n", "", "sweeps", "mean", "best", "mean", "best", "mean", "best");
    still.print("numbers change");
    moved.print("mappings come or go, too");
}
