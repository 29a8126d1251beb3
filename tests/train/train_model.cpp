// Recorded snapshots → the start value of every context (protocol/coder/trained_model.hpp).
//   train_model FOLDER...     a folder of NNNN.smaps is a family; prints the table, and on stderr what it is worth
// The table is a list of runs of contexts in which two start values take turns. Dynamic programming finds the list that
// codes the recorded bits most cheaply, when each run costs k_run_cost. The worth is printed leave-one-family-out, too:
// each family coded with what the others teach.
#include "agent/encode/smaps_encoder.hpp"
#include "protocol/coder/adaptive_model.hpp"
#include "protocol/coder/range_coder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace coder = protocol::coder;

namespace {

constexpr std::size_t k_snapshots_per_session = 15; ///< a key sweep, then changes
constexpr unsigned k_start_values = 16;
constexpr std::uint8_t k_unused = 6; ///< nearest to one half, little confidence
constexpr unsigned k_pairs = k_start_values * k_start_values;
constexpr unsigned k_run_contexts_max = 255;
constexpr double k_run_cost = 3000; ///< what a run must save, where each family costs a million untrained

using Bits = std::vector<bool>;
/// Bits of one context, one list per session.
using Sessions = std::vector<Bits>;

struct Family {
    std::string name;
    std::vector<Sessions> contexts{coder::context::k_count};
    std::vector<std::array<double, k_start_values>> costs{coder::context::k_count}; ///< in bits, by start value
};

std::vector<Bits> session(coder::context::k_count);

struct Nowhere final : agent::encode::BodyOutput {
    void append(std::span<const std::uint8_t>) override {}
};

std::string slurp(const std::filesystem::path& path) {
    std::ifstream input(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(input), {}};
}

std::vector<std::filesystem::path> snapshots(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".smaps" || entry.path().filename() == "smaps") {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

void end_session(Family& family) {
    for (unsigned i = 0; i < coder::context::k_count; ++i) {
        if (!session[i].empty()) {
            family.contexts[i].push_back(std::move(session[i]));
            session[i] = {};
        }
    }
}

Family record(const std::filesystem::path& folder) {
    Family family{.name = folder.filename()};
    std::vector<std::uint8_t> memory(std::size_t{4} << 20);
    std::array<std::uint8_t, agent::encode::SmapsEncoder::k_text_bytes> text{};
    agent::encode::SmapsEncoder encoder(memory, text.data());
    Nowhere nowhere;
    std::size_t number = 0;
    for (const auto& path : snapshots(folder)) {
        const bool key = number++ % k_snapshots_per_session == 0;
        if (key) {
            end_session(family);
        }
        const std::string snapshot = slurp(path);
        encoder.begin_sweep(key, nowhere);
        encoder.begin_process(1);
        encoder.text({reinterpret_cast<const std::uint8_t*>(snapshot.data()), snapshot.size()});
        encoder.end_process(protocol::Status::ok);
        encoder.end_sweep();
    }
    end_session(family);
    return family;
}

/// Bits it takes to code `bits` from this start value.
double cost(const Bits& bits, unsigned start) {
    std::uint16_t probability = coder::start_probability(start);
    unsigned seen = coder::start_seen(start);
    double sum = 0;
    for (const bool bit : bits) {
        const double one = std::clamp<double>(probability, coder::k_probability_min, coder::k_probability_max) / 65536;
        sum -= std::log2(bit ? one : 1 - one);
        probability = coder::moved(probability, bit, coder::k_rates[seen]);
        seen += seen < coder::k_seen_max;
    }
    return sum;
}

/// Every family counts the same, however much of it was recorded.
void weigh(Family& family) {
    double all = 0;
    for (unsigned i = 0; i < coder::context::k_count; ++i) {
        for (unsigned start = 0; start < k_start_values; ++start) {
            family.costs[i][start] = 0;
            for (const Bits& bits : family.contexts[i]) {
                family.costs[i][start] += cost(bits, start);
            }
        }
        all += family.costs[i][k_unused];
    }
    for (auto& costs : family.costs) {
        for (double& value : costs) {
            value *= all > 0 ? 1e6 / all : 0;
        }
    }
}

using Costs = std::vector<std::array<double, k_start_values>>;

/// What each start value of each context costs all families but `left_out`.
Costs sum_costs(const std::vector<Family>& families, const Family* left_out) {
    Costs sums(coder::context::k_count);
    for (unsigned i = 0; i < coder::context::k_count; ++i) {
        for (unsigned start = 0; start < k_start_values; ++start) {
            // A little is paid for leaving the middle, so that rare bits do not decide.
            double sum = std::abs(2 * static_cast<int>(start >> 1) - 7) * 0.5 + (start & 1) * 2;
            for (const Family& family : families) {
                sum += &family != left_out ? family.costs[i][start] : 0;
            }
            sums[i][start] = sum;
        }
    }
    return sums;
}

/// The starts of a run after one of its contexts: the other start value is next.
unsigned swapped(unsigned starts) {
    return starts / k_start_values + starts % k_start_values * k_start_values;
}

/// How the cheapest table up to a context ends, for each pair of start values that the next context of its run takes.
struct Step {
    std::array<double, k_pairs> cost;
    std::array<std::uint8_t, k_pairs> length; ///< contexts of the last run
    double best = 1e300;                      ///< the lowest of `cost`
    unsigned best_pair = 0;
};

std::vector<Step> cheapest(const Costs& costs) {
    std::vector<Step> steps(costs.size() + 1);
    steps[0].best = 0;
    steps[0].cost.fill(1e300); // no run to continue
    for (std::size_t i = 0; i < costs.size(); ++i) {
        const Step& from = steps[i];
        Step& to = steps[i + 1];
        for (unsigned pair = 0; pair < k_pairs; ++pair) {
            const bool goes_on = from.cost[pair] < from.best + k_run_cost && from.length[pair] < k_run_contexts_max;
            const unsigned next = swapped(pair);
            to.cost[next] = costs[i][pair % k_start_values] + (goes_on ? from.cost[pair] : from.best + k_run_cost);
            to.length[next] = static_cast<std::uint8_t>(goes_on ? from.length[pair] + 1 : 1);
            if (to.cost[next] < to.best) {
                to.best = to.cost[next];
                to.best_pair = next;
            }
        }
    }
    return steps;
}

std::vector<coder::TrainedRun> train(const std::vector<Family>& families, const Family* left_out) {
    const std::vector<Step> steps = cheapest(sum_costs(families, left_out));
    std::vector<coder::TrainedRun> runs;
    for (std::size_t end = steps.size() - 1; end != 0; end -= runs.back().contexts) {
        const Step& step = steps[end];
        const std::uint8_t length = step.length[step.best_pair];
        const unsigned starts = length % 2 == 0 ? step.best_pair : swapped(step.best_pair);
        runs.push_back({length, static_cast<std::uint8_t>(starts)});
    }
    std::reverse(runs.begin(), runs.end());
    return runs;
}

double worth(const Family& family, const std::vector<coder::TrainedRun>& runs) {
    double sum = 0;
    unsigned i = 0;
    for (const coder::TrainedRun run : runs) {
        unsigned starts = run.starts;
        for (unsigned n = 0; n < run.contexts; ++n, ++i, starts = swapped(starts)) {
            sum += family.costs[i][starts % k_start_values];
        }
    }
    return sum;
}

double untrained(const Family& family) {
    double sum = 0;
    for (const auto& costs : family.costs) {
        sum += costs[k_unused];
    }
    return sum;
}

void print(const std::vector<coder::TrainedRun>& runs) {
    std::printf("inline constexpr std::array<TrainedRun, %zu> k_trained_runs = {{\n", runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        std::printf("%s{%u, 0x%02X},%s", i % 9 == 0 ? "    " : "", runs[i].contexts, unsigned{runs[i].starts},
                    i % 9 == 8 || i + 1 == runs.size() ? "\n" : " ");
    }
    std::printf("}};\n");
}

} // namespace

void protocol::coder::observe(unsigned context, bool bit) {
    session[context].push_back(bit);
}

int main(int count, char** arguments) {
    std::vector<Family> families;
    for (int i = 1; i < count; ++i) {
        families.push_back(record(arguments[i]));
        weigh(families.back());
    }
    for (const Family& family : families) {
        const double before = untrained(family);
        std::fprintf(stderr, "%-24s coded fields, less names: %5.1f %% of untrained; omitted %5.1f %%\n",
                     family.name.c_str(), 100 * worth(family, train(families, nullptr)) / before,
                     100 * worth(family, train(families, &family)) / before);
    }
    print(train(families, nullptr));
}
