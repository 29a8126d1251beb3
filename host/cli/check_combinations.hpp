// Options that are valid one by one and do not make sense together.
#pragma once

#include "host/base/result.hpp"
#include "host/cli/options.hpp"

#include <optional>

namespace host::cli {

/// The first combination that cannot be honoured, as a usage error.
std::optional<Error> check_combinations(const Options& options);

} // namespace host::cli
