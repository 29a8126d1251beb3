// The packed states of all processes, one after the other in ascending pid order, rewritten in place during a sweep:
//
//   base ─ states of this sweep ─ write ── gap ── read ─ states of the sweep before ─ end ── free ── limit (names)
//
// The gap moves up as processes are rewritten and is widened when it gets narrow. When memory is short the largest
// process loses its state and is sent whole until the next key sweep.
#pragma once

#include "agent/encode/packed_state.hpp"

#include <cstddef>
#include <cstdint>

namespace agent::encode {

/// What precedes the records of a process.
struct Block {
    std::uint32_t pid = 0;
    std::uint32_t bytes = 0; ///< of its records
    std::uint8_t status = 0;
    std::uint8_t history = 0; ///< changes in the last two sweeps that had any, newest lowest
    bool stateless = false;

    static constexpr std::size_t k_bytes = 12;
    // Blocks lie at any address.
    void store(std::uint8_t* at) const { __builtin_memcpy(at, this, k_bytes); }
    static Block load(const std::uint8_t* at) {
        Block block;
        __builtin_memcpy(static_cast<void*>(&block), at, k_bytes);
        return block;
    }
};
static_assert(sizeof(Block) == Block::k_bytes);

class StateStore {
  public:
    void reset(std::uint8_t* base);

    /// End of what is in use; what lies above belongs to the names, which may grow down to it.
    std::uint8_t* const* end() const { return &end_; }
    std::uint8_t* base() const { return base_; }

    void begin_sweep() { write_ = read_ = base_; }
    void end_sweep() { end_ = read_ = write_; }

    /// The next process of the sweep before; false when there is none.
    bool next(Block& block) const;
    /// That process has exited.
    void drop();
    /// That process stays as it is.
    void keep();
    /// Processes below this are done.
    std::uint8_t* write_at() const { return write_; }

    /// Puts `reader` at the records of that process, without changing anything.
    void look(const Block& old, PackedState& reader);
    /// Begins a block in place of the next one of the sweep before (`old`), or before that. `reader` is put at the old
    /// records. False: not even the block has room, and this process is forgotten.
    bool open(const Block* old, PackedState& reader, const std::uint8_t* limit);
    bool old_left(const PackedState& reader) const { return reader.at() != old_end_; }
    /// Before a record is written. False: there is no room, and the process has no state from now on.
    bool make_room(PackedState& writer, PackedState& reader, const std::uint8_t* limit);
    void wrote(const PackedState& writer) { write_ = writer.at(); }
    void close(Block block);

    std::uint32_t stateless_processes() const;
    /// Some process was forgotten: only a key sweep can follow.
    bool forgot() const { return forgot_; }

  private:
    static constexpr std::size_t k_widen_bytes = 512;

    bool make_gap(std::size_t bytes, PackedState& reader, const std::uint8_t* limit);
    bool evict(PackedState& reader);
    std::uint8_t* largest(std::uint8_t* begin, const std::uint8_t* end, std::uint8_t* other) const;

    std::uint8_t* base_;
    std::uint8_t* write_;
    std::uint8_t* read_;
    std::uint8_t* end_;
    std::uint8_t* block_;   ///< the open one
    std::uint8_t* old_end_; ///< of its old records
    bool stateless_;        ///< the open one
    bool forgot_;
};

} // namespace agent::encode
