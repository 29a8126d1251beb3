// The agent's own resident memory. The kernel maps up to 16 pages of the file around each it needs, and what was
// touched once stays; an agent that waits would keep all that its start and its last session touched.
#pragma once

#include "agent/sys/sys.hpp"

#include <cstdint>
#include <span>

namespace agent {

class PageTrimmer {
  public:
    /// To be made before `memory` is reserved: what follows the program must not be mapped yet.
    explicit PageTrimmer(std::uint32_t page_bytes);

    /// From here on, this memory counts.
    void set_memory(std::span<std::uint8_t> memory) { memory_ = memory; }

    /// Gives back every page of the program (the kernel has them still, and maps again what is needed), the stack below
    /// this call, and the pages that lie wholly in `idle`, whose content is lost.
    void trim(std::span<const std::uint8_t> idle) const;
    /// The same with all of the memory.
    void trim_all() const;

  private:
    void give_back(std::uintptr_t begin, std::uintptr_t end) const;

    std::uint32_t page_bytes_;
    std::size_t text_bytes_ = 0;
    std::span<std::uint8_t> memory_;
};

} // namespace agent
