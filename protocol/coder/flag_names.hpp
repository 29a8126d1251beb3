// The text after "VmFlags:" as a row of known flags: " rd wr mr ". Kernel: fs/proc/task_mmu.c, show_smap_vma_flags.
// Text in any other form, or with flags not listed here, is coded as text. CODER.md, section 7.1.
#pragma once

#include "protocol/coder/piece.hpp"

#include <cstddef>
#include <cstdint>

namespace protocol::coder {

/// Two letters each, in the kernel's order.
inline constexpr char k_flag_names[] =
    "rdwrexshmrmwmemsgdpfdwloiosrrrdcdelfacnrhtsfnlarwfddbtmtsdmmhgnhmgumuwsssluidpgu";
inline constexpr unsigned k_flag_count = 40;
inline constexpr std::size_t k_flags_bytes_max = 1 + 3 * k_flag_count;

/// A walk over the flags of a text in their order; reads them, or appends them to `text`, whose buffer has room for
/// k_flags_bytes_max.
class FlagText {
  public:
    FlagText(Bytes& text, bool reads) : text_(text), reads_(reads) {
        if (!reads) {
            put(' ');
        }
    }

    bool next_is(unsigned flag) const {
        return reads_ && at_ + 3 <= text_.size && text_.data[at_] == letter(flag, 0) &&
               text_.data[at_ + 1] == letter(flag, 1) && text_.data[at_ + 2] == ' ';
    }
    void pass(unsigned flag) {
        if (reads_) {
            at_ += 3;
            return;
        }
        put(letter(flag, 0));
        put(letter(flag, 1));
        put(' ');
    }
    bool done() const { return at_ == text_.size && text_.size != 0 && text_.data[0] == ' '; }

  private:
    static std::uint8_t letter(unsigned flag, unsigned which) {
        return static_cast<std::uint8_t>(k_flag_names[2 * flag + which]);
    }
    void put(std::uint8_t byte) { const_cast<std::uint8_t*>(text_.data)[text_.size++] = byte; }

    Bytes& text_;
    bool reads_;
    std::size_t at_ = 1;
};

} // namespace protocol::coder
