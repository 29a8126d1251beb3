#include "host/base/splice.hpp"

#include <doctest/doctest.h>

#include <random>

TEST_CASE("splicing in place equals a new list, for any growth and shrinkage") {
    std::mt19937 random(11);
    for (int round = 0; round < 2000; ++round) {
        CAPTURE(round);
        std::vector<int> items(random() % 30);
        for (std::size_t i = 0; i < items.size(); ++i) {
            items[i] = static_cast<int>(i) + 1;
        }
        host::Splices splices;
        std::vector<int> expected; // 0: inserted
        std::size_t at = 0;
        while (at < items.size()) {
            const std::size_t kept = std::min<std::size_t>(items.size() - at, (splices.empty() ? 0 : 1) + random() % 6);
            expected.insert(expected.end(), items.begin() + static_cast<std::ptrdiff_t>(at),
                            items.begin() + static_cast<std::ptrdiff_t>(at + kept));
            at += kept;
            const auto removed = static_cast<std::uint32_t>(std::min<std::size_t>(items.size() - at, random() % 3));
            const auto inserted = static_cast<std::uint32_t>(random() % 3);
            splices.push_back({.at = static_cast<std::uint32_t>(at), .removed = removed, .inserted = inserted});
            expected.insert(expected.end(), inserted, 0);
            at += removed;
        }
        host::splice(items, splices);
        REQUIRE(items.size() == expected.size());
        for (std::size_t i = 0; i < items.size(); ++i) {
            REQUIRE((expected[i] == 0 || expected[i] == items[i]));
        }
    }
}
