// One piece of text ↔ symbols: in a known schema, with a new schema, or literally. PROTOCOL.md, section 7.4.
#pragma once

#include "protocol/coder/area_coder.hpp"

namespace protocol::coder {

template <class Engine, class Names>
class PieceCoder : public AreaCoder<Engine, Names> {
  public:
    using AreaCoder<Engine, Names>::AreaCoder;

    /// A piece not known. The encoder may have put one more schema behind the known ones and use it here first.
    bool whole(Piece& piece, const Area* before, const Area* next) {
        Area& area = piece.area;
        const unsigned schema_before = before == nullptr ? k_none_before : before->schema;
        const unsigned circumstance = before == nullptr ? 0 : before->literal() ? 2 : 1;
        const bool usual = before != nullptr && !before->literal();
        if (usual && this->flag(context::k_piece.at(circumstance), area.schema == schema_before)) {
            area.schema = before->schema;
        } else if (this->flag(context::k_piece.at(usual ? 3 : circumstance), area.literal())) {
            return literal(piece, before);
        } else if (!known_schema(area)) {
            return false;
        }
        return this->whole_area(piece, state_.schemas.known[area.schema], before, next);
    }

    /// A literal piece has a place, so that what follows can be predicted as if it were not there.
    bool literal(Piece& piece, const Area* before) {
        piece.area.schema = k_literal;
        piece.area.start = piece.area.end = before != nullptr ? before->end : 0;
        const std::uint64_t size = this->number(context::k_plain_number.first, piece.text.size);
        return size <= k_literal_bytes_max && this->code_text(piece.text, static_cast<std::size_t>(size));
    }

    bool changed(Piece& piece, const Area& old, const Area* before, const Area* next, unsigned history) {
        return this->changed_area(piece, state_.schemas.known[old.schema], old, before, next, history);
    }

    static constexpr std::size_t k_literal_bytes_max = 4096;

  private:
    static constexpr unsigned k_none_before = 0xFFFF;

    bool known_schema(Area& area) {
        Schemas& schemas = state_.schemas;
        area.schema = static_cast<std::uint8_t>(this->tree(context::k_schema_index.first, 3, area.schema));
        if (area.schema < schemas.count) {
            return true;
        }
        if (area.schema != schemas.count || area.schema == k_schemas_max) {
            return false;
        }
        Schema& schema = schemas.known[area.schema];
        const Schema* const before = schemas.count != 0 ? &schemas.known[schemas.count - 1] : nullptr;
        ++schemas.count;
        return this->code_schema(schema, before);
    }

    using SchemaCoder<Engine>::state_;
};

} // namespace protocol::coder
