#include "host/session/prune_connections.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace host::session {
namespace {

/// Later calls from each address, of what has been looked at from the last one on.
struct Later {
    bool heard = false, has_board = false, goes_on = false;
};

bool is_told_by(const Call& call, const Later& later) {
    return !call.heard || (later.heard && (later.has_board || !call.has_board));
}

} // namespace

Forgettable forgettable(const std::vector<Call>& calls, std::size_t addresses_max) {
    std::map<std::string, Later> later;
    std::vector<std::size_t> needed; // and settled, from the last one on
    Forgettable found;
    for (std::size_t i = calls.size(); i-- > 0;) {
        const Call& call = calls[i];
        Later& others = later[call.address];
        if (call.settled) {
            (is_told_by(call, others) ? found.calls : needed).push_back(i);
        }
        others.goes_on = others.goes_on || !call.settled;
        others.heard = others.heard || call.heard;
        others.has_board = others.has_board || call.has_board;
    }
    std::set<std::string> ended;
    std::set<std::string> dropped;
    for (const std::size_t i : needed) {
        const std::string& address = calls[i].address;
        if (later[address].goes_on) {
            continue;
        }
        if (ended.contains(address) || ended.size() < addresses_max) {
            ended.insert(address);
        } else {
            dropped.insert(address);
            found.calls.push_back(i);
        }
    }
    std::sort(found.calls.begin(), found.calls.end());
    found.addresses = dropped.size();
    return found;
}

} // namespace host::session
