// Messages for people, on stderr: `smaps-agent: object: what; what next`.
#pragma once

#include "agent/sys/result.hpp"
#include "agent/words.hpp"

namespace agent::transport {

/// Prints a line in one write; an empty part is left out.
void tell(const char* object, Words what, Words next = Words::none);
/// Prints text as it is on stdout.
void print(Words what);

/// The words for an errno.
Words reason_of(sys::Errno error);

} // namespace agent::transport
