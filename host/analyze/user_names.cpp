#include "host/analyze/user_names.hpp"

#include "host/base/glob.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

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
    const auto first = names_.lower_bound(uid);
    return first == names_.end() || first->first != uid ? std::to_string(uid) : first->second;
}

bool UserNames::matches(const std::string& glob, std::uint32_t uid) const {
    const auto [first, last] = names_.equal_range(uid);
    return glob_matches(glob, std::to_string(uid)) ||
           std::any_of(first, last, [&](const auto& entry) { return glob_matches(glob, entry.second); });
}

bool UserNames::knows(const std::string& glob) const {
    const bool may_be_number = !glob.empty() && glob.find_first_not_of("0123456789*?[]!^-") == std::string::npos;
    return may_be_number || std::any_of(names_.begin(), names_.end(),
                                        [&](const auto& entry) { return glob_matches(glob, entry.second); });
}

} // namespace host::analyze
