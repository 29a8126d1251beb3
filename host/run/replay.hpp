// --replay: captures, plain smaps texts and smemcap archives, told apart by their content.
#pragma once

#include "host/base/exit_code.hpp"
#include "host/run/gathering.hpp"
#include "host/run/settings.hpp"

namespace host::run {

ExitCode replay(const Settings& settings, Gathering& gathering);

} // namespace host::run
