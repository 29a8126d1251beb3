// Numbers and names from and to text: there is no printf. Names are bytes, not UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace agent {

/// Shift and subtract: 64-bit division without a library routine of half a kilobyte. Not for hot paths. `by` is not 0.
std::uint64_t divide(std::uint64_t value, std::uint32_t by, std::uint32_t& rest);
inline std::uint64_t divide(std::uint64_t value, std::uint32_t by) {
    std::uint32_t rest;
    return divide(value, by, rest);
}

/// Builds text in a buffer it does not own; what does not fit is cut.
class TextBuffer {
  public:
    explicit TextBuffer(std::span<char> buffer) : buffer_(buffer) {}

    TextBuffer& add(std::string_view text);
    TextBuffer& add(std::uint64_t number);
    void clear() { size_ = 0; }
    std::string_view text() const { return {buffer_.data(), size_}; }
    /// The same with a NUL behind it (in place of the last byte when full); valid until the next add.
    const char* c_text();

  private:
    std::span<char> buffer_;
    std::size_t size_ = 0;
};

/// Takes what can be taken from the front of a text.
class TextReader {
  public:
    explicit TextReader(std::string_view text) : text_(text) {}

    bool done() const { return text_.empty(); }
    std::string_view rest() const { return text_; }
    /// A decimal number; false (and nothing taken) when there is none or it does not fit.
    bool number(std::uint64_t& value);
    /// A hexadecimal number, without 0x.
    bool hex(std::uint64_t& value);
    bool take(std::string_view expected);
    void skip_spaces();
    /// Up to the next `end` (which is taken too) or the end of the text.
    std::string_view until(char end);

  private:
    std::string_view text_;
};

/// `*` any bytes, `?` one byte, `[a-z]` `[!a-z]` one of a set, `\` takes the next byte as it is.
bool glob_matches(std::string_view pattern, std::string_view name);

/// What stands behind the last slash.
std::string_view base_name(std::string_view path);

std::string_view from_c(const char* text);

/// A view of bytes as text, and back.
inline std::string_view as_text(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

} // namespace agent
