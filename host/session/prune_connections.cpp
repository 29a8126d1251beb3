#include "host/session/prune_connections.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace host::session {
namespace {

/// What later calls from an address have.
struct Later {
    bool heard = false, has_board = false, running = false;
};

bool is_covered_by(const Call& call, const Later& later) {
    return !call.heard || (later.heard && (later.has_board || !call.has_board));
}

} // namespace

PrunedConnections prune_connections(const std::vector<Call>& calls, std::size_t addresses_max) {
    std::map<std::string, Later> later;
    std::vector<std::size_t> needed; // settled ones, the last one first
    PrunedConnections pruned;
    for (std::size_t i = calls.size(); i-- > 0;) {
        const Call& call = calls[i];
        Later& others = later[call.address];
        if (call.settled) {
            (is_covered_by(call, others) ? pruned.calls : needed).push_back(i);
        }
        others.running = others.running || !call.settled;
        others.heard = others.heard || call.heard;
        others.has_board = others.has_board || call.has_board;
    }
    std::set<std::string> ended;
    std::set<std::string> dropped;
    for (const std::size_t i : needed) {
        const std::string& address = calls[i].address;
        if (later[address].running) {
            continue;
        }
        if (ended.contains(address) || ended.size() < addresses_max) {
            ended.insert(address);
        } else {
            dropped.insert(address);
            pruned.calls.push_back(i);
        }
    }
    std::sort(pruned.calls.begin(), pruned.calls.end());
    pruned.addresses = dropped.size();
    return pruned;
}

} // namespace host::session
