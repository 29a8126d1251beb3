// The text of a process, in portions → pieces: a VMA each where the text has the expected shape, else literal text.
// Also takes the text hash. Literal pieces are cut to the size of the buffer.
#pragma once

#include "agent/encode/name_table.hpp"
#include "agent/encode/packed_state.hpp"
#include "agent/encode/tokenizer.hpp"
#include "protocol/checksum.hpp"
#include "protocol/coder/piece_coder.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace agent::encode {

class PieceReader {
  public:
    enum class Outcome : std::uint8_t { same, differs, incomplete };
    using TextHashes = std::array<std::uint32_t, k_group_areas>;

    /// What compare has seen of the group to come.
    struct Ahead {
        unsigned areas = 0;
        std::size_t bytes = 0;
        GroupHash group;
        std::uint64_t hash = 0; ///< sum
    };

    /// Pieces longer than `text` are cut, longer groups parsed.
    explicit PieceReader(std::span<std::uint8_t> text) : text_(text) {}

    /// `schemas` and `names` are what both sides know already.
    void reset(Schemas& schemas, NameTable& names);

    void begin();

    /// Takes as much of `portion` as there is room for, and returns how much; then call next until it returns false.
    std::size_t fill(std::span<const std::uint8_t> portion);

    /// The next piece (the same object each time), valid until the next call of anything; false: more text is needed.
    /// `last`: no more will come. A piece of a layout not seen before has the index of the next schema, and that is
    /// ready in `schemas`.
    bool next(protocol::coder::Piece& piece, bool last);

    /// Of the last piece, or the part of it; what a group's hash is made of.
    std::uint32_t text_hash() const { return text_hash_; }

    /// Passes the next pieces if they are the texts of `known`, without looking into them. Incomplete: to be asked
    /// again when there is more text.
    Outcome compare(const GroupHash& known, bool last);
    /// Of the pieces that compare passed, one for each.
    const TextHashes& text_hashes() const { return text_hashes_; }

    /// Text hash of the process, after the last piece.
    std::uint64_t hash() const { return hash_; }

  private:
    bool parse_as(std::uint32_t schema, protocol::coder::Piece& piece, std::size_t size);
    void take(protocol::coder::Piece& piece, std::size_t size, bool ends);
    void take_other(protocol::coder::Piece& piece, std::size_t size);
    void find_names(protocol::coder::Piece& piece);
    bool whole_piece(protocol::coder::Piece& piece, std::size_t size);
    std::size_t expected_end(std::size_t at) const;
    Outcome look_ahead(bool last);
    std::size_t piece_bytes(bool last) const;
    bool ends_at(std::size_t size, bool last) const;
    std::size_t room() const { return text_.size() - 1; }

    Schemas* schemas_;
    NameTable* names_;
    Tokenizer tokenizer_;
    std::uint32_t schema_ = 0; ///< the tokenizer's
    bool ready_ = false;       ///< the tokenizer has one
    bool inside_ = false;      ///< of a piece that was cut
    protocol::PieceHash piece_hash_;
    std::uint64_t hash_ = 0;
    std::uint32_t text_hash_ = 0;
    Ahead ahead_;
    TextHashes text_hashes_;
    std::size_t begin_ = 0;
    std::size_t size_ = 0;
    std::span<std::uint8_t> text_; ///< the last byte is for a mark after the text
};

} // namespace agent::encode
