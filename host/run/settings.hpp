// What every driver and view needs to know of the command line, made ready for use.
#pragma once

#include "host/analyze/filter.hpp"
#include "host/analyze/user_names.hpp"
#include "host/base/result.hpp"
#include "host/options.hpp"

namespace host::run {

struct Settings {
    Options options;
    analyze::UserNames users;
    analyze::Filter filter;
};

/// \errors a passwd file that cannot be read, a user or class nobody knows: usage errors.
Result<Settings> make_settings(Options options);

} // namespace host::run
