#include "host/report/glossary.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace host::report {

extern const std::string_view k_glossary_text; // glossary.txt, embedded by the build

namespace {

constexpr std::size_t k_part_min = 3; ///< letters; a shorter part is in almost every term
constexpr std::size_t k_similar_max = 8;
constexpr std::size_t k_list_columns = 80;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \n";
    const std::size_t first = std::min(text.find_first_not_of(blanks), text.size());
    text.remove_prefix(first);
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::vector<std::string_view> split_terms(std::string_view line) {
    std::vector<std::string_view> terms;
    while (!line.empty()) {
        const std::size_t bar = std::min(line.find('|'), line.size());
        terms.push_back(trimmed(line.substr(0, bar)));
        line.remove_prefix(std::min(bar + 1, line.size()));
    }
    return terms;
}

std::vector<GlossaryEntry> parse(std::string_view text) {
    constexpr std::string_view mark = "\n@ ";
    std::vector<GlossaryEntry> entries;
    for (std::size_t at = text.find(mark); at != std::string_view::npos;) {
        const std::size_t next = text.find(mark, at + 1);
        const std::string_view entry = text.substr(at + mark.size(), next - at - mark.size());
        const std::size_t line_end = std::min(entry.find('\n'), entry.size());
        entries.push_back({split_terms(entry.substr(0, line_end)), trimmed(entry.substr(line_end))});
        at = next;
    }
    return entries;
}

/// Letters and digits in lower case, or the term itself when it has none; a `_kb` at the end is ignored.
std::string normalized(std::string_view term) {
    const std::string_view whole = term;
    if (term.ends_with("_kb")) {
        term.remove_suffix(3);
    }
    std::string out;
    for (const char byte : term) {
        const auto letter = static_cast<unsigned char>(byte);
        if (std::isalnum(letter) != 0) {
            out += static_cast<char>(std::tolower(letter));
        }
    }
    return out.empty() ? std::string(whole) : out;
}

/// Every meaning of a normalized term; empty when it has none.
std::string meanings(const std::string& wanted) {
    std::string text;
    for (const GlossaryEntry& entry : glossary()) {
        if (std::any_of(entry.terms.begin(), entry.terms.end(),
                        [&](std::string_view term) { return normalized(term) == wanted; })) {
            text += text.empty() ? "" : "\n";
            text += std::string(entry.terms.front()) + "\n\n" + std::string(entry.text) + '\n';
        }
    }
    return text;
}

/// Levenshtein: letters to insert, delete or replace.
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

bool is_similar(const std::string& wanted, const std::string& term) {
    return wanted.size() >= k_part_min &&
           (term.find(wanted) != std::string::npos || distance(wanted, term) <= 1 + wanted.size() / 8);
}

/// Up to its full stop, colon or semicolon, in one line and without it.
std::string first_clause(std::string_view text) {
    std::size_t end = 0;
    do {
        end = std::min(text.find_first_of(".:;", end + 1), text.size() - 1);
    } while (end + 1 < text.size() && text[end + 1] != ' ' && text[end + 1] != '\n');
    std::string clause(text.substr(0, end));
    std::replace(clause.begin(), clause.end(), '\n', ' ');
    return clause;
}

/// Escapes what roff would interpret; a control character counts where a line begins.
std::string escaped_for_roff(std::string_view text) {
    std::string out;
    char before = '\n';
    for (const char c : text) {
        if (before == '\n' && (c == '.' || c == '\'')) {
            out += "\\&";
        }
        out += c == '\\' ? "\\e" : c == '"' ? "\\(dq" : std::string(1, c);
        before = c;
    }
    return out;
}

} // namespace

const std::vector<GlossaryEntry>& glossary() {
    static const std::vector<GlossaryEntry> entries = parse(k_glossary_text);
    return entries;
}

std::optional<std::string> explain(std::string_view term) {
    const std::string wanted = normalized(term);
    std::string text = wanted.empty() ? "" : meanings(wanted);
    for (const std::string_view side : {"before", "after", "change"}) { // pss_before_kb of a diff
        if (text.empty() && wanted.ends_with(side)) {
            text = meanings(wanted.substr(0, wanted.size() - side.size()));
        }
    }
    return text.empty() ? std::nullopt : std::optional(text);
}

std::string similar_terms(std::string_view term) {
    const std::string wanted = normalized(term);
    std::string similar;
    std::size_t count = 0;
    for (const GlossaryEntry& entry : glossary()) {
        for (const std::string_view known : entry.terms) {
            if (count < k_similar_max && is_similar(wanted, normalized(known))) {
                similar += (similar.empty() ? "" : ", ") + std::string(known);
                ++count;
            }
        }
    }
    return similar;
}

std::string list_of_terms() {
    std::size_t width = 0;
    for (const GlossaryEntry& entry : glossary()) {
        width = std::max(width, entry.terms.front().size());
    }
    std::string list;
    for (const GlossaryEntry& entry : glossary()) {
        std::string line(entry.terms.front());
        line.append(width + 2 - line.size(), ' ');
        line += first_clause(entry.text);
        if (line.size() > k_list_columns) {
            line.erase(line.rfind(' ', k_list_columns - 4));
            line += " ...";
        }
        list += line + '\n';
    }
    return list;
}

std::string words_page() {
    std::string page = ".TH HOST-ANALYZE-WORDS 7 \"2026-11-25\" \"Smapscope\" \"Miscellaneous\"\n"
                       ".SH NAME\nhost-analyze-words \\- the words and lines of the reports of host-analyze\n"
                       ".SH DESCRIPTION\nWhat each word means, how to use it and where it misleads.\n"
                       ".B host-analyze \\-\\-explain\nprints each entry.\n";
    for (const GlossaryEntry& entry : glossary()) {
        page += ".TP\n.B \"" + escaped_for_roff(entry.terms.front()) + "\"\n";
        page += escaped_for_roff(entry.text) + '\n';
    }
    return page + ".SH SEE ALSO\n.BR host-analyze (1)\n";
}

} // namespace host::report
