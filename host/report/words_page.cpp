#include "host/report/words_page.hpp"

#include "host/report/explanations.hpp"

#include <string_view>

namespace host::report {
namespace {

/// So that roff takes no character for its own; a control character counts where a line begins.
std::string escaped(std::string_view text) {
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

std::string words_page() {
    std::string page = ".TH HOST-ANALYZE-WORDS 7 \"\" \"Smapscope\" \"Miscellaneous\"\n"
                       ".SH NAME\nhost-analyze-words \\- the words and lines of the reports of host-analyze\n"
                       ".SH DESCRIPTION\nWhat they mean, what they are good for and where they mislead;\n"
                       ".B host-analyze \\-\\-explain\nprints each.\n";
    for (const Explanation& entry : explanations()) {
        page += ".TP\n.B \"" + escaped(entry.terms.substr(0, entry.terms.find('|'))) + "\"\n";
        page += escaped(entry.text) + '\n';
    }
    return page + ".SH SEE ALSO\n.BR host-analyze (1)\n";
}

} // namespace host::report
