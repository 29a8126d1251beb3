// The sums people ask for by name: every kB field of smaps and what is derived from them. One list for the columns of
// reports, for --measure, series, growth, differences and budgets.
#pragma once

#include "host/analyze/totals.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace host::analyze {

inline constexpr std::string_view k_measure_not_printed = "not printed by this kernel"; ///< a reason

struct Measure {
    std::string_view key;   ///< as in JSON: `pss_kb`
    std::string_view title; ///< of a table column
    std::optional<std::uint64_t> (*of)(const Totals&);
};

/// In the order of the documentation; the kernel's oldest fields first.
std::span<const Measure> measures();

/// By key, with or without its `_kb`; null when there is none.
const Measure* find_measure(std::string_view name);

/// Every key, for messages.
std::string measure_keys();

} // namespace host::analyze
