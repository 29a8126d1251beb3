// The text of a --budget file → limits. JSON: a list of objects, or {"limits": [...]}; the fields are in
// host-analyze(1).
#pragma once

#include "host/analyze/budget.hpp"
#include "host/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace host::cli {

/// `file` is the name for messages. \errors no JSON (with line and column), or a field that is not understood, missing
/// or of the wrong kind (with its place); a file without any limit is one too, since it would always be kept.
Result<std::vector<analyze::Limit>> parse_budget(std::string_view text, const std::string& file);

} // namespace host::cli
