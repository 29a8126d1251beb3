// The format of a recorded input, by its content and not by its name.
#pragma once

#include <cstdint>
#include <span>

namespace host::capture {

enum class Format : std::uint8_t { empty, capture, tar, smaps, compressed, unknown };

/// `head`: the first bytes of the input, 64 KiB or all of it.
Format detect_format(std::span<const std::uint8_t> head);

} // namespace host::capture
