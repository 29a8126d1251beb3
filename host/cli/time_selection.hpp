// --from, --to, --at, --count and --duration as one value: which sweeps count, and which of them is shown.
// Live sources use `count` and `duration_us`; recordings use all of it, by way of session/time_window.
#pragma once

#include <cstdint>
#include <optional>

namespace host::cli {

/// A point in time of a session.
struct Moment {
    enum class Kind : std::uint8_t { first, last, peak, offset, utc };
    Kind kind = Kind::last;
    std::int64_t us = 0; ///< offset: since the session's start; utc: since 1970-01-01

    /// `first`, `last` and `peak` depend on the sweeps.
    bool is_word() const { return kind != Kind::offset && kind != Kind::utc; }
};

struct TimeSelection {
    std::optional<Moment> from{}, to{}; ///< bounds of a recording, both included
    std::optional<Moment> at{};         ///< the moment of a recording that is shown
    std::optional<std::uint64_t> count{};
    std::optional<std::int64_t> duration_us{};

    bool shows(Moment::Kind kind) const { return at && at->kind == kind; }
};

} // namespace host::cli
