// Runs of a vector replaced in place, so that a few changes cost the moving of what lies between them and no more.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace host {

/// `removed` items from `at` on give way to `inserted` new ones.
struct Splice {
    std::uint32_t at = 0; ///< before any of the splices
    std::uint32_t removed = 0;
    std::uint32_t inserted = 0;

    friend bool operator==(const Splice&, const Splice&) = default;
};

/// Ascending, none touching the next.
using Splices = std::vector<Splice>;

/// Makes room in `items`; what is inserted is unspecified and for the caller to set.
template <typename Item>
void splice(std::vector<Item>& items, const Splices& splices) {
    std::size_t size = items.size();
    for (const Splice& one : splices) {
        size += one.inserted;
        size -= one.removed;
    }
    const std::size_t old_size = items.size();
    items.resize(std::max(size, old_size));
    // Elements after a splice move by all splices so far; those that move down are moved first, from the front on.
    const auto begin = items.begin();
    const auto kept_from = [&](std::size_t i) { return std::ptrdiff_t{splices[i].at} + splices[i].removed; };
    const auto kept_to = [&](std::size_t i) {
        return i + 1 < splices.size() ? std::ptrdiff_t{splices[i + 1].at} : static_cast<std::ptrdiff_t>(old_size);
    };
    std::ptrdiff_t shift = 0;
    for (std::size_t i = 0; i < splices.size(); ++i) {
        shift += std::ptrdiff_t{splices[i].inserted} - std::ptrdiff_t{splices[i].removed};
        if (shift < 0) {
            std::move(begin + kept_from(i), begin + kept_to(i), begin + kept_from(i) + shift);
        }
    }
    for (std::size_t i = splices.size(); i-- > 0;) {
        if (shift > 0) {
            std::move_backward(begin + kept_from(i), begin + kept_to(i), begin + kept_to(i) + shift);
        }
        shift -= std::ptrdiff_t{splices[i].inserted} - std::ptrdiff_t{splices[i].removed};
    }
    items.resize(size);
}

} // namespace host
