// Every exit code of host-analyze (and, for the same meaning, of smaps-agent).
#pragma once

namespace host {

enum class ExitCode : int {
    done = 0,
    failed = 1,
    usage = 2,
    budget_broken = 3,
    interrupted = 130,
};

} // namespace host
