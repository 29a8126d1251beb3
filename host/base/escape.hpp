// Bytes to printable UTF-8, one rule for every writer: a byte that is not part of valid UTF-8, a control character and
// an invisible character (zero width, direction marks, tags) become \xHH per byte (two lowercase hex digits). Text
// shows names this way. JSON and CSV must be reversible, so there a backslash of the name itself is doubled as well:
// undoing
// \\ and \xHH gives the bytes back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace host::base {

enum class Escape { display, reversible };

std::string escape(std::string_view bytes, Escape kind);

/// Columns that escaped text takes on a terminal: 2 for a wide character (CJK), 0 for a combining mark.
std::size_t width_of(std::string_view escaped);

} // namespace host::base
