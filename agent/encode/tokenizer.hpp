// smaps text → values, strictly: what is accepted here is exactly what the host prints again from the values.
// Knows the layout of one schema at a time.
#pragma once

#include "protocol/coder/piece.hpp"
#include "protocol/coder/schema.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace agent::encode {

/// The text of the lines, read at `at`, whose end is marked by a byte that no line contains.
using Cursor = const std::uint8_t*;

/// Moves past `text`, or to the first byte that differs.
bool skip(Cursor& at, const char* text);
/// A number without leading zeros, or of `digits_min` digits.
bool skip_number(Cursor& at, std::uint64_t& value, unsigned base, unsigned digits_min);

class Tokenizer {
  public:
    /// Layout of the pieces to come.
    void use(const protocol::coder::Schema& schema) { schema_ = &schema; }

    enum class Outcome : std::uint8_t { done, other_layout, incomplete };

    /// Parses one piece from the start of `size` bytes; a NUL must follow them. `used`: its length when done.
    /// Sets everything of `piece` but area.file, area.flags, area.schema.
    Outcome parse(const std::uint8_t* text, std::size_t size, protocol::coder::Piece& piece, std::size_t& used);

    /// Of the last piece: its lines between header and VmFlags.
    std::size_t body_bytes() const { return body_bytes_; }

  private:
    bool permissions(std::uint8_t& bits);
    bool header(protocol::coder::Piece& piece);
    bool rest_of_line(protocol::coder::Bytes& rest);
    bool name(protocol::coder::Piece& piece, Cursor line);
    bool name_line(const protocol::coder::Bytes& name);
    bool line(const protocol::coder::Line& line, std::uint64_t& number);
    bool numbers(protocol::coder::Area& area);

    const protocol::coder::Schema* schema_ = nullptr;
    Cursor at_ = nullptr;
    Cursor end_ = nullptr;
    std::size_t body_bytes_ = 0;
};

/// Finds the layout of the piece `text`; false when it has none. `before`: where the piece itself does not show it.
bool learn_schema(const std::uint8_t* text, std::size_t size, const protocol::coder::Schema* before,
                  protocol::coder::Schema& schema);

} // namespace agent::encode
