// Values → the text the kernel printed them as, byte for byte. The inverse of agent/encode/tokenizer.
// Layout of the lines: PROTOCOL.md, section 7.5.
#pragma once

#include "host/model/mapping.hpp"
#include "protocol/coder/schema.hpp"

#include <string>

namespace host::decode {

/// A schema made ready for printing.
class SmapsRenderer {
  public:
    explicit SmapsRenderer(const protocol::coder::Schema& schema);

    /// Appends the lines of `area`, which is not literal, to `text`.
    void append(std::string& text, const protocol::coder::Area& area, const model::File& file,
                const model::FlagSet* flags) const;

  private:
    struct Key {
        std::string text;  ///< with the colon and tabs
        std::size_t begin; ///< first column the number may begin at
        protocol::coder::Line line;
    };

    void header(std::string& text, const protocol::coder::Area& area, const model::File& file) const;
    static void number(std::string& text, const Key& key, std::uint64_t value);

    protocol::coder::Schema schema_;
    std::vector<Key> keys_;
};

} // namespace host::decode
