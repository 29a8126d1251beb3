#include "host/capture/snapshot_folder.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include <sys/stat.h>

namespace host::capture {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_suffix = ".smaps";
/// Seconds above this are a wall clock, not a count from the start.
constexpr double k_wall_seconds = 1e8;
constexpr double k_seconds_max = 1e12; ///< microseconds still fit

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// `0007.smaps`, `0007` and `7` are one name.
std::string plain_name(std::string name) {
    if (name.ends_with(k_suffix)) {
        name.resize(name.size() - k_suffix.size());
    }
    const auto value = number(name);
    return value ? std::to_string(*value) : name;
}

std::int64_t modified_us(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0
               ? std::int64_t{status.st_mtim.tv_sec} * 1'000'000 + status.st_mtim.tv_nsec / 1000
               : 0;
}

using Times = std::map<std::string, double>; ///< plain name → seconds

/// Empty when the file does not exist. A first line without a number is a heading.
Result<Times> read_times(const std::string& path) {
    Times times;
    std::ifstream file(path);
    std::size_t number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        std::istringstream fields(line);
        std::string name;
        double seconds = 0;
        if (fields >> name >> seconds && std::isfinite(seconds) && std::abs(seconds) < k_seconds_max) {
            if (!times.emplace(plain_name(name), seconds).second) {
                return failure(
                    {path, "line " + std::to_string(number) + ": " + name + " is in it twice", "keep one of them"});
            }
        } else if (number != 1 && line.find_first_not_of(" \t\r") != std::string::npos) {
            return failure(
                {path, "line " + std::to_string(number) + ": not a name and seconds", "write 0007.smaps<TAB>3.5"});
        }
    }
    return times;
}

std::vector<std::string> smaps_files(const fs::path& directory) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (name.ends_with(k_suffix) && name.size() > k_suffix.size()) {
            names.push_back(name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// Folders of processes; empty when there are none.
std::map<model::Pid, fs::path> process_folders(const fs::path& directory) {
    std::map<model::Pid, fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
        const auto pid = number(at->path().filename().string());
        if (at->is_directory(error) && pid && *pid != 0 && *pid <= std::numeric_limits<model::Pid>::max()) {
            folders[static_cast<model::Pid>(*pid)] = at->path();
        }
    }
    return folders;
}

class Lister {
  public:
    /// \errors a file of times that is broken, or does not have every snapshot: a file's own time is of another clock.
    Result<void> add_process(model::Pid pid, const fs::path& folder, const Times& common_times) {
        auto times = read_times((folder / "times.tsv").string());
        if (!times) {
            return failure(times.error());
        }
        times->insert(common_times.begin(), common_times.end());
        for (const std::string& name : smaps_files(folder)) {
            ImportSweep& sweep = sweeps_[name];
            const std::string path = (folder / name).string();
            if (sweep.files.empty()) {
                if (auto timed = set_time(sweep, name, path, *times); !timed) {
                    return timed;
                }
            }
            sweep.files[pid] = path;
        }
        return {};
    }

    /// \errors as above
    Result<void> add_tree(const std::string& name, const fs::path& tree, const Times& times) {
        ImportSweep& sweep = sweeps_[name];
        sweep.tree = tree.string();
        return set_time(sweep, name, sweep.tree, times);
    }

    SnapshotFolder finish() {
        SnapshotFolder result;
        for (auto& [name, sweep] : sweeps_) {
            sweep.name = name;
            result.sweeps.push_back(std::move(sweep));
        }
        if (result.sweeps.empty()) {
            return result;
        }
        const std::int64_t start = result.sweeps.front().time_us;
        if (wall_) {
            result.start_wall_us = start;
        }
        std::int64_t last = 0;
        for (ImportSweep& sweep : result.sweeps) { // names rule: time does not run backwards
            last = std::max(last, sweep.time_us - start);
            sweep.time_us = last;
        }
        return result;
    }

  private:
    Result<void> set_time(ImportSweep& sweep, const std::string& name, const std::string& path, const Times& times) {
        const auto known = times.find(plain_name(name));
        if (known == times.end() && !times.empty()) {
            return failure({path, "has no line in times.tsv", "add it, or remove times.tsv to take the files' times"});
        }
        wall_ = wall_ && (known == times.end() || known->second > k_wall_seconds);
        sweep.time_us = known != times.end() ? std::llround(known->second * 1e6) : modified_us(path);
        return {};
    }

    std::map<std::string, ImportSweep> sweeps_;
    bool wall_ = true;
};

/// Files of one process, or folders of such files.
Result<SnapshotFolder> list_processes(const fs::path& root, const Times& times) {
    std::map<model::Pid, fs::path> folders;
    if (smaps_files(root).empty()) {
        folders = process_folders(root);
    } else {
        const auto pid = number(root.filename().string());
        folders[pid && *pid != 0 && *pid < UINT32_MAX ? static_cast<model::Pid>(*pid) : 1] = root;
    }
    Lister lister;
    for (const auto& [pid, folder] : folders) {
        if (auto added = lister.add_process(pid, folder, times); !added) {
            return failure(added.error());
        }
    }
    SnapshotFolder result = lister.finish();
    for (const auto& [pid, folder] : folders) {
        result.names[pid] = folder.filename().string();
    }
    return result;
}

/// Trees as --extract writes them, by name: `proc` itself, or one below each numbered folder.
std::map<std::string, fs::path> extracted_trees(const fs::path& root) {
    std::map<std::string, fs::path> trees;
    std::error_code error;
    for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (number(name) && fs::is_directory(at->path() / "proc", error)) {
            trees[name] = at->path() / "proc";
        }
    }
    if (trees.empty() && fs::is_directory(root / "proc", error)) {
        trees["proc"] = root / "proc";
    }
    return trees;
}

Result<SnapshotFolder> list_trees(const std::map<std::string, fs::path>& trees, const Times& times) {
    Lister lister;
    for (const auto& [name, tree] : trees) {
        if (auto added = lister.add_tree(name, tree, times); !added) {
            return failure(added.error());
        }
    }
    return lister.finish();
}

} // namespace

Result<SnapshotFolder> list_snapshots(const std::string& directory) {
    std::error_code error;
    if (!fs::is_directory(directory, error)) {
        return failure({directory, error ? error.message() : "not a directory", "give a folder of NNNN.smaps files"});
    }
    const fs::path root = fs::canonical(directory, error);
    const auto times = read_times((root / "times.tsv").string());
    if (!times) {
        return failure(times.error());
    }
    const auto trees = extracted_trees(root);
    auto result = trees.empty() ? list_processes(root, *times) : list_trees(trees, *times);
    if (result && result->sweeps.empty()) {
        return failure({directory, "no snapshots in it",
                        "it needs NNNN.smaps files, folders of them named by PID, or what --extract writes"});
    }
    return result;
}

} // namespace host::capture
