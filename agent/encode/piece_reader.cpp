#include "agent/encode/piece_reader.hpp"

namespace agent::encode {

using namespace protocol::coder; // pieces are the coder's

void PieceReader::reset(Schemas& schemas, NameTable& names) {
    schemas_ = &schemas;
    names_ = &names;
    ready_ = false;
}

void PieceReader::begin() {
    begin_ = size_ = 0;
    ahead_ = Ahead();
    inside_ = false;
    piece_hash_ = protocol::PieceHash();
    hash_ = 0;
}

std::size_t PieceReader::fill(std::span<const std::uint8_t> portion) {
    if (begin_ != 0) {
        size_ -= begin_;
        __builtin_memmove(text_.data(), &text_[begin_], size_);
        begin_ = 0;
    }
    const std::size_t left = room() - size_;
    const std::size_t count = portion.size() < left ? portion.size() : left;
    __builtin_memcpy(&text_[size_], portion.data(), count);
    size_ += count;
    text_[size_] = 0; // what no line contains where a line may end too early
    return count;
}

/// Whether a piece may end after `size` bytes: at the end of the text or where the next VMA begins.
bool PieceReader::ends_at(std::size_t size, bool last) const {
    const std::size_t at = begin_ + size;
    return at == size_ ? last : text_[at - 1] == '\n' && protocol::TextHash::starts_piece(text_[at]);
}

/// Bytes of the next piece, 0 when its end is not in sight.
std::size_t PieceReader::piece_bytes(bool last) const {
    const std::size_t left = size_ - begin_;
    for (std::size_t size = 1; size < left; ++size) {
        if (ends_at(size, last)) {
            return size;
        }
    }
    return last ? left : 0;
}

/// Where the piece at `at` ends if it looks as the last one did, perhaps beyond the text. What is wrong has another
/// hash.
std::size_t PieceReader::expected_end(std::size_t at) const {
    constexpr std::size_t k_header_bytes_min = 38; // 08-08 rwxp 08 00:00 0
    constexpr std::size_t k_flags_bytes = sizeof "VmFlags: " - 1;
    constexpr std::size_t k_flag_bytes = 3;
    for (at += k_header_bytes_min; at < size_ && text_[at] != '\n'; ++at) {
    }
    at += 1 + tokenizer_.body_bytes();
    if (schemas_->known[schema_].says(k_flags_line)) {
        for (at += k_flags_bytes; at < size_ && text_[at] != '\n'; at += k_flag_bytes) {
        }
        ++at;
    }
    return at;
}

PieceReader::Outcome PieceReader::compare(const GroupHash& known, bool last) {
    Outcome outcome = ready_ && !inside_ ? Outcome::same : Outcome::differs;
    while (outcome == Outcome::same && ahead_.areas < known.areas()) {
        outcome = look_ahead(last);
    }
    if (outcome == Outcome::incomplete) {
        return outcome;
    }
    if (outcome == Outcome::same && ahead_.group == known) {
        hash_ += ahead_.hash;
        begin_ += ahead_.bytes;
    } else {
        outcome = Outcome::differs;
    }
    ahead_ = Ahead();
    return outcome;
}

/// One more piece that looks as the last one did.
PieceReader::Outcome PieceReader::look_ahead(bool last) {
    const std::size_t at = begin_ + ahead_.bytes;
    const std::size_t end = expected_end(at);
    if (end >= size_ && !(last && end == size_)) {
        const bool full = size_ - begin_ == room();
        return last || full ? Outcome::differs : Outcome::incomplete;
    }
    if (!ends_at(end - begin_, last)) {
        return Outcome::differs;
    }
    const std::uint64_t hash = protocol::text_hash(&text_[at], end - at);
    text_hashes_[ahead_.areas] = static_cast<std::uint32_t>(hash);
    ahead_.group.add(ahead_.areas++, static_cast<std::uint32_t>(hash));
    ahead_.hash += hash;
    ahead_.bytes = end - begin_;
    return Outcome::same;
}

bool PieceReader::next(Piece& piece, bool last) {
    const std::size_t left = size_ - begin_;
    if (left == 0) {
        if (last) {
            hash_ += piece_hash_.empty() ? 0 : piece_hash_.value();
            piece_hash_ = protocol::PieceHash();
        }
        return false;
    }
    const bool more_may_come = !last && left < room();
    if (ready_ && !inside_) {
        std::size_t used = 0;
        const auto outcome = tokenizer_.parse(&text_[begin_], left, piece, used);
        if (outcome == Tokenizer::Outcome::done && ends_at(used, last)) {
            piece.area.schema = static_cast<std::uint8_t>(schema_);
            take(piece, used, true);
            return true;
        }
        if (outcome != Tokenizer::Outcome::other_layout && more_may_come) {
            return false;
        }
    }
    const std::size_t size = piece_bytes(last);
    if (size == 0 && left < room()) {
        return false;
    }
    take_other(piece, size);
    return true;
}

/// A piece that does not look as the last one did, of `size` bytes, or with 0 all there are, as it is longer than that.
void PieceReader::take_other(Piece& piece, std::size_t size) {
    const bool ends = size != 0;
    size = ends ? size : size_ - begin_;
    if (inside_ || !ends || !whole_piece(piece, size)) {
        const std::uint8_t* const text = &text_[begin_];
        piece.area = Area();
        piece.area.schema = k_literal;
        piece.area.offset = protocol::text_hash(text, size); // so that other text is another mapping
        piece.text = {text, size};
    }
    take(piece, size, ends);
}

/// Tries the known layouts, then a new one.
bool PieceReader::whole_piece(Piece& piece, std::size_t size) {
    for (std::uint32_t schema = 0; schema < schemas_->count; ++schema) {
        if ((!ready_ || schema != schema_) && parse_as(schema, piece, size)) {
            return true;
        }
    }
    const std::uint32_t count = schemas_->count;
    return count < schemas_->known.size() &&
           learn_schema(&text_[begin_], size, count != 0 ? &schemas_->known[count - 1] : nullptr,
                        schemas_->known[count]) &&
           parse_as(count, piece, size);
}

bool PieceReader::parse_as(std::uint32_t schema, Piece& piece, std::size_t size) {
    std::size_t used = 0;
    piece.area = Area();
    tokenizer_.use(schemas_->known[schema]);
    ready_ = tokenizer_.parse(&text_[begin_], size, piece, used) == Tokenizer::Outcome::done && used == size;
    schema_ = schema;
    piece.area.schema = static_cast<std::uint8_t>(schema);
    return ready_;
}

void PieceReader::find_names(Piece& piece) {
    const bool flags = schemas_->known[piece.area.schema].says(k_flags_line);
    piece.area.file = names_->find(piece.file);
    piece.area.flags = flags ? names_->find(piece.flags) : std::uint16_t{0};
}

void PieceReader::take(Piece& piece, std::size_t size, bool ends) {
    if (!piece.area.literal()) {
        find_names(piece);
    }
    piece_hash_.add(&text_[begin_], size);
    text_hash_ = static_cast<std::uint32_t>(piece_hash_.value());
    begin_ += size;
    inside_ = !ends;
    if (ends) {
        hash_ += piece_hash_.value();
        piece_hash_ = protocol::PieceHash();
    }
}

} // namespace agent::encode
