// Reals as text for machines.
#pragma once

#include <array>
#include <charconv>
#include <string>

namespace host::report {

/// The shortest decimal text that reads back as the same number.
inline std::string shortest(double value) {
    std::array<char, 32> text{};
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), result.ptr};
}

} // namespace host::report
