#include "host/capture/import.hpp"

#include "host/base/interrupt.hpp"
#include "host/capture/import_encoder.hpp"
#include "host/procfs/proc_tree.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace host::capture {
namespace {

/// The distance that most sweeps have: the middle one of all.
std::uint32_t period_ms_of(const SnapshotFolder& folder) {
    std::vector<std::int64_t> steps;
    for (std::size_t i = 1; i < folder.sweeps.size(); ++i) {
        steps.push_back(folder.sweeps[i].time_us - folder.sweeps[i - 1].time_us);
    }
    if (steps.empty()) {
        return 1000;
    }
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>((*middle + 500) / 1000, 1, 24 * 3600 * 1000));
}

/// The texts of one sweep.
struct SweepTexts {
    std::vector<procfs::ProcTexts> processes; ///< ascending pids
    std::string meminfo;
};

Result<SweepTexts> read_files(const ImportSweep& sweep, const std::map<model::Pid, std::string>& names) {
    SweepTexts texts;
    for (const auto& [pid, path] : sweep.files) {
        auto smaps = procfs::read_whole(path);
        if (!smaps) {
            return failure(smaps.error());
        }
        procfs::ProcTexts& process = texts.processes.emplace_back(procfs::smaps_alone(pid, *std::move(smaps)));
        const auto name = names.find(pid);
        if (name != names.end() && !name->second.empty()) {
            process.comm = name->second;
        }
    }
    return texts;
}

Result<SweepTexts> read_tree(const std::string& directory) {
    const procfs::ProcTree tree(directory);
    const auto pids = tree.pids();
    if (!pids) {
        return failure(pids.error());
    }
    SweepTexts texts;
    for (const model::Pid pid : *pids) {
        texts.processes.push_back(tree.read(pid));
    }
    texts.meminfo = tree.meminfo().value_or("");
    return texts;
}

} // namespace

ImportedStream encode_snapshots(const SnapshotFolder& folder, const std::string& source, std::int64_t key_interval_us) {
    ImportEncoder encoder(
        {std::hash<std::string>{}(source) ^ static_cast<std::uint64_t>(folder.start_wall_us.value_or(0)),
         folder.start_wall_us.value_or(0), period_ms_of(folder), key_interval_us});
    std::optional<Error> problem;
    for (auto sweep = folder.sweeps.begin(); sweep != folder.sweeps.end() && !problem && !base::interrupted();
         ++sweep) {
        const auto texts = sweep->tree.empty() ? read_files(*sweep, folder.names) : read_tree(sweep->tree);
        if (texts) {
            encoder.sweep(sweep->time_us, texts->processes, texts->meminfo);
        } else {
            problem = texts.error();
        }
    }
    encoder.goodbye();
    return {encoder.take_stream(), std::move(problem)};
}

} // namespace host::capture
