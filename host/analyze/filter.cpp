#include "host/analyze/filter.hpp"

#include "host/base/glob.hpp"

#include <algorithm>
#include <charconv>

namespace host::analyze {
namespace {

constexpr std::string_view k_stack_word = "stack";

std::optional<std::uint64_t> hex(std::string_view text) {
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// `0x7f00` or `0x7f00-0x8000`: only with 0x, as a file may well be called `cafe`.
std::optional<std::pair<std::uint64_t, std::uint64_t>> address_range(std::string_view text) {
    if (!text.starts_with("0x")) {
        return std::nullopt;
    }
    const std::size_t dash = text.find('-');
    const auto low = hex(text.substr(0, dash));
    if (!low || dash == std::string_view::npos) {
        return low ? std::optional(std::pair(*low, *low + 1)) : std::nullopt;
    }
    const auto high = hex(text.substr(dash + 1));
    return high ? std::optional(std::pair(*low, *high)) : std::nullopt;
}

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

template <typename T>
bool holds(const std::vector<T>& list, const T& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool any_glob(const std::vector<std::string>& globs, const std::string& name) {
    return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return glob_matches(glob, name); });
}

} // namespace

std::bitset<k_class_count> classes_named(const std::string& word) {
    std::bitset<k_class_count> set;
    const auto named = [&](std::string_view name) { return glob_matches(word, std::string(name)); };
    for (std::size_t i = 0; i < k_class_count; ++i) {
        const ClassName& name = k_class_names[i];
        set.set(i, named(name.snake) || named(name.text) || (word == k_stack_word && name.snake.ends_with(word)));
    }
    return set;
}

std::string class_words() {
    std::string words(k_stack_word);
    for (const ClassName& name : k_class_names) {
        words += ", " + std::string(name.snake);
    }
    return words;
}

std::string mapping_name(const model::Mapping& mapping, const Classified& classified) {
    if (classified.owner != nullptr && !classified.owner->name.empty()) {
        return classified.owner->name;
    }
    if (!mapping.file->name.empty()) {
        return mapping.file->name;
    }
    return '[' + std::string(class_name(classified.memory_class).text) + ']';
}

Result<Filter> Filter::from(const FilterText& text, const UserNames& users) {
    Filter filter;
    filter.pids_ = text.pids;
    filter.names_ = text.names;
    for (const std::string& user : text.users) {
        if (!users.knows(user)) {
            return failure(
                {"--user", "nobody is called '" + user + "'", "give the number, or the board's --passwd file"});
        }
        filter.users_.push_back(user);
        filter.user_names_ = users;
    }
    for (const std::string& word : text.classes) {
        const auto classes = classes_named(word);
        if (classes.none()) {
            return failure({"--class", "'" + word + "' is not known", "one of " + class_words()});
        }
        filter.classes_ |= classes;
    }
    for (const std::string& map : text.maps) {
        if (const auto range = address_range(map)) {
            filter.ranges_.push_back(*range);
        } else {
            filter.maps_.push_back(map);
        }
    }
    return filter;
}

bool Filter::accepts(const model::Process& process) const {
    const auto& uid = process.info.uid;
    return (pids_.empty() || holds(pids_, process.pid)) && (names_.empty() || any_glob(names_, process.program())) &&
           (users_.empty() || (uid && is_of_chosen_user(*uid)));
}

bool Filter::is_of_chosen_user(std::uint32_t uid) const {
    return std::any_of(users_.begin(), users_.end(),
                       [&](const std::string& glob) { return user_names_.matches(glob, uid); });
}

Filter Filter::of_any_pid() const {
    Filter filter = *this;
    filter.pids_.clear();
    return filter;
}

bool Filter::picks_pid(model::Pid pid) const {
    return holds(pids_, pid);
}

bool Filter::chooses_any(const model::Board& board) const {
    return std::any_of(board.processes.begin(), board.processes.end(), [this](const auto& entry) {
        return accepts(entry.second) && (!picks_mappings() || accepts_part_of(entry.second));
    });
}

bool Filter::accepts_part_of(const model::Process& process) const {
    const std::vector<Classified> classified = classify(process);
    for (std::size_t i = 0; i < classified.size(); ++i) {
        if (accepts(process.snapshot.mappings[i], classified[i])) {
            return true;
        }
    }
    return false;
}

bool Filter::accepts(const model::Mapping& mapping, const Classified& classified) const {
    if (classes_.any() && !classes_.test(static_cast<std::size_t>(classified.memory_class))) {
        return false;
    }
    if (maps_.empty() && ranges_.empty()) {
        return true;
    }
    const bool in_range = std::any_of(ranges_.begin(), ranges_.end(), [&](const auto& range) {
        return mapping.start < range.second && range.first < mapping.end;
    });
    if (in_range || maps_.empty()) {
        return in_range;
    }
    const std::string name = mapping_name(mapping, classified);
    return any_glob(maps_, name) || any_glob(maps_, base_name(name));
}

} // namespace host::analyze
