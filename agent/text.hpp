// Numbers and names from and to text: there is no printf. All text here ends with a NUL; names are bytes, not UTF-8.
// The `take_…` functions move `at` past what they took and leave it where it was (or at the fault) otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace agent {

/// Builds text in a buffer it does not own; text without room is cut.
class TextBuffer {
  public:
    explicit TextBuffer(std::span<char> buffer) : begin_(buffer.data()), last_(begin_ + buffer.size() - 1) { clear(); }

    TextBuffer& add(const char* text);
    TextBuffer& add(std::uint32_t number);
    void clear() { *(at_ = begin_) = '\0'; }
    /// What was added, ended by a NUL; valid until the next add.
    const char* text() const { return begin_; }
    std::size_t size() const { return static_cast<std::size_t>(at_ - begin_); }

  private:
    char* begin_;
    char* last_; ///< kept for the NUL
    char* at_;
};

/// A number of any size, as a varint of the wire: bytes, so that no CPU needs 64-bit arithmetic for it.
struct WideNumber {
    std::uint8_t bytes[10];
    std::uint8_t size = 0;

    std::span<const std::uint8_t> value() const { return {bytes, size}; }
};

/// A number without sign in base 10 or 16 (small letters). False when there is none; what is above about 2.6 thousand
/// million comes out as 0xFFFFFFFF.
bool take_number(const char*& at, std::uint32_t& value, unsigned base = 10);
/// The same, exact up to 2^64.
bool take_wide(const char*& at, WideNumber& value, unsigned base = 10);
/// Exactly `expected`.
bool take(const char*& at, const char* expected);
/// Spaces and tabs.
void skip_spaces(const char*& at);

/// The value of a hexadecimal digit; 255 when it is none.
unsigned digit_of(char c);
/// The text after `key` and spaces at the start of a line; nullptr when no line has it.
const char* line_value(const char* text, const char* key);
/// The next `wanted` in the text, or the end of the text.
const char* find(const char* text, char wanted);

/// `*` any bytes, `?` one byte, `[a-z]` `[!a-z]` one of a set, `\` takes the next byte as it is.
bool glob_matches(const char* pattern, const char* name);

inline std::size_t length(const char* text) {
    return __builtin_strlen(text);
}
inline std::span<const std::uint8_t> as_bytes(const char* text) {
    return {reinterpret_cast<const std::uint8_t*>(text), length(text)};
}

} // namespace agent
