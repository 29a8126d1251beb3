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
    inside_ = false;
    piece_hash_ = protocol::PieceHash();
    hash_ = 0;
}

std::size_t PieceReader::fill(std::span<const std::uint8_t> portion) {
    if (begin_ != 0) {
        size_ -= begin_;
        __builtin_memmove(buffer_.data(), &buffer_[begin_], size_);
        begin_ = 0;
    }
    const std::size_t room = k_piece_bytes_max - size_;
    const std::size_t count = portion.size() < room ? portion.size() : room;
    __builtin_memcpy(&buffer_[size_], portion.data(), count);
    size_ += count;
    buffer_[size_] = 0; // what no line contains where a line may end too early
    return count;
}

/// Whether a piece may end after `size` bytes: at the end of the text or where the next VMA begins.
bool PieceReader::ends_at(std::size_t size, bool last) const {
    const std::size_t at = begin_ + size;
    return at == size_ ? last : buffer_[at - 1] == '\n' && protocol::TextHash::starts_piece(buffer_[at]);
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
    for (at += k_header_bytes_min; at < size_ && buffer_[at] != '\n'; ++at) {
    }
    at += 1 + tokenizer_.body_bytes();
    if (schemas_->known[schema_].says(k_flags_line)) {
        for (at += k_flags_bytes; at < size_ && buffer_[at] != '\n'; at += k_flag_bytes) {
        }
        ++at;
    }
    return at;
}

PieceReader::Outcome PieceReader::compare(const GroupHash& known, bool last, TextHashes& hashes) {
    if (!ready_ || inside_) {
        return Outcome::differs;
    }
    std::size_t ends[k_group_areas];
    std::size_t at = begin_;
    for (unsigned i = 0; i < known.areas(); ++i) {
        at = ends[i] = expected_end(at);
        if (at >= size_ && !(last && at == size_)) {
            const bool full = size_ - begin_ == k_piece_bytes_max;
            return last || full ? Outcome::differs : Outcome::incomplete;
        }
        if (!ends_at(at - begin_, last)) {
            return Outcome::differs;
        }
    }
    const std::uint64_t sum = hash_group(ends, known.areas(), hashes);
    GroupHash found;
    for (unsigned i = 0; i < known.areas(); ++i) {
        found.add(i, hashes[i]);
    }
    if (found != known) {
        return Outcome::differs;
    }
    hash_ += sum;
    begin_ = at;
    return Outcome::same;
}

/// Two pieces at a time; the sum of all.
std::uint64_t PieceReader::hash_group(const std::size_t* ends, unsigned count, TextHashes& hashes) const {
    std::uint64_t sum = 0;
    const std::uint8_t* at = &buffer_[begin_];
    for (unsigned i = 0; i < count; i += 2) {
        protocol::PieceHash pair[2];
        const std::uint8_t* const middle = &buffer_[ends[i]];
        const std::uint8_t* const end = i + 1 < count ? &buffer_[ends[i + 1]] : middle;
        const auto first = static_cast<std::size_t>(middle - at);
        const auto second = static_cast<std::size_t>(end - middle);
        const std::size_t both = (first < second ? first : second) & ~std::size_t{7};
        protocol::PieceHash::add_both(pair[0], at, pair[1], middle, both);
        pair[0].add(at + both, first - both);
        pair[1].add(middle + both, second - both);
        for (unsigned k = 0; k < 2 && i + k < count; ++k) {
            const std::uint64_t hash = pair[k].value();
            hashes[i + k] = static_cast<std::uint32_t>(hash);
            sum += hash;
        }
        at = end;
    }
    return sum;
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
    const std::uint8_t* const text = &buffer_[begin_];
    if (ready_ && !inside_) {
        std::size_t used = 0;
        const auto outcome = tokenizer_.parse(text, left, piece, used);
        if (outcome == Tokenizer::Outcome::done && ends_at(used, last)) {
            piece.area.schema = static_cast<std::uint8_t>(schema_);
            take(piece, used, true);
            return true;
        }
        if (outcome != Tokenizer::Outcome::other_layout && !last && left < k_piece_bytes_max) {
            return false;
        }
    }
    std::size_t size = piece_bytes(last);
    const bool ends = size != 0;
    if (!ends) {
        if (left < k_piece_bytes_max) {
            return false;
        }
        size = left;
    }
    if (inside_ || !ends || !whole_piece(piece, size)) {
        piece.area = Area();
        piece.area.schema = k_literal;
        piece.area.offset = protocol::text_hash(text, size); // so that other text is another area
        piece.text = {text, size};
    }
    take(piece, size, ends);
    return true;
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
           learn_schema(&buffer_[begin_], size, count != 0 ? &schemas_->known[count - 1] : nullptr,
                        schemas_->known[count]) &&
           parse_as(count, piece, size);
}

bool PieceReader::parse_as(std::uint32_t schema, Piece& piece, std::size_t size) {
    std::size_t used = 0;
    piece.area = Area();
    tokenizer_.use(schemas_->known[schema]);
    ready_ = tokenizer_.parse(&buffer_[begin_], size, piece, used) == Tokenizer::Outcome::done && used == size;
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
    piece_hash_.add(&buffer_[begin_], size);
    text_hash_ = static_cast<std::uint32_t>(piece_hash_.value());
    begin_ += size;
    inside_ = !ends;
    if (ends) {
        hash_ += piece_hash_.value();
        piece_hash_ = protocol::PieceHash();
    }
}

} // namespace agent::encode
