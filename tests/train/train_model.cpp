// Recorded snapshots → the start value of every context (protocol/coder/trained_model.hpp).
//   train_model FOLDER...     a folder of NNNN.smaps is a family; prints the table, and on stderr what it is worth
// Each context is settled on its own: of all start values the one that would have coded its bits most cheaply. The
// worth is told leave-one-family-out: each family coded with what the others teach.
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
        const std::string text = slurp(path);
        encoder.begin_sweep(key, nowhere);
        encoder.begin_process(1);
        encoder.text({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
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

std::vector<std::uint8_t> train(const std::vector<Family>& families, const Family* left_out) {
    std::vector<std::uint8_t> table(coder::context::k_count, k_unused);
    for (unsigned i = 0; i < coder::context::k_count; ++i) {
        double best = 1e300;
        for (unsigned start = 0; start < k_start_values; ++start) {
            // A little is paid for leaving the middle, so that rare bits do not decide.
            double sum = std::abs(2 * static_cast<int>(start >> 1) - 7) * 0.5 + (start & 1) * 2;
            for (const Family& family : families) {
                sum += &family != left_out ? family.costs[i][start] : 0;
            }
            if (sum < best) {
                best = sum;
                table[i] = static_cast<std::uint8_t>(start);
            }
        }
    }
    return table;
}

double worth(const Family& family, const std::vector<std::uint8_t>& table) {
    double sum = 0;
    for (unsigned i = 0; i < coder::context::k_count; ++i) {
        sum += family.costs[i][table[i]];
    }
    return sum;
}

void print(const std::vector<std::uint8_t>& table) {
    for (std::size_t i = 0; i < table.size(); i += 2) {
        const unsigned two = table[i] | (i + 1 < table.size() ? table[i + 1] << 4 : 0);
        std::printf("%s%u,%s", i % 48 == 0 ? "    " : "", two, i % 48 == 46 || i + 2 >= table.size() ? "\n" : " ");
    }
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
        const double before = worth(family, std::vector<std::uint8_t>(coder::context::k_count, k_unused));
        std::fprintf(stderr, "%-24s coded fields, less names: %5.1f %% of untrained; left out %5.1f %%\n",
                     family.name.c_str(), 100 * worth(family, train(families, nullptr)) / before,
                     100 * worth(family, train(families, &family)) / before);
    }
    print(train(families, nullptr));
}
