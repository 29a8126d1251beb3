// The words of the reports: what each means, how to use it and where it misleads. The texts are data (glossary.txt,
// which describes its format); --explain and the manual page host-analyze-words(7) print them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::report {

struct GlossaryEntry {
    std::vector<std::string_view> terms; ///< the first is the heading; --explain finds all
    std::string_view text;               ///< lines without a newline at the end
};

/// In the order of glossary.txt; views of static storage.
const std::vector<GlossaryEntry>& glossary();

/// Every meaning of a term, in any spelling (`Private_Dirty`, `private-dirty`, `private_dirty_kb`); none when the term
/// is unknown. Ends with a newline.
std::optional<std::string> explain(std::string_view term);

/// Known terms that contain this one or differ by a typing mistake, in one line; empty when there are none.
std::string similar_terms(std::string_view term);

/// Every heading with the first sentence of its text, one per line.
std::string list_of_terms();

/// The manual page host-analyze-words(7) in the man macros (man(7)).
std::string words_page();

} // namespace host::report
