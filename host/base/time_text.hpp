// Durations and moments as people write them, and back. The same words in both programs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace host {

/// What a number without a unit is. 0 needs none.
enum class BareNumber : std::uint8_t { refused, seconds };

/// `N`, `Nms`, `Ns`, `Nm`, `Nh` or parts in falling order as in `1h2m3s`; in microseconds, at most ten years.
/// Empty when the text is none of these.
std::optional<std::int64_t> parse_duration_us(std::string_view text, BareNumber bare);

/// A point in time as a span since the start: the same, in seconds without a unit, which may have a fraction as
/// format_elapsed and reports print them: `39.9`, `39.9s`, `2m03.5s`.
std::optional<std::int64_t> parse_elapsed_us(std::string_view text);

/// ISO 8601 in UTC, `2024-05-06T07:08:09[.fraction][Z]` or a date alone; microseconds since 1970-01-01.
std::optional<std::int64_t> parse_utc_us(std::string_view text);

/// `2024-05-06T07:08:09Z`; milliseconds are added where they are not zero.
std::string format_utc(std::int64_t wall_us);

/// A span for people: `0.0s`, `12.3s`, `2m03.0s`, `1h02m03.0s`; negative ones with a minus.
std::string format_elapsed(std::int64_t us);

} // namespace host
