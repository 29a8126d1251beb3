// The way hosts come, as the command line chose it: wait for them, dial one, or use the line that is there.
#pragma once

#include "agent/options.hpp"
#include "agent/session.hpp"
#include "agent/transport/line.hpp"
#include "agent/transport/tcp.hpp"
#include "agent/transport/terminal.hpp"

#include <cstdint>

namespace agent {

class Hosts {
  public:
    Hosts(const Options& options, const transport::Signals& signals);

    /// False, after a message, when there is no such way.
    bool open();
    /// Serves host after host; answers the exit code.
    int serve(Workshop& shop);

  private:
    /// The line to the next host. False when a signal came instead.
    bool next(transport::Line& line);
    void drop(transport::Line& line) const;
    bool over(Session::End end) const;

    const Options& options_;
    const transport::Signals& signals_;
    std::uint8_t refusals_[2][64];
    transport::Listener listener_;
    transport::Dialler dialler_;
    transport::SerialDevice serial_;
    transport::RawTerminal terminal_in_;
    transport::RawTerminal terminal_out_;
    bool served_ = false; ///< at least one host
    bool lost_ = false;   ///< the last one, and the line with it
};

} // namespace agent
