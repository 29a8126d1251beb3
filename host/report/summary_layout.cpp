#include "host/report/summary_layout.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace host::report {
namespace {

constexpr std::size_t k_label_columns = 25;
constexpr std::string_view k_mapped_label = "Total mapped memory:    ";
constexpr std::size_t k_command_bytes_max = 512; // rssanalyse reads no more

std::string percent_text(double percent) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.1f%%", percent);
    return text.data();
}

std::string kb_text(const Figure& figure) {
    return figure.kb ? std::to_string(*figure.kb) + " kB" : "n/a (" + figure.reason + ')';
}

/// "WORDS (12.3%)" behind the figure; the percentage of nothing is 0.0, and there is none of what is not known.
std::string share_text(const Figure& part, const Figure& whole, std::string_view words, std::string_view of = "") {
    std::string text = kb_text(part);
    text += words;
    if (part.kb && whole.kb) {
        const auto base = static_cast<double>(*whole.kb);
        const double percent = base == 0 ? 0 : 100.0 * static_cast<double>(*part.kb) / base;
        text += " (" + percent_text(percent) + std::string(of) + ')';
    }
    return text;
}

void append_line(std::string& text, std::string_view prefix, std::string_view label, const std::string& content) {
    text += prefix;
    text.append(k_label_columns - std::min(label.size(), k_label_columns - 1) - 1, ' ');
    text += label;
    text += ' ';
    text += content;
    text += '\n';
}

/// total - parts, never below zero.
Figure rest(const Figure& total, const Figure& parts) {
    if (!total.kb || !parts.kb) {
        return total.kb ? parts : total;
    }
    return {*total.kb - std::min(*total.kb, *parts.kb), {}};
}

void append_sharing(std::string& text, std::string_view prefix, std::string_view label, const SharingFigures& sharing,
                    const Figure& rss) {
    const Figure total = sharing.clean + sharing.dirty;
    const Figure other = rest(total, sharing.code + sharing.ro_data + sharing.rw_data + sharing.heap + sharing.stack);
    append_line(text, prefix, label, share_text(total, rss, " total", " of RSS"));
    append_line(text, prefix, "Breakdown:",
                share_text(sharing.clean, total, " clean") + ", " + share_text(sharing.dirty, total, " dirty"));
    append_line(text, prefix, "",
                share_text(sharing.code, total, " code") + ", " + share_text(sharing.ro_data, total, " RO data") +
                    ", " + share_text(sharing.rw_data, total, " RW data"));
    append_line(text, prefix, "",
                share_text(sharing.heap, total, " heap") + ", " + share_text(sharing.stack, total, " stack") + ", " +
                    share_text(other, total, " other"));
    for (const auto& [figure, words] : sharing.extras) {
        if (!figure.kb || *figure.kb != 0) {
            append_line(text, prefix, "", kb_text(figure) + ' ' + words);
        }
    }
}

std::string padded(std::string text, std::size_t columns) {
    text.append(columns - std::min(columns, text.size()), ' ');
    return text;
}

} // namespace

Figure operator+(const Figure& a, const Figure& b) {
    if (!a.kb || !b.kb) {
        return a.kb ? b : a;
    }
    return {*a.kb + *b.kb, {}};
}

void append_summary(std::string& text, std::string_view prefix, const SummaryFigures& f) {
    append_line(text, prefix, k_mapped_label, kb_text(f.mapped));
    append_line(text, prefix, "of which is padding:", kb_text(f.padding));
    append_line(text, prefix, "of which swapped out:", kb_text(f.swapped));
    append_line(text, prefix, "of which likely stack:",
                kb_text(f.main_stack_mapped + f.thread_stack_mapped) + " mapped, " +
                    kb_text(f.main_stack_rss + f.thread_stack_rss) + " resident (" + kb_text(f.main_stack_rss) +
                    " main, " + kb_text(f.thread_stack_rss) + " aux threads)");
    append_line(text, prefix,
                "of which are resident:", kb_text(f.rss) + ", " + kb_text(f.pss) + " proportionally shared");
    append_line(text, prefix, "total anonymous:", share_text(f.anonymous, f.rss, ""));
    append_sharing(text, prefix, "Shared:", f.shared, f.rss);
    append_sharing(text, prefix, "Private:", f.private_, f.rss);
}

void append_unknown_summary(std::string& text, std::string_view prefix, const std::string& reason) {
    append_line(text, prefix, k_mapped_label, kb_text({std::nullopt, reason}));
}

void append_section(std::string& text, std::string_view prefix, const Section& section) {
    if (section.lines.empty()) {
        return;
    }
    const std::string start(prefix);
    text += start + section.heading + '\n';
    for (const Section::Line& line : section.lines) {
        text += start + ' ' + padded(line.left, 25) + "  " + padded(line.values, 25) + '\t' + line.right + '\n';
    }
    text += start + ' ' + padded("Total", 25) + "  " + padded(section.total, 20) + '\n';
}

std::string labelled(std::string_view label, std::uint64_t kb) {
    return kb == 0 ? std::string() : std::string(label) + ':' + std::to_string(kb) + "kB ";
}

std::string address_range(const model::Mapping& mapping) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%08llx-%08llx", static_cast<unsigned long long>(mapping.start),
                  static_cast<unsigned long long>(mapping.end));
    return text.data();
}

std::string command_line(const std::string& prefix, std::string_view cmdline) {
    std::string command(cmdline.substr(0, k_command_bytes_max));
    while (!command.empty() && command.back() == '\0') {
        command.pop_back();
    }
    std::replace(command.begin(), command.end(), '\0', ' ');
    return prefix + "Cmd: " + command;
}

} // namespace host::report
