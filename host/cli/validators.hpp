// CLI11 validators for the kinds of values that options have. Each one checks a value and may rewrite it into a form
// that CLI11 converts by itself. A message says what is wrong and what is valid; CLI11 puts the option before it.
#pragma once

#include "host/cli/time_selection.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace host::cli {

CLI::Validator not_empty();
CLI::Validator positive_number(std::uint64_t largest = std::numeric_limits<std::uint64_t>::max());
CLI::Validator process_id();

/// `10s`, `1h2m3s` or a number of seconds → microseconds.
CLI::Validator time_span();

/// The same, but a number without a unit is refused, except 0 where `shortest_us` allows it → microseconds.
CLI::Validator period(std::int64_t shortest_us);

CLI::Validator moment();
std::optional<Moment> parse_moment(const std::string& text);

CLI::Validator network_address(bool host_needed);
CLI::Validator serial_line();

CLI::Validator one_of(std::vector<std::string> words);

/// A word → the number of its enumerator.
template <typename Enum>
CLI::Validator enumerator_of(std::vector<std::pair<std::string, Enum>> words) {
    std::vector<std::string> names;
    for (const auto& [name, value] : words) {
        names.push_back(name);
    }
    const CLI::Validator known = one_of(std::move(names));
    return {[known, words = std::move(words)](std::string& text) {
                std::string problem = known(text);
                for (const auto& [name, value] : words) {
                    if (problem.empty() && name == text) {
                        text = std::to_string(static_cast<int>(value));
                        break;
                    }
                }
                return problem;
            },
            ""};
}

/// A whole decimal number, nothing before or after it.
std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t largest);

} // namespace host::cli
