#include "host/run/settings.hpp"

#include "host/store/proc_tree.hpp"

#include <utility>

namespace host::run {

Result<Settings> make_settings(Options options) {
    Settings settings;
    if (!options.how.passwd.empty()) {
        const auto text = store::read_whole(options.how.passwd);
        if (!text) {
            return text.error();
        }
        settings.users = analyze::UserNames(*text);
    }
    const Which& which = options.which;
    auto filter =
        analyze::Filter::from({which.pids, which.names, which.users, which.classes, which.maps}, settings.users);
    if (!filter) {
        return filter.error();
    }
    settings.filter = *std::move(filter);
    settings.options = std::move(options);
    return settings;
}

} // namespace host::run
