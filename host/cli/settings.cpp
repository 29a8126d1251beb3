#include "host/cli/settings.hpp"

#include "host/procfs/proc_tree.hpp"

#include <utility>

namespace host::cli {

Result<Settings> make_settings(cli::Options options) {
    Settings settings;
    if (!options.how.passwd.empty()) {
        const auto text = procfs::read_whole(options.how.passwd);
        if (!text) {
            return failure(text.error());
        }
        settings.users = analyze::UserNames(*text);
    }
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
