#include "agent/encode/smaps_encoder.hpp"

#include "agent/encode/piece_reader.hpp"
#include "agent/encode/sweep_coder.hpp"
#include "protocol/checksum.hpp"

namespace agent::encode {

/// Lies at the start of the memory; the packed state follows it, the names come down from the end.
struct SmapsEncoder::Parts {
    Parts(std::uint8_t* state_begin, std::uint8_t* memory_end, std::uint8_t* text)
        : end(memory_end), sweep(state_begin), reader({text, k_text_bytes}) {}

    static void* operator new(std::size_t, std::uint8_t* where) { return where; }

    void pieces(bool last);

    std::uint8_t* end;
    std::uint32_t pid = 0;
    protocol::coder::Piece piece;
    SweepCoder sweep;
    PieceReader reader;
};

/// Codes what is complete in the text until now: unchanged groups as a whole, the rest piece by piece.
void SmapsEncoder::Parts::pieces(bool last) {
    for (;;) {
        GroupHash known;
        if (sweep.expects(known)) {
            const auto outcome = reader.compare(known, last);
            if (outcome == PieceReader::Outcome::incomplete) {
                return;
            }
            if (outcome == PieceReader::Outcome::same) {
                sweep.same(known, reader.text_hashes().data());
                continue;
            }
            sweep.differs();
        }
        if (!reader.next(piece, last)) {
            return;
        }
        sweep.piece(piece, reader.text_hash());
    }
}

SmapsEncoder::SmapsEncoder(std::span<std::uint8_t> memory, std::uint8_t* text) {
    constexpr std::uintptr_t k_alignment = alignof(Parts) > 8 ? alignof(Parts) : 8;
    static_assert(sizeof(Parts) + 2 * k_alignment < k_memory_bytes_min);
    const auto begin = reinterpret_cast<std::uintptr_t>(memory.data());
    std::uint8_t* const first = memory.data() + (k_alignment - begin % k_alignment) % k_alignment;
    std::uint8_t* const last = memory.data() + memory.size() - (begin + memory.size()) % k_alignment;
    parts_ = new (first) Parts(first + sizeof(Parts), last, text);
}

void SmapsEncoder::begin_sweep(bool key, BodyOutput& output) {
    Parts& parts = *parts_;
    board_hash_ = 0;
    parts.sweep.begin_sweep(key, parts.end, output);
    if (key) {
        parts.reader.reset(parts.sweep.schemas(), parts.sweep.names);
    }
}

void SmapsEncoder::begin_process(std::uint32_t pid) {
    parts_->pid = pid;
    parts_->reader.begin();
    parts_->sweep.begin_process(pid);
}

void SmapsEncoder::text(std::span<const std::uint8_t> portion) {
    Parts& parts = *parts_;
    while (!portion.empty()) {
        portion = portion.subspan(parts.reader.fill(portion));
        parts.pieces(false);
    }
}

void SmapsEncoder::end_process(protocol::Status status) {
    Parts& parts = *parts_;
    parts.pieces(true);
    parts.sweep.end_process(static_cast<std::uint8_t>(status));
    board_hash_ += parts.reader.hash() * protocol::process_weight(parts.pid);
}

bool SmapsEncoder::end_sweep() {
    return parts_->sweep.end_sweep();
}

std::uint32_t SmapsEncoder::stateless_processes() const {
    return parts_->sweep.store().stateless_processes();
}

std::size_t SmapsEncoder::state_bytes() const {
    const StateStore& store = parts_->sweep.store();
    return static_cast<std::size_t>(*store.end() - store.base());
}

std::size_t SmapsEncoder::memory_bytes_used() const {
    const auto names = static_cast<std::size_t>(parts_->end - parts_->sweep.names.bottom());
    return sizeof(Parts) + state_bytes() + names + k_text_bytes;
}

bool SmapsEncoder::needs_key() const {
    return parts_->sweep.store().forgot();
}

} // namespace agent::encode
