// The command line made ready for use: with the filter and the user names that it names.
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

/// \errors a passwd file that cannot be read, an unknown user or class: usage errors.
Result<Settings> make_settings(cli::Options options);

} // namespace host::cli
