// With --listen every call is a source of its own. Ended ones that nothing needs any more are dropped: an agent on a
// bad line may call for weeks, and so may any other program.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace host::session {

/// One call; calls are listed in the order of their arrival.
struct Call {
    std::string address;
    bool settled = false;   ///< it has ended, and no coroutine uses it
    bool heard = false;     ///< there was a stream: the next call from its address continues its time axis
    bool has_board = false; ///< shown at the end, if no later call from its address has one
};

struct PrunedConnections {
    std::vector<std::size_t> calls; ///< indices, ascending
    std::size_t addresses = 0;      ///< of which a board was dropped and none is left
};

/// Which calls can be dropped: those without a stream, those followed by calls from the same address that have as much,
/// and of more than `addresses_max` addresses that have ended, those that called first.
PrunedConnections prune_connections(const std::vector<Call>& calls, std::size_t addresses_max);

} // namespace host::session
