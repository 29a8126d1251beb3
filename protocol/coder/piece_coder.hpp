// One piece of text ↔ symbols: in a known schema, with a new schema, or literally. PROTOCOL.md, section 7.4.
#pragma once

#include "protocol/coder/area_coder.hpp"
#include "protocol/coder/schema_coder.hpp"

namespace protocol::coder {

/// Schemas of a session; both sides keep the same ones.
struct Schemas {
    std::array<Schema, k_schemas_max> known;
    std::uint32_t count = 0;
};

/// Everything that a reset forgets.
struct CoderState {
    AdaptiveModel model;
    TextModel text;
    Schemas schemas;
    Recent recent;

    void reset(const std::uint8_t* trained) {
        model.reset(trained);
        text.reset();
        schemas.count = 0;
        recent = Recent();
    }
};

template <class Engine, class Names>
class PieceCoder {
  public:
    PieceCoder(Engine& engine, CoderState& state, Names& names)
        : state_(state), symbols_(engine, state.model), areas_(symbols_, state.text, names, state.recent) {}

    SymbolCoder<Engine>& symbols() { return symbols_; }

    /// A piece not known. The encoder may have put one more schema behind the known ones and use it here first.
    bool whole(Piece& piece, const Area* before, const Area* next) {
        Area& area = piece.area;
        const unsigned schema_before = before == nullptr ? k_none_before : before->schema;
        const unsigned circumstance = before == nullptr ? 0 : before->literal() ? 2 : 1;
        const bool usual = before != nullptr && !before->literal();
        if (usual && symbols_.flag(context::k_piece.at(circumstance), area.schema == schema_before)) {
            area.schema = before->schema;
        } else if (symbols_.flag(context::k_piece.at(usual ? 3 : circumstance), area.literal())) {
            return literal(piece, before);
        } else if (!code_schema(area)) {
            return false;
        }
        return areas_.whole(piece, state_.schemas.known[area.schema], before, next);
    }

    /// A literal piece has a place, so that what follows can be predicted as if it were not there.
    bool literal(Piece& piece, const Area* before) {
        piece.area.schema = k_literal;
        piece.area.start = piece.area.end = before != nullptr ? before->end : 0;
        const std::uint64_t size = symbols_.number(context::k_literal_bytes.first, piece.text.size);
        return size <= k_literal_bytes_max && areas_.code_text(piece.text, static_cast<std::size_t>(size));
    }

    bool changed(Piece& piece, const Area& old, const Area* before, const Area* next, unsigned history) {
        return areas_.changed(piece, state_.schemas.known[old.schema], old, before, next, history);
    }

    static constexpr std::size_t k_literal_bytes_max = 4096;

  private:
    static constexpr unsigned k_none_before = 0xFFFF;

    bool code_schema(Area& area) {
        Schemas& schemas = state_.schemas;
        area.schema = static_cast<std::uint8_t>(symbols_.tree(context::k_schema_index.first, 3, area.schema));
        if (area.schema < schemas.count) {
            return true;
        }
        if (area.schema != schemas.count || area.schema == k_schemas_max) {
            return false;
        }
        Schema& schema = schemas.known[area.schema];
        const Schema* const before = schemas.count != 0 ? &schemas.known[schemas.count - 1] : nullptr;
        ++schemas.count;
        return SchemaCoder<Engine>(symbols_, state_.text).code(schema, before);
    }

    CoderState& state_;
    SymbolCoder<Engine> symbols_;
    AreaCoder<Engine, Names> areas_;
};

} // namespace protocol::coder
