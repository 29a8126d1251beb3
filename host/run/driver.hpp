// Picks the driver for the source.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/run/settings.hpp"

namespace host::run {

ExitCode run(const Settings& settings);

} // namespace host::run
