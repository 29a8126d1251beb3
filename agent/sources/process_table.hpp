// The processes known, by pid, in memory given at the start. It keeps what must be remembered from sweep to sweep.
#pragma once

#include "protocol/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace agent::sources {

struct Process {
    enum class State : std::uint8_t {
        unexamined, ///< new in the table, or the selection has changed since
        ignored,    ///< not chosen by the selection
        started,    ///< chosen; new or exec'ed in this sweep
        running,    ///< chosen before this sweep
    };

    std::uint32_t pid = 0;
    std::uint32_t identity = 0; ///< of its last stat line
    std::uint32_t threads = 0;
    std::uint32_t oom_score = 0;
    protocol::Status status = protocol::Status::ok; ///< as last sent
    State state = State::unexamined;
    bool listed = false;    ///< in this sweep's list; else it has exited
    bool announced = false; ///< the host knows it
    bool kernel_thread = false;
    bool no_smaps = false; ///< the kernel does not have the file: other sources are sent

    bool watched() const { return state >= State::started; }
};

/// Ascending by pid.
class ProcessTable {
  public:
    explicit ProcessTable(std::span<Process> room) : room_(room) {}

    Process* begin() { return room_.data(); }
    Process* end() { return room_.data() + used_; }
    std::size_t size() const { return used_; }
    void clear() { used_ = 0; }

    /// The process with this pid, entered when it is new; nullptr when the table is full.
    Process* enter(std::uint32_t pid) {
        // Lists come in ascending order nearly always, so the place is next to the last one.
        Process* place = begin() + (hint_ < used_ ? hint_ : used_);
        while (place != begin() && place[-1].pid >= pid) {
            --place;
        }
        while (place != end() && place->pid < pid) {
            ++place;
        }
        hint_ = static_cast<std::size_t>(place - begin());
        if (place != end() && place->pid == pid) {
            return place;
        }
        if (used_ == room_.size()) {
            return nullptr;
        }
        for (Process* last = end(); last != place; --last) {
            *last = last[-1];
        }
        ++used_;
        *place = Process();
        place->pid = pid;
        return place;
    }

    /// Removes what is not listed.
    void drop_unlisted() {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < used_; ++i) {
            if (room_[i].listed) {
                room_[kept++] = room_[i];
            }
        }
        used_ = kept;
    }

  private:
    std::span<Process> room_;
    std::size_t used_ = 0;
    std::size_t hint_ = 0;
};

} // namespace agent::sources
