// How fast smaps text becomes sums per class, beside the least that any reader of lines must do: find the newlines.
//   bench_smaps_parser [FILE...]         without files: what is in testdata/rssanalyse
// Both sides are measured in one run, the best of many rounds each.
#include "host/analyze/usage.hpp"
#include "host/procfs/smaps_parser.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace host;
namespace fs = std::filesystem;

constexpr int k_rounds = 25;
constexpr std::size_t k_round_bytes = 4 << 20;

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> default_files() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(SMAPS_TESTDATA "/rssanalyse")) {
        if (entry.path().filename() == "smaps" && entry.file_size() > 0) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Nanoseconds of the fastest round, per call.
template <typename Work>
double best_ns(std::size_t calls, Work work) {
    double best = 1e300;
    for (int round = 0; round < k_rounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < calls; ++i) {
            work();
        }
        const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - start;
        best = std::min(best, spent.count() / static_cast<double>(calls));
    }
    return best;
}

std::size_t count_newlines(const std::string& text) {
    std::size_t lines = 0;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        const void* const newline = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
        if (newline == nullptr) {
            break;
        }
        at = static_cast<const char*>(newline) + 1;
        ++lines;
    }
    return lines;
}

void measure(const fs::path& path) {
    const std::string text = read_file(path);
    const std::size_t calls = std::max<std::size_t>(1, k_round_bytes / std::max<std::size_t>(1, text.size()));
    model::NameTable names;
    procfs::SmapsParser parser(names);
    analyze::Classifier classifier;
    std::vector<analyze::Classified> classified;
    const analyze::Filter everything;
    model::Process process;
    std::uint64_t seen = 0; // of every result something is used, so that the compiler removes none
    const double scan = best_ns(calls, [&] { seen += count_newlines(text); });
    const double parse = best_ns(calls, [&] {
        parser.parse(text, process.snapshot);
        seen += process.snapshot.mappings.size();
    });
    const double whole = best_ns(calls, [&] {
        parser.parse(text, process.snapshot);
        classifier.classify(process, classified);
        seen += analyze::count_process(process, classified, everything).usage.totals.all.mappings();
    });
    const auto bytes = static_cast<double>(text.size());
    std::printf(
        "%8zu bytes %5zu VMAs  memchr %5.2f GB/s  parse %5.2f GB/s (%.2f x memchr)  with classes and sums %5.2f GB/s "
        "(%.2f x memchr)  %s%s\n",
        text.size(), process.snapshot.mappings.size(), bytes / scan, bytes / parse, scan / parse, bytes / whole,
        scan / whole, path.c_str(), seen == 0 ? " (empty)" : "");
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<fs::path> files = argc > 1 ? std::vector<fs::path>(argv + 1, argv + argc) : default_files();
    for (const fs::path& file : files) {
        measure(file);
    }
}
