// smaps texts that come as they are (encoding 1): kept per process with their hash. PROTOCOL.md, sections 6 and 8.
#pragma once

#include "host/model/board.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace host::decode {

class RawTexts {
  public:
    void set(model::Pid pid, std::string text);
    void remove(model::Pid pid);
    void clear();

    /// The text of a process; null when it has none.
    const std::string* find(model::Pid pid) const;

    /// Weighted sum over all processes.
    std::uint64_t text_hash() const { return sum_; }

  private:
    struct Text {
        std::string text;
        std::uint64_t weighted_hash = 0;
    };
    std::map<model::Pid, Text> texts_;
    std::uint64_t sum_ = 0;
};

} // namespace host::decode
