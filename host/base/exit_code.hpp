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

/// Exit code of a run that failed in part: a broken limit was measured, even if other data is missing.
constexpr ExitCode with_failure(ExitCode shown, bool failed) {
    return failed && shown != ExitCode::budget_broken ? ExitCode::failed : shown;
}

} // namespace host
