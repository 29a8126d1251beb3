// --explain: what the words of the reports mean, what they are good for, and where they mislead.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace host::report {

/// The explanation of a term, however it is written (`Private_Dirty`, `private-dirty`, `private_dirty_kb`); none when
/// unknown. Ends with a newline.
std::optional<std::string> explain(std::string_view term);

/// The terms that one nobody knows may be meant for, one line; empty when there are none.
std::string terms_like(std::string_view term);

/// Every term, one line, for the message when one is unknown.
std::string explained_terms();

} // namespace host::report
