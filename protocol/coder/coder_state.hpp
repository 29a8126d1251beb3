// Everything the coder learns, and everything that a reset forgets.
#pragma once

#include "protocol/coder/adaptive_model.hpp"
#include "protocol/coder/recent.hpp"
#include "protocol/coder/schema.hpp"
#include "protocol/coder/text_model.hpp"

namespace protocol::coder {

/// Schemas of a session; both sides keep the same ones.
struct Schemas {
    std::array<Schema, k_schemas_max> known;
    std::uint32_t count = 0;
};

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

} // namespace protocol::coder
