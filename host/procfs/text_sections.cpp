#include "host/procfs/text_sections.hpp"

#include <algorithm>
#include <charconv>

namespace host::procfs {
namespace {

std::string_view without_end(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
        line.remove_suffix(1);
    }
    return line;
}

/// The number at the front of `text`, 0 when there is none.
model::Pid number_at(std::string_view text) {
    model::Pid pid = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pid);
    return error == std::errc{} ? pid : 0;
}

/// The pid of `==> /proc/PID/smaps <==`; 0 when the line is no heading.
model::Pid heading_pid(std::string_view line) {
    line = without_end(line);
    constexpr std::string_view k_end = "/smaps <==";
    if (!line.starts_with("==> ") || !line.ends_with(k_end)) {
        return 0;
    }
    line.remove_suffix(k_end.size());
    const std::string_view folder = line.substr(line.rfind('/') + 1);
    return number_at(folder.starts_with("==> ") ? folder.substr(4) : folder);
}

/// What follows `key` in `#Key: value`; empty when the line is another.
std::string_view value_of(std::string_view line, std::string_view key) {
    if (!line.starts_with('#') || !line.substr(1).starts_with(key)) {
        return {};
    }
    line = without_end(line.substr(1 + key.size()));
    return line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
}

/// `#Key: value`: a comment on the process, not a quoted line of smaps (whose keys a quote would repeat).
bool is_comment(std::string_view line) {
    constexpr std::string_view k_keys[] = {"#Name:", "#Pid:", "#PPid:", "#Threads:", "#Vm"};
    return !line.starts_with("#VmFlags:") &&
           std::any_of(std::begin(k_keys), std::end(k_keys), [&](auto key) { return line.starts_with(key); });
}

class Splitter {
  public:
    std::vector<TextSection> split(std::string_view text) {
        std::uint32_t number = 1;
        for (std::size_t at = 0; at < text.size(); ++number) {
            const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
            take(text.substr(at, end - at), number);
            at = end;
        }
        return std::move(sections_);
    }

  private:
    void take(std::string_view whole, std::uint32_t number) {
        const std::string_view line = whole.substr(0, whole.size() - (whole.ends_with('\n') ? 1 : 0));
        if (const model::Pid pid = heading_pid(line); pid != 0) {
            begin({.pid = pid, .name = {}, .smaps = {}, .first_line = number + 1});
        } else if (is_comment(line)) {
            if (sections_.empty() || !sections_.back().smaps.empty()) {
                begin({.pid = 0, .name = {}, .smaps = {}, .first_line = number + 1});
            }
            describe(line);
        } else if (!sections_.empty() || !without_end(line).empty()) {
            add(whole, number);
        }
    }

    void begin(TextSection section) { sections_.push_back(section); }

    void describe(std::string_view line) {
        TextSection& section = sections_.back();
        const std::string_view name = value_of(line, "Name:");
        section.name = name.empty() ? section.name : name;
        const model::Pid pid = number_at(value_of(line, "Pid:"));
        section.pid = pid != 0 ? pid : section.pid;
    }

    /// Lines of a section follow each other, so that its text grows in place.
    void add(std::string_view whole, std::uint32_t number) {
        if (sections_.empty()) {
            begin({.pid = 0, .name = {}, .smaps = {}, .first_line = number});
        }
        TextSection& section = sections_.back();
        if (section.smaps.empty()) {
            if (without_end(whole.substr(0, whole.find('\n'))).empty()) {
                return; // the blank line that separates sections
            }
            section.smaps = whole;
            section.first_line = number;
        } else {
            section.smaps = {section.smaps.data(),
                             static_cast<std::size_t>(whole.data() + whole.size() - section.smaps.data())};
        }
    }

    std::vector<TextSection> sections_;
};

} // namespace

std::vector<TextSection> split_processes(std::string_view text) {
    std::vector<TextSection> sections = Splitter().split(text);
    const bool named =
        std::any_of(sections.begin(), sections.end(), [](const TextSection& one) { return one.pid != 0; });
    if (!named) {
        return {{.pid = 0, .name = {}, .smaps = text, .first_line = 1}};
    }
    return sections;
}

} // namespace host::procfs
