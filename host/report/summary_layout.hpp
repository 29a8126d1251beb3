// The lines, order, wording and number formats of the summary, which continue those of rssanalyse. Only the layout is
// here; what the figures are is decided by summary_text.cpp (ours) and rssanalyse_text.cpp (the script's).
#pragma once

#include "host/model/mapping.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::report {

/// kB, or why it is not known.
struct Figure {
    std::optional<std::uint64_t> kb = 0;
    std::string reason; ///< when not known
};

/// A + B; not known when one of them is not.
Figure operator+(const Figure& a, const Figure& b);

/// The four lines of shared or of private memory. What is in none of the five classes is "other".
struct SharingFigures {
    Figure clean, dirty;
    Figure code, ro_data, rw_data, heap, stack;
    std::vector<std::pair<Figure, std::string>> extras; ///< lines below, shown when not zero: figure and words
};

struct SummaryFigures {
    Figure mapped, padding, swapped;
    Figure main_stack_mapped, thread_stack_mapped, main_stack_rss, thread_stack_rss;
    Figure rss, pss, anonymous;
    SharingFigures shared, private_; ///< private is a word of the language
};

/// Each line begins with `prefix`.
void append_summary(std::string& text, std::string_view prefix, const SummaryFigures& figures);

/// The first line alone, for a process of which nothing is known.
void append_unknown_summary(std::string& text, std::string_view prefix, const std::string& reason);

/// A heading, its mappings and their sum, as -v shows them.
struct Section {
    struct Line {
        std::string left;   ///< address range
        std::string values; ///< "VSZ:4kB RSS:4kB "
        std::string right;  ///< name
    };
    std::string heading;
    std::vector<Line> lines;
    std::string total; ///< values
};

/// Nothing when the section has no lines.
void append_section(std::string& text, std::string_view prefix, const Section& section);

/// "LABEL:NkB ", or nothing when zero.
std::string labelled(std::string_view label, std::uint64_t kb);

/// As the header line prints it, at least 8 digits each.
std::string address_range(const model::Mapping& mapping);

/// "PREFIXCmd: " and the command, arguments joined by blanks; without newline.
std::string command_line(const std::string& prefix, std::string_view cmdline);

} // namespace host::report
