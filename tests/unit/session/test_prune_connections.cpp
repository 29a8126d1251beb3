#include "host/session/prune_connections.hpp"

#include <doctest/doctest.h>

using host::session::Call;
using host::session::prune_connections;

TEST_CASE("of the calls from one address the last stream and the last board are kept") {
    struct Row {
        const char* what;
        std::vector<Call> calls;
        std::vector<std::size_t> forgotten;
    };
    const Row rows[] = {
        {"none", {}, {}},
        {"the only one", {{"a", true, true, true}}, {}},
        {"a scan", {{"a", true, false, false}}, {0}},
        {"not over yet", {{"a", false, false, false}, {"a", false, true, true}}, {}},
        {"two boards", {{"a", true, true, true}, {"a", true, true, true}}, {0}},
        {"a board, then a stream without one", {{"a", true, true, true}, {"a", true, true, false}}, {}},
        {"a board, then a scan", {{"a", true, true, true}, {"a", true, false, false}}, {1}},
        {"a board, then a running one", {{"a", true, true, true}, {"a", false, true, true}}, {0}},
        {"a board, then one that has not begun", {{"a", true, true, true}, {"a", false, false, false}}, {}},
        {"of others", {{"a", true, true, true}, {"b", true, true, true}}, {}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        const auto pruned = prune_connections(row.calls, 8);
        CHECK(pruned.calls == row.forgotten);
        CHECK(pruned.addresses == 0);
    }
}

TEST_CASE("of too many addresses those that called first go, and are counted; one that calls now stays") {
    std::vector<Call> calls;
    for (int i = 0; i < 10; ++i) {
        calls.push_back({"10.0.0." + std::to_string(i), true, true, true});
    }
    calls.push_back({"10.0.0.0", false, false, false});
    const auto pruned = prune_connections(calls, 4);
    CHECK(pruned.calls == std::vector<std::size_t>{1, 2, 3, 4, 5});
    CHECK(pruned.addresses == 5);
}

TEST_CASE("any number of calls leaves a few") {
    std::vector<Call> calls;
    for (unsigned i = 0; i < 5000; ++i) {
        calls.push_back({"10.0.0." + std::to_string(i % 100), true, i % 3 != 0, i % 5 == 0});
        const auto pruned = prune_connections(calls, 16);
        for (auto it = pruned.calls.rbegin(); it != pruned.calls.rend(); ++it) {
            calls.erase(calls.begin() + static_cast<std::ptrdiff_t>(*it));
        }
        REQUIRE(calls.size() <= 2 * 16);
    }
}
