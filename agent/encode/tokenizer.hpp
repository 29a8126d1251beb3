// smaps text → values, strictly: what is accepted here is exactly what the host prints again from the values.
// Knows the layout of one schema at a time; a line that is the same as that of the area before is not parsed again.
#pragma once

#include "protocol/coder/piece.hpp"
#include "protocol/coder/schema.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace agent::encode {

class Tokenizer {
  public:
    /// Layout of the pieces to come.
    void use(const protocol::coder::Schema& schema);

    enum class Outcome : std::uint8_t { done, other_layout, incomplete };

    /// Parses one piece from the start of `size` bytes; a readable byte must follow them. `used`: its length when done.
    /// Sets everything of `piece` but area.file, area.flags, area.schema.
    Outcome parse(const std::uint8_t* text, std::size_t size, protocol::coder::Piece& piece, std::size_t& used);

  private:
    static constexpr std::size_t k_line_bytes = 36;

    /// The text of a line as last seen, and its number.
    struct Seen {
        std::array<std::uint8_t, k_line_bytes> text;
        std::uint8_t size;      ///< with the newline; 0: longer than kept
        std::uint8_t key_bytes; ///< with the colon
        std::uint64_t value;
    };

    bool header(protocol::coder::Piece& piece);
    bool address(std::uint64_t& value);
    bool hex(std::uint64_t& value, unsigned digits_min);
    bool decimal(std::uint64_t& value);
    bool byte(char expected) { return *at_ == static_cast<std::uint8_t>(expected) && (++at_, true); }
    bool permission(protocol::coder::Area& area, char letter, unsigned bit);
    bool rest_of_line(protocol::coder::Bytes& rest);
    bool name(protocol::coder::Piece& piece, const std::uint8_t* line);
    bool name_line(const protocol::coder::Bytes& name);
    bool number_line(std::size_t index);
    bool numbers(protocol::coder::Area& area);

    const protocol::coder::Schema* schema_ = nullptr;
    const std::uint8_t* at_ = nullptr;
    const std::uint8_t* end_ = nullptr;
    std::array<Seen, protocol::coder::k_lines_max> seen_;
};

/// Finds the layout of the piece `text`; false when it has none. `before`: where the piece itself does not tell.
bool learn_schema(const std::uint8_t* text, std::size_t size, const protocol::coder::Schema* before,
                  protocol::coder::Schema& schema);

} // namespace agent::encode
