#include "host/cli/validators.hpp"

#include "host/base/time_text.hpp"
#include "host/transport/address.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace host::cli {
namespace {

std::string in_quotes(const std::string& text) {
    return "'" + text + "'";
}

/// What an Error says of the value, without naming it a second time.
std::string complaint(const Error& error) {
    return Error{in_quotes(error.object), error.what, error.next}.text();
}

} // namespace

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t largest) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && value <= largest ? std::optional(value) : std::nullopt;
}

CLI::Validator not_empty() {
    return {[](std::string& text) { return text.empty() ? "the value is empty" : ""; }, ""};
}

CLI::Validator positive_number(std::uint64_t largest) {
    return {[largest](std::string& text) -> std::string {
                const auto value = parse_number(text, largest);
                if (!value || *value == 0) {
                    return in_quotes(text) + " is not a number above 0";
                }
                text = std::to_string(*value);
                return {};
            },
            ""};
}

CLI::Validator process_id() {
    return {[](std::string& text) -> std::string {
                const auto value = parse_number(text, std::numeric_limits<std::uint32_t>::max());
                if (!value || *value == 0) {
                    return in_quotes(text) + " is not a process id; use --name to choose programs";
                }
                text = std::to_string(*value);
                return {};
            },
            ""};
}

CLI::Validator time_span() {
    return {[](std::string& text) -> std::string {
                const auto us = parse_duration_us(text, BareNumber::seconds);
                if (!us) {
                    return in_quotes(text) + " is not a time span; write 500ms, 10s or 1h2m3s";
                }
                text = std::to_string(*us);
                return {};
            },
            ""};
}

CLI::Validator period(std::int64_t shortest_us) {
    return {[shortest_us](std::string& text) -> std::string {
                const auto us = parse_duration_us(text, BareNumber::refused);
                if (!us && parse_duration_us(text, BareNumber::seconds)) {
                    return in_quotes(text) + " has no unit; " + text + "s or " + text + "ms?";
                }
                if (!us) {
                    return in_quotes(text) + " is not a time span; write 500ms, 10s or 1h2m3s";
                }
                if (*us < shortest_us) {
                    return in_quotes(text) + " is shorter than 1 ms; write for example 500ms";
                }
                text = std::to_string(*us);
                return {};
            },
            ""};
}

std::optional<Moment> parse_moment(const std::string& text) {
    constexpr std::array<std::pair<std::string_view, Moment::Kind>, 3> words{
        {{"first", Moment::Kind::first}, {"last", Moment::Kind::last}, {"peak", Moment::Kind::peak}}};
    for (const auto& [word, kind] : words) {
        if (text == word) {
            return Moment{kind, 0};
        }
    }
    if (const auto elapsed = parse_elapsed_us(text)) {
        return Moment{Moment::Kind::offset, *elapsed};
    }
    if (const auto utc = parse_utc_us(text)) {
        return Moment{Moment::Kind::utc, *utc};
    }
    return {};
}

CLI::Validator moment() {
    return {[](std::string& text) -> std::string {
                return parse_moment(text) ? ""
                                          : in_quotes(text) + " is not a point in time; write 90s, "
                                                              "2024-05-06T07:08:09Z, first, last or peak";
            },
            ""};
}

CLI::Validator network_address(bool host_needed) {
    return {[host_needed](std::string& text) -> std::string {
                const auto parts = transport::split_address(text, host_needed);
                return parts ? "" : complaint(parts.error());
            },
            ""};
}

CLI::Validator serial_line() {
    return {[](std::string& text) -> std::string {
                const auto line = transport::parse_serial(text);
                return line ? "" : complaint(line.error());
            },
            ""};
}

CLI::Validator one_of(std::vector<std::string> words) {
    return {[words = std::move(words)](std::string& text) -> std::string {
                if (std::find(words.begin(), words.end(), text) != words.end()) {
                    return {};
                }
                std::string all;
                for (const std::string& word : words) {
                    all += (all.empty() ? "" : ", ") + word;
                }
                return in_quotes(text) + " is not known; " + (words.size() == 1 ? "write " : "one of ") + all;
            },
            ""};
}

} // namespace host::cli
