#include "agent/page_trimmer.hpp"

#include "agent/sys/wait_path.hpp"

/// Where the program begins in memory, and a place after it, perhaps far after it; set by the linker.
// NOLINTNEXTLINE(bugprone-reserved-identifier): the linker's own names
extern "C" const char __executable_start[], _end[];

namespace agent {

namespace {
std::uintptr_t text_begin() {
    return reinterpret_cast<std::uintptr_t>(__executable_start);
}
} // namespace

PageTrimmer::PageTrimmer(std::uint32_t page_bytes) : page_bytes_(page_bytes) {
    // Neighbours that read in different ways are mappings of their own, and the kernel maps no page beyond the mapping
    // it was asked for. Where the program ends there is nothing to advise on (an emulator may accept the advice).
    const auto size_max = static_cast<std::size_t>(_end - __executable_start);
    sys::Advice advice = sys::Advice::random;
    while (text_bytes_ < size_max && sys::advise(text_begin() + text_bytes_, page_bytes, advice).ok()) {
        text_bytes_ += page_bytes;
        advice = advice == sys::Advice::random ? sys::Advice::normal : sys::Advice::random;
    }
}

AGENT_WAIT_PATH void PageTrimmer::trim_all() const {
    trim(memory_);
}

// Not inlined: only in a frame of its own is a local variable sure to lie below all that is still in use.
[[gnu::noinline]] AGENT_WAIT_PATH void PageTrimmer::trim(std::span<const std::uint8_t> idle) const {
    // Below this frame there is nothing but a red zone of 128 bytes on x86-64; this far below no other mapping begins.
    constexpr std::size_t k_depth_bytes = 64 * 1024;
    const std::uint8_t local = 0;
    const auto stack_end = reinterpret_cast<std::uintptr_t>(&local) - 512;
    give_back(stack_end - k_depth_bytes, stack_end);
    const auto idle_begin = reinterpret_cast<std::uintptr_t>(idle.data());
    give_back(idle_begin, idle_begin + idle.size());
    give_back(text_begin(), text_begin() + text_bytes_);
}

/// The pages that lie wholly between the two.
AGENT_WAIT_PATH void PageTrimmer::give_back(std::uintptr_t begin, std::uintptr_t end) const {
    const std::uintptr_t mask = ~std::uintptr_t{page_bytes_ - 1};
    begin = (begin + page_bytes_ - 1) & mask;
    end &= mask;
    if (begin < end) {
        (void)sys::advise(begin, end - begin, sys::Advice::not_needed);
    }
}

} // namespace agent
