// One piece of text ↔ symbols: in a known schema, with a new schema, or literally. CODER.md, sections 2.2 and 6.3.
#pragma once

#include "protocol/coder/area_coder.hpp"

namespace protocol::coder {

/// Schemas of a session; both sides keep the same ones. An encoder may have room for fewer than k_schemas_max.
template <std::size_t room>
struct SchemaList {
    std::uint32_t count;
    std::array<Schema, room> known;
};

template <class Side>
class PieceCoder : public AreaCoder<Side> {
  public:
    static constexpr std::size_t k_literal_bytes_max = 4096;

    /// Forgets everything that was learned; `trained` is where the contexts start (trained_model.hpp).
    void reset(const TrainedRun* trained) {
        this->model_.reset(trained);
        this->recent_.reset();
        schemas_.count = 0;
        this->engine.mute = true;
        this->text_.reset(this->engine);
        this->engine.mute = false;
    }

    const auto& schemas() const { return schemas_; }

    /// A piece not known. The encoder may have put one more schema after the known ones and use it here first.
    bool new_piece(Piece& piece, const Area& before, const Area* next) {
        Area& area = piece.area;
        const bool usual = before.schema < schemas_.count;
        if (usual && !this->flag(context::k_piece.at(0), area.schema != before.schema)) {
            area.schema = before.schema;
        } else if (this->flag(context::k_piece.at(1), area.literal())) {
            return literal(piece, before);
        } else if (!known_schema(area)) {
            return false;
        }
        return this->new_area(piece, schemas_.known[area.schema], before, next);
    }

    /// A literal piece has a place, so that what follows can be predicted as if it were not there.
    bool literal(Piece& piece, const Area& before) {
        piece.area.schema = k_literal;
        piece.area.start = before.end();
        const std::uint32_t size =
            this->number(context::k_plain_number.first, static_cast<std::uint32_t>(piece.text.size));
        return size <= k_literal_bytes_max && this->code_text(piece.text, size, true);
    }

    bool changed_piece(Piece& piece, const Area& old, const Area& before, const Area* next, unsigned history) {
        return old.literal() ? literal(piece, before)
                             : this->changed_area(piece, schemas_.known[old.schema], old, before, next, history);
    }

  protected:
    SchemaList<Side::k_schemas> schemas_;

  private:
    bool known_schema(Area& area) {
        area.schema = this->tree(context::k_schema_index.first, 3, area.schema) & 7;
        if (area.schema < schemas_.count) {
            return true;
        }
        if (area.schema != schemas_.count || area.schema == schemas_.known.size()) {
            return false;
        }
        Schema& schema = schemas_.known[schemas_.count++];
        return code_schema(schema) && (Side::k_encodes || schema.parse());
    }

    /// Byte by byte, as today's kernels have it or otherwise.
    bool code_schema(Schema& schema) {
        const char* guess = k_keys;
        std::uint8_t* key = schema.text.data();
        for (std::uint16_t i = 0; i < k_schema_bytes_max; ++i) {
            std::uint8_t& at = schema.text[i];
            std::uint8_t byte = Side::k_encodes && i < schema.size ? at : std::uint8_t{'\n'};
            const auto key_bytes = static_cast<std::size_t>(&at - key);
            if (this->flag(context::k_key_byte.at(key_bytes == 0), byte != static_cast<std::uint8_t>(*guess))) {
                byte = this->text_.code(this->engine, byte);
                guess = Schema::guess_of(guess, key, key_bytes, byte);
            } else {
                byte = static_cast<std::uint8_t>(*guess);
            }
            at = byte;
            if (byte == '\n') {
                schema.size = i;
                return true;
            }
            key = is_layout(byte) ? &at + 1 : key;
            guess += guess[1] != '\0';
        }
        return false;
    }
};

} // namespace protocol::coder
