// The texts of --explain. Whoever adds a column, a line or a verdict adds it here (a test compares).
#pragma once

#include <span>
#include <string_view>

namespace host::report {

struct Explanation {
    std::string_view terms; ///< separated by '|'; the first is the heading, all are found
    std::string_view text;  ///< lines of 80 columns at most
};

/// A term may have several, one per meaning.
std::span<const Explanation> explanations();

} // namespace host::report
