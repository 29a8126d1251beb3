// What every driver and view needs to know of the command line, made ready for use.
#pragma once

#include "host/analyze/filter.hpp"
#include "host/analyze/user_names.hpp"
#include "host/base/result.hpp"
#include "host/cli/options.hpp"

namespace host::cli {

struct Settings {
    cli::Options options;
    analyze::UserNames users;
    analyze::Filter filter;
};

/// \errors a passwd file that cannot be read, a user or class nobody knows: usage errors.
Result<Settings> make_settings(cli::Options options);

} // namespace host::cli
