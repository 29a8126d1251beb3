// With --listen every call is a source of its own. Which of those that have ended are still of use: an agent on a bad
// line may call for weeks, and anybody else as well.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace host::session {

/// What is known of one call, in the order of their arrival.
struct Call {
    std::string address;
    bool settled = false;   ///< nothing will happen on it any more
    bool heard = false;     ///< there was a stream: the next call from there goes on where it lies in time
    bool has_board = false; ///< that is shown in the end, if no later call from there has one
};

struct Forgettable {
    std::vector<std::size_t> calls; ///< indices, ascending
    std::size_t addresses = 0;      ///< of which nothing is left that had something
};

/// Calls that nobody needs: without a stream; followed by others from there that tell as much; and of more than
/// `addresses_max` addresses that have ended, those that called first.
Forgettable forgettable(const std::vector<Call>& calls, std::size_t addresses_max);

} // namespace host::session
