// Messages for people, on stderr: `smaps-agent: object: what; what next`.
#pragma once

#include "agent/text.hpp"

#include <string_view>

namespace agent::transport {

/// Prints a line in one write; an empty part is left out.
void tell(std::string_view object, std::string_view what, std::string_view next = {});
/// Prints text as it is on stdout.
void print(std::string_view text);

} // namespace agent::transport
