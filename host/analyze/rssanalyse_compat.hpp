// What rssanalyze.pl (Robert Griebl's, continuing Thiago Macieira's rssanalyse) makes of a process, its known faults
// included, for --compat=rssanalyse. Our own rules are in classifier.hpp; nothing else uses these.
#pragma once

#include "host/model/board.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace host::analyze {

/// Its categories. What it puts nowhere counts only in the sums over all, and ends in its "other".
enum class RssCategory : std::uint8_t {
    padding,
    heap,
    main_stack,
    thread_stack,
    code,
    jit_code,
    ro_data,
    rw_data,
    none
};
inline constexpr std::size_t k_rss_category_count = 9;

/// The fields it uses, in kB; what was not printed is 0, as with it.
struct RssSums {
    std::uint64_t size = 0, rss = 0, pss = 0, swap = 0, anonymous = 0;
    std::uint64_t shared_clean = 0, shared_dirty = 0, private_clean = 0, private_dirty = 0;

    RssSums& operator+=(const RssSums& other);
};

struct RssAnalysis {
    std::vector<RssCategory> categories; ///< one per mapping
    RssSums all;                         ///< file names that look like a field count here too
    std::array<RssSums, k_rss_category_count> by_category;

    const RssSums& operator[](RssCategory category) const { return by_category[static_cast<std::size_t>(category)]; }
};

RssSums rss_sums(const model::Mapping& mapping);
RssAnalysis rssanalyse(const model::Process& process);

} // namespace host::analyze
