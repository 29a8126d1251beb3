// What a recorded input is, told by its content and not by its name.
#pragma once

#include <cstdint>
#include <span>

namespace host::capture {

enum class Content : std::uint8_t { empty, capture, tar, smaps, gzip, foreign };

/// `head`: the first bytes of the input, 64 KiB or all of it.
Content content_of(std::span<const std::uint8_t> head);

} // namespace host::capture
