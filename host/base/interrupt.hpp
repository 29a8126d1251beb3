// Ctrl-C and SIGTERM where no event loop waits: a flag that long work looks at.
#pragma once

namespace host::base {

/// From now on SIGINT and SIGTERM only set the flag; a second one ends the program at once. SIGPIPE is ignored: a
/// closed pipe is an error of the write.
void catch_interrupts();

bool interrupted();

} // namespace host::base
