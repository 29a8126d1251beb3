// One capture of a replay: which of its sweeps count, and which one is shown at the end.
#pragma once

#include "host/cli/settings.hpp"
#include "host/output/presenter.hpp"
#include "host/session/capture_player.hpp"
#include "host/session/time_window.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace host::app {

class CaptureReplay {
  public:
    CaptureReplay(const cli::Settings& settings, output::Presenter& presenter, session::CapturePlayer& player)
        : selection_(settings.options.which.time), filter_(settings.filter), presenter_(presenter), player_(player) {}

    /// False, with a message, when there is nothing to show.
    bool run();

  private:
    session::Landmarks landmarks(const session::TimeWindow& within);
    session::TimeWindow window();
    void play_window(const session::TimeWindow& window);
    void report_damage() const;
    std::string time_span();

    const cli::TimeSelection& selection_;
    const analyze::Filter& filter_;
    output::Presenter& presenter_;
    session::CapturePlayer& player_;
    std::optional<session::SweepPlace> shown_; ///< the sweep that is shown
    bool shown_is_last_ = false;               ///< and the player has stopped there
};

} // namespace host::app
