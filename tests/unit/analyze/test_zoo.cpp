// Classes against the truth of real processes whose memory was attributed page by page: by glibc's own lists, program
// headers and what the runtimes say of themselves. testdata/zoo.tar.xz holds them; its README files name the programs.
#include "host/analyze/classifier.hpp"
#include "host/procfs/proc_decoder.hpp"
#include "host/procfs/proc_tree.hpp"

#include <doctest/doctest.h>

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;
using host::analyze::Classified;
using host::analyze::MemoryClass;

/// kB of resident memory whose true class is known.
struct Score {
    std::uint64_t known = 0;
    std::uint64_t wrong = 0;        ///< in another class
    std::uint64_t unattributed = 0; ///< heap that nothing shows to be one, in "other anonymous"
    std::map<std::string, std::uint64_t> mistakes;

    Score& operator+=(const Score& other) {
        known += other.known;
        wrong += other.wrong;
        unattributed += other.unattributed;
        return *this;
    }
    double share() const { return known == 0 ? 0 : static_cast<double>(wrong) / static_cast<double>(known); }
};

std::vector<std::string> split(const std::string& line, char separator) {
    std::vector<std::string> parts;
    std::stringstream stream(line);
    for (std::string part; std::getline(stream, part, separator);) {
        parts.push_back(part);
    }
    return parts;
}

/// A line of truth.tsv: address, end, size, Rss, class and rule of an earlier version, truth, source. The truth is
/// `class=resident/mapped`, separated by blanks; `named` is what the kernel's name settles, `?` is not known.
void compare(const std::vector<std::string>& columns, const Classified& found, Score& score) {
    const std::string found_class(class_name(found.memory_class).snake);
    const bool arena = columns.size() > 7 && columns[7].find("glibc arena") != std::string::npos;
    for (const std::string& part : split(columns[6], ' ')) {
        const std::string true_class = part.substr(0, part.find('='));
        const std::uint64_t kb = std::stoull(part.substr(part.find('=') + 1));
        if (true_class == "?") {
            continue;
        }
        score.known += kb;
        if (true_class == "named" || true_class == found_class) {
            continue;
        }
        if (true_class == "heap" && found.memory_class == MemoryClass::other_anonymous && !arena) {
            score.unattributed += kb;
        } else if (kb != 0) {
            score.wrong += kb;
            score.mistakes[true_class + " -> " + found_class + " (" + std::string(found.rule) + ')'] += kb;
        }
    }
}

host::model::Process read_process(const fs::path& folder, host::model::NameTable& names) {
    const host::procfs::ProcTree tree(folder.string());
    const auto pids = tree.pids();
    REQUIRE(pids.has_value());
    REQUIRE(pids->size() == 1);
    host::model::Process process;
    host::procfs::ProcDecoder(names).decode(tree.read(pids->front()), process);
    return process;
}

Score score_of(const fs::path& folder) {
    host::model::NameTable names;
    const host::model::Process process = read_process(folder, names);
    const std::vector<Classified> classified = host::analyze::classify(process);
    Score score;
    std::map<std::uint64_t, std::size_t> by_start;
    for (std::size_t i = 0; i < classified.size(); ++i) {
        by_start.emplace(process.snapshot.mappings[i].start, i);
    }
    std::ifstream truth(folder / "truth.tsv");
    for (std::string line; std::getline(truth, line);) {
        if (line.starts_with('#')) {
            continue;
        }
        const std::vector<std::string> columns = split(line, '\t');
        REQUIRE(columns.size() >= 7);
        const auto found = by_start.find(std::stoull(columns[0], nullptr, 16));
        REQUIRE(found != by_start.end());
        compare(columns, classified[found->second], score);
        by_start.erase(found);
    }
    CHECK(by_start.size() <= 2); // what the truth does not list: [vsyscall]
    return score;
}

void print(const std::string& name, const Score& score) {
    std::cout << name << ": " << score.wrong << " of " << score.known << " kB in another class (" << score.share() * 100
              << " %), " << score.unattributed << " kB of heap not attributed\n";
    for (const auto& [mistake, kb] : score.mistakes) {
        std::cout << "  " << kb << " kB " << mistake << '\n';
    }
}

} // namespace

TEST_CASE("memory of real processes is in its true class") {
    Score all;
    std::size_t processes = 0;
    for (const auto& entry : fs::directory_iterator(SMAPS_ZOO)) {
        if (fs::exists(entry.path() / "truth.tsv")) {
            CAPTURE(entry.path().string());
            const Score score = score_of(entry.path());
            print(entry.path().filename().string(), score);
            CHECK(score.share() <= 0.15); // SBCL: code and data lie in one image
            all += score;
            ++processes;
        }
    }
    print("all", all);
    CHECK(processes == 21);
    CHECK(all.share() <= 0.01);
}
