// Bytes to printable UTF-8, one rule for every writer: a byte that is not part of valid UTF-8, and every control
// character, becomes \xHH (two lowercase hex digits). Text shows names this way. JSON and CSV must be reversible, so
// there a backslash of the name itself is doubled as well: whoever undoes \\ and \xHH gets the bytes back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace host::base {

enum class Escape { display, reversible };

std::string escape(std::string_view bytes, Escape kind);

/// Length in bytes of the valid UTF-8 character at the start of `bytes`; 0 when there is none.
std::size_t utf8_length(std::string_view bytes);

/// Number of characters of escaped text: what a terminal needs in columns, wide characters aside.
std::size_t width_of(std::string_view escaped);

} // namespace host::base
