// The signals that end the program, as something that can be waited for. None is handled: there is no memory a handler
// could write to.
#pragma once

#include "agent/sys/sys.hpp"

namespace agent::transport {

class Signals {
  public:
    /// From here on they wait until they are asked for.
    Signals() : blocked_(sys::block_signals()) {}

    /// To poll for; k_no_descriptor on kernels without signalfd: then arrived() must be asked now and then.
    int descriptor() const { return blocked_.ok() ? blocked_.descriptor() : sys::k_no_descriptor; }
    bool arrived() const { return sys::signal_pending(); }

    /// How long one wait may last.
    int longest_wait_ms(int wanted_ms) const {
        constexpr int k_slice_ms = 250;
        return blocked_.ok() || (wanted_ms >= 0 && wanted_ms < k_slice_ms) ? wanted_ms : k_slice_ms;
    }

  private:
    sys::SysResult blocked_;
};

} // namespace agent::transport
