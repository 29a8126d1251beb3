// --import: snapshots from files go through the agent's encoder, and what comes out is decoded, shown and recorded like
// any other session.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/run/gathering.hpp"
#include "host/run/settings.hpp"

namespace host::run {

ExitCode import_snapshots(const Settings& settings, Gathering& gathering);

} // namespace host::run
