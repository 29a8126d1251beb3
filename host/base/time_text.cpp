#include "host/base/time_text.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace host {
namespace {

constexpr std::int64_t k_second_us = 1'000'000;
constexpr std::int64_t k_longest_us = std::int64_t{3652} * 24 * 3600 * k_second_us;

struct Unit {
    std::string_view name;
    std::int64_t us;
};
// Largest first: the parts of `1h2m3s` must fall. `ms` precedes `m`, which would match it.
constexpr std::array<Unit, 4> k_units{
    {{"h", 3600 * k_second_us}, {"m", 60 * k_second_us}, {"s", k_second_us}, {"ms", 1000}}};

/// Takes digits off the front of `text`.
std::optional<std::int64_t> take_number(std::string_view& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end == text.data() || text.front() == '-') {
        return {};
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

std::optional<std::size_t> take_unit(std::string_view& text) {
    const std::size_t letters = std::min(text.find_first_of("0123456789"), text.size());
    for (std::size_t i = 0; i < k_units.size(); ++i) {
        if (text.substr(0, letters) == k_units[i].name) {
            text.remove_prefix(letters);
            return i;
        }
    }
    return {};
}

/// A fixed-width number at the front, between `low` and `high`.
std::optional<int> take_digits(std::string_view& text, std::size_t width, int low, int high) {
    int value = 0;
    if (text.size() < width || text.substr(0, width).find_first_not_of("0123456789") != std::string_view::npos) {
        return {};
    }
    std::from_chars(text.data(), text.data() + width, value);
    text.remove_prefix(width);
    return value >= low && value <= high ? std::optional(value) : std::nullopt;
}

bool take_char(std::string_view& text, char wanted) {
    const bool found = !text.empty() && text.front() == wanted;
    if (found) {
        text.remove_prefix(1);
    }
    return found;
}

std::optional<std::int64_t> take_fraction_us(std::string_view& text) {
    std::int64_t us = 0;
    std::int64_t weight = k_second_us / 10;
    const std::size_t before = text.size();
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), weight /= 10) {
        us += (text.front() - '0') * weight;
    }
    return text.size() != before ? std::optional(us) : std::nullopt;
}

/// `THH:MM[:SS[.fraction]]` in microseconds after midnight.
std::optional<std::int64_t> take_clock_us(std::string_view& text) {
    const auto hour = take_digits(text, 2, 0, 23);
    if (!hour || !take_char(text, ':')) {
        return {};
    }
    const auto minute = take_digits(text, 2, 0, 59);
    if (!minute) {
        return {};
    }
    std::int64_t us = (*hour * std::int64_t{60} + *minute) * 60 * k_second_us;
    if (take_char(text, ':')) {
        const auto second = take_digits(text, 2, 0, 60);
        if (!second) {
            return {};
        }
        us += *second * k_second_us;
        if (take_char(text, '.')) {
            const auto fraction = take_fraction_us(text);
            if (!fraction) {
                return {};
            }
            us += *fraction;
        }
    }
    return us;
}

} // namespace

std::optional<std::int64_t> parse_duration_us(std::string_view text, BareNumber bare) {
    std::int64_t total = 0;
    std::size_t smallest_allowed = 0;
    for (bool first = true; first || !text.empty(); first = false) {
        const auto number = take_number(text);
        if (!number) {
            return {};
        }
        std::int64_t us = k_second_us;
        const bool has_unit = !text.empty() || !first;
        if (!has_unit && bare == BareNumber::refused && *number != 0) {
            return {};
        }
        if (has_unit) {
            const auto found = take_unit(text);
            if (!found || *found < smallest_allowed) {
                return {};
            }
            us = k_units[*found].us;
            smallest_allowed = *found + 1;
        }
        if (*number > (k_longest_us - total) / us) {
            return {};
        }
        total += *number * us;
    }
    return total;
}

std::optional<std::int64_t> parse_elapsed_us(std::string_view text) {
    const std::size_t point = text.find('.');
    if (point == std::string_view::npos) {
        return parse_duration_us(text, BareNumber::seconds);
    }
    std::string_view behind = text.substr(point + 1);
    const auto fraction = take_fraction_us(behind);
    const auto whole = parse_duration_us(std::string(text.substr(0, point)) + 's', BareNumber::seconds);
    const bool good = fraction && whole && (behind.empty() || behind == "s");
    return good ? std::optional(*whole + *fraction) : std::nullopt;
}

std::optional<std::int64_t> parse_utc_us(std::string_view text) {
    const auto year = take_digits(text, 4, 1970, 2261);
    if (!year || !take_char(text, '-')) {
        return {};
    }
    const auto month = take_digits(text, 2, 1, 12);
    if (!month || !take_char(text, '-')) {
        return {};
    }
    const auto day = take_digits(text, 2, 1, 31);
    if (!day) {
        return {};
    }
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) {
        return {};
    }
    std::int64_t us = std::chrono::microseconds(std::chrono::sys_days(date).time_since_epoch()).count();
    if (take_char(text, 'T') || take_char(text, ' ')) {
        const auto clock = take_clock_us(text);
        if (!clock) {
            return {};
        }
        us += *clock;
    }
    take_char(text, 'Z');
    return text.empty() ? std::optional(us) : std::nullopt;
}

std::string format_utc(std::int64_t wall_us) {
    const std::chrono::sys_time<std::chrono::microseconds> moment{std::chrono::microseconds(wall_us)};
    const auto midnight = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date(midnight);
    const std::int64_t ms = (moment - midnight).count() / 1000;
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(ms / 3'600'000), static_cast<int>(ms / 60'000 % 60),
                  static_cast<int>(ms / 1000 % 60));
    std::string out = text.data();
    if (ms % 1000 != 0) {
        std::snprintf(text.data(), text.size(), ".%03d", static_cast<int>(ms % 1000));
        out += text.data();
    }
    return out + 'Z';
}

std::string format_elapsed(std::int64_t us) {
    const long long tenths = std::llabs(us) / 100'000;
    const long long seconds = tenths / 10;
    const char* const sign = us < 0 ? "-" : "";
    std::array<char, 64> text{};
    if (seconds < 60) {
        std::snprintf(text.data(), text.size(), "%s%lld.%llds", sign, seconds, tenths % 10);
    } else if (seconds < 3600) {
        std::snprintf(text.data(), text.size(), "%s%lldm%02lld.%llds", sign, seconds / 60, seconds % 60, tenths % 10);
    } else {
        std::snprintf(text.data(), text.size(), "%s%lldh%02lldm%02lld.%llds", sign, seconds / 3600, seconds / 60 % 60,
                      seconds % 60, tenths % 10);
    }
    return text.data();
}

} // namespace host
