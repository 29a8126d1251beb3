#include "host/cli/help_formatter.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace host::cli {
namespace {

constexpr std::size_t k_description_column = 29;
constexpr std::size_t k_columns = 79;

/// `--replay FILE`, `PID...`, `-v`
std::string usage_of(const CLI::Option& option) {
    if (option.get_positional()) {
        return option.get_name(true) + "...";
    }
    const std::string type = option.get_type_name();
    return option.get_name() + (type.empty() ? "" : " " + type);
}

/// Adds `line` without blanks at its end.
void add_line(std::string& text, const std::string& line) {
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
}

/// `names`, then the words of `description`, below each other where they do not fit.
std::string entry(const std::string& names, const std::string& description) {
    std::string text;
    std::string line = "  " + names;
    if (line.size() + 2 > k_description_column) {
        add_line(text, std::exchange(line, ""));
    }
    line.resize(k_description_column, ' ');
    for (std::size_t at = 0; at < description.size();) {
        const std::size_t end = std::min(description.find(' ', at), description.size());
        if (line.size() + end - at > k_columns) {
            add_line(text, std::exchange(line, std::string(k_description_column, ' ')));
        }
        line += description.substr(at, end - at) + ' ';
        at = end + 1;
    }
    if (!description.empty()) {
        add_line(text, line);
    }
    return text;
}

} // namespace

std::string HelpFormatter::make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const {
    std::string text = app->get_description() + '\n';
    for (const std::string& group : app->get_groups()) {
        text += group + '\n';
        const std::vector<const CLI::Option*> options =
            app->get_options([&](const CLI::Option* option) { return option->get_group() == group; });
        for (std::size_t i = 0; i < options.size();) {
            const std::string& description = options[i]->get_description();
            std::string names;
            for (; i < options.size() && options[i]->get_description() == description; ++i) {
                names += (names.empty() ? "" : ", ") + usage_of(*options[i]);
            }
            text += entry(names, description);
        }
    }
    return text + app->get_footer() + '\n';
}

} // namespace host::cli
