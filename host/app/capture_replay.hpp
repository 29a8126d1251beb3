// One capture of a replay: which of its sweeps count, and which one is shown at the end.
#pragma once

#include "host/cli/settings.hpp"
#include "host/output/presenter.hpp"
#include "host/session/capture_player.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace host::app {

/// The part of a recording that is wanted, on its axis.
struct Window {
    std::int64_t from_us = std::numeric_limits<std::int64_t>::min();
    std::int64_t to_us = std::numeric_limits<std::int64_t>::max();
    std::uint64_t sweeps_max = std::numeric_limits<std::uint64_t>::max();
};

/// Times that words stand for; all there when there is a sweep.
struct Landmarks {
    std::optional<std::int64_t> first_us, last_us, peak_us;
};

class CaptureReplay {
  public:
    CaptureReplay(const cli::Settings& settings, output::Presenter& presenter, session::CapturePlayer& player)
        : which_(settings.options.which), filter_(settings.filter), presenter_(presenter), player_(player) {}

    /// False, and told, when there is nothing to show.
    bool run();

  private:
    Landmarks landmarks(const Window& within);
    void resolve_words(Window& window);
    Window window();
    void play_window(const Window& window);
    void tell_damage() const;
    std::string span_words();

    const cli::Which& which_;
    const analyze::Filter& filter_;
    output::Presenter& presenter_;
    session::CapturePlayer& player_;
    std::optional<session::SweepPlace> shown_; ///< the sweep that is shown
    bool shown_is_last_ = false;               ///< and the player stands there already
};

} // namespace host::app
