// A serial cable between two pseudo-terminals, with what real ones have: a speed, noise, a missing wire. What is put in
// at one end comes out at the other; the terminals' settings can be looked at.
#pragma once

#include "host/decode/frame_reader.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace test {

/// How a program has set its end.
struct TerminalSettings {
    std::uint32_t baud = 0;
    bool raw_8n1 = false; ///< no echo, no translation, eight bits, no parity, one stop bit, no flow control
};

class Cable {
  public:
    Cable();
    Cable(const Cable&) = delete;
    Cable& operator=(const Cable&) = delete;
    ~Cable();

    const std::string& board() const { return ends_[0].device; }
    const std::string& desk() const { return ends_[1].device; }
    TerminalSettings board_settings() const { return settings(ends_[0]); }
    TerminalSettings desk_settings() const { return settings(ends_[1]); }

    /// Bytes per second from the board to the desk; 0: as fast as they come.
    void set_rate(std::uint32_t bytes_per_second) { rate_ = bytes_per_second; }
    /// Cuts the wire from the desk to the board.
    void one_way() { one_way_ = true; }
    /// Puts bytes on the wire to the desk, in the middle of what it carries next.
    void disturb(const std::string& noise);
    /// Whether a program at the desk has closed it to all others but root (TIOCEXCL).
    bool desk_is_kept() const;
    /// Waits until the line has carried so many bytes to the desk in all. False when it does not come to that.
    bool has_carried_to_desk(std::uint64_t bytes);
    /// Waits until this was typed at the desk, and carried to the board.
    bool has_carried_to_board(const std::string& text);
    /// Whether there is something to be read at the desk within this time.
    bool anything_at_desk(std::chrono::milliseconds patience) const;
    /// Turns over a bit of the next `count` portions that come from the board.
    void flip(unsigned count) { flips_ = count; }
    /// Replaces the next idle sweep by one that is valid in every way, but not what the agent read.
    void forge() { forging_ = true; }

  private:
    struct End {
        int master = -1;
        int slave = -1; ///< kept open, so that the line is there while no program is
        std::string device;
    };

    static End open_end();
    static TerminalSettings settings(const End& end);
    void note(const std::string& portion, bool to_desk);
    void carry(const End& from, const End& to, bool to_desk);
    bool read_portion(const End& from, std::string& portion, std::size_t limit) const;
    void spoil(std::string& portion);
    void forge_in(std::string& portion);

    End ends_[2];
    std::atomic<bool> over_ = false;
    std::atomic<bool> one_way_ = false;
    std::atomic<std::uint32_t> rate_ = 0;
    std::atomic<unsigned> flips_ = 0;
    std::atomic<bool> forging_ = false;
    host::decode::FrameReader heard_; ///< what the board has sent; of to_desk_ alone
    std::uint64_t heard_bytes_ = 0;
    std::mutex mutex_;
    std::string noise_;
    std::condition_variable carried_;
    std::uint64_t to_desk_bytes_ = 0;
    std::string to_board_text_;
    std::thread to_desk_, to_board_;
};

} // namespace test
