// --import: snapshots from files go through the agent's encoder, and what comes out is decoded, shown and recorded like
// any other session.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/cli/settings.hpp"
#include "host/output/history_collector.hpp"

namespace host::app {

ExitCode import_snapshots(const cli::Settings& settings, output::Gathering& gathering);

} // namespace host::app
