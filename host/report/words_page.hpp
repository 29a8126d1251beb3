// The manual page host-analyze-words(7): what --explain prints, all of it. Made when the project is built.
#pragma once

#include <string>

namespace host::report {

/// In the man macros (man(7)).
std::string words_page();

} // namespace host::report
