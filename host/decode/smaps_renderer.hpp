// Values → the text the kernel printed them as, byte for byte. The inverse of agent/encode/tokenizer.
// Layout of the lines: CODER.md, section 5.
#pragma once

#include "host/model/mapping.hpp"
#include "protocol/coder/schema.hpp"

#include <string>
#include <vector>

namespace host::decode {

/// What is kept of Size is the difference to the range.
std::uint64_t printed_size(const protocol::coder::Area& area);

/// A schema made ready for printing.
class SmapsRenderer {
  public:
    explicit SmapsRenderer(const protocol::coder::Schema& schema);

    /// Appends the lines of `area`, which is not literal, to `text`.
    void append(std::string& text, const protocol::coder::Area& area, const model::File& file,
                const model::FlagSet* flags) const;

  private:
    void header(std::string& text, const protocol::coder::Area& area, const model::File& file) const;
    void number(std::string& text, unsigned index, std::uint64_t value) const;

    protocol::coder::Schema schema_;
    std::vector<std::string> keys_; ///< with colon and tabs
};

} // namespace host::decode
