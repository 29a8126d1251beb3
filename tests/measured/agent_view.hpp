// A process as the real agent sends it, decoded as the host does it.
#pragma once

#include "host/decode/session_decoder.hpp"
#include "tests/support/child.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace measured {

using OnSweep = std::function<void(const host::model::Board&)>;

class AgentView final : private host::decode::SessionEvents {
  public:
    /// Runs the agent until its `count` sweeps are made and hands each to `on_sweep`.
    static void watch(pid_t pid, int count, const std::string& period, const OnSweep& on_sweep) {
        test::Child agent({SMAPS_AGENT, "--stdio", "--pid", std::to_string(pid), "--period", period, "--count",
                           std::to_string(count), "--max-cpu", "100"});
        const std::string stream = agent.all_output();
        AgentView view(on_sweep);
        host::decode::SessionDecoder decoder("agent", view);
        decoder.feed({reinterpret_cast<const std::uint8_t*>(stream.data()), stream.size()});
        decoder.finish();
        CHECK(view.sweeps_ == count);
    }

  private:
    explicit AgentView(const OnSweep& on_sweep) : on_sweep_(on_sweep) {}

    void sweep(const host::decode::Sweep& sweep) override {
        ++sweeps_;
        on_sweep_(sweep.board);
    }
    void trouble(const std::string& what) override { FAIL(what); }

    const OnSweep& on_sweep_;
    int sweeps_ = 0;
};

} // namespace measured
