#include "host/analyze/user_names.hpp"

#include <algorithm>
#include <charconv>

namespace host::analyze {
namespace {

std::optional<std::uint32_t> number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// Up to the delimiter, which is taken off `rest` too.
std::string_view cut(std::string_view& rest, char delimiter) {
    const std::size_t at = std::min(rest.find(delimiter), rest.size());
    const std::string_view part = rest.substr(0, at);
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return part;
}

} // namespace

UserNames::UserNames(std::string_view passwd_text) {
    while (!passwd_text.empty()) {
        std::string_view line = cut(passwd_text, '\n');
        const std::string_view name = cut(line, ':');
        cut(line, ':');
        if (const auto uid = number(cut(line, ':')); uid && !name.empty()) {
            names_.emplace(*uid, name);
        }
    }
}

std::string UserNames::name(std::uint32_t uid) const {
    const auto found = names_.find(uid);
    return found == names_.end() ? std::to_string(uid) : found->second;
}

std::optional<std::uint32_t> UserNames::uid(std::string_view name_or_number) const {
    const auto found =
        std::find_if(names_.begin(), names_.end(), [&](const auto& entry) { return entry.second == name_or_number; });
    return found == names_.end() ? number(name_or_number) : std::optional(found->first);
}

} // namespace host::analyze
