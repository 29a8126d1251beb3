#include "host/cli/settings.hpp"

#include "host/base/messages.hpp"
#include "host/procfs/proc_tree.hpp"
#include "host/procfs/thread_ids.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace host::cli {

namespace {

/// A requested thread stands for its process, which is shown once.
void replace_threads(Options& options) {
    if (options.sources.empty() || options.sources.front().kind != SourceKind::proc) {
        return;
    }
    std::vector<model::Pid> pids;
    for (const model::Pid requested : options.which.pids) {
        const auto process = procfs::process_of_thread(options.sources.front().where, requested);
        if (process) {
            base::say(std::to_string(requested) + ": is a thread of process " + std::to_string(*process) +
                      "; the process is shown");
        }
        const model::Pid pid = process.value_or(requested);
        if (std::find(pids.begin(), pids.end(), pid) == pids.end()) {
            pids.push_back(pid);
        }
    }
    options.which.pids = std::move(pids);
}

} // namespace

Result<Settings> make_settings(cli::Options options) {
    Settings settings;
    if (!options.how.passwd.empty()) {
        const auto text = procfs::read_whole(options.how.passwd);
        if (!text) {
            return failure(text.error());
        }
        settings.users = analyze::UserNames(*text);
    }
    replace_threads(options);
    const Which& which = options.which;
    auto filter =
        analyze::Filter::from({which.pids, which.names, which.users, which.classes, which.maps}, settings.users);
    if (!filter) {
        return failure(filter.error());
    }
    settings.filter = *std::move(filter);
    settings.options = std::move(options);
    return settings;
}

} // namespace host::cli
