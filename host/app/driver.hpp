// Picks the driver for the source.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/cli/settings.hpp"

namespace host::app {

ExitCode run(const cli::Settings& settings);

} // namespace host::app
