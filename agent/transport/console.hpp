// Messages for people, on stderr: `smaps-agent: object: what; what next`.
#pragma once

#include "agent/messages.hpp"
#include "agent/sys/result.hpp"

namespace agent::transport {

/// Prints a line in one write; an empty part is skipped.
void print_message(const char* object, Message what, Message next = Message::none);
/// Prints text as it is on stdout.
void print_text(Message what);

/// The words for an errno.
Message reason_of(sys::Errno error);

} // namespace agent::transport
