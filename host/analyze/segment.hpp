// Which part of a mapped program or library a VMA is. Finer than its class: RELRO and .bss are told apart, because what
// they cost is decided in different places (the linker, the sources).
#pragma once

#include "host/analyze/classifier.hpp"

#include <cstdint>
#include <string_view>

namespace host::analyze {

enum class Segment : std::uint8_t { none, text, ro, relro, data, bss };
inline constexpr std::size_t k_segment_count = 6;

std::string_view segment_name(Segment segment);

/// `none` when the VMA belongs to no file.
Segment segment_of(const model::Mapping& mapping, const Classified& classified);

} // namespace host::analyze
