// `varint tag, bytes value` up to the end of a container (PROTOCOL.md, section 1). Unknown tags are the caller's to
// skip.
#pragma once

#include "protocol/bytes.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace host::decode {

struct FieldView {
    std::uint8_t tag = 0; ///< 255 for all above: unknown ones
    std::span<const std::uint8_t> value;

    protocol::Reader reader() const { return {value.data(), value.size()}; }
    std::string text() const { return {reinterpret_cast<const char*>(value.data()), value.size()}; }

    /// The value as one varint; nothing when it is none.
    std::optional<std::uint64_t> varint() const {
        protocol::Reader in = reader();
        const std::uint64_t number = in.varint();
        return in.ok ? std::optional(number) : std::nullopt;
    }
};

/// Reads the fields one by one; stops at the end or at damage, which `damaged()` distinguishes.
class FieldList {
  public:
    explicit FieldList(std::span<const std::uint8_t> bytes) : in_(bytes.data(), bytes.size()) {}
    explicit FieldList(const protocol::Reader& rest) : in_(rest) {}

    std::optional<FieldView> next() {
        if (!in_.ok || in_.left() == 0) {
            return {};
        }
        FieldView field;
        field.tag = static_cast<std::uint8_t>(std::min<std::uint64_t>(in_.varint(), UINT8_MAX));
        const std::uint64_t size = in_.varint();
        const std::uint8_t* const value = size <= in_.left() ? in_.take(static_cast<std::size_t>(size)) : nullptr;
        if (!in_.ok || value == nullptr) {
            in_.ok = false;
            return {};
        }
        field.value = {value, static_cast<std::size_t>(size)};
        return field;
    }

    bool damaged() const { return !in_.ok; }

  private:
    protocol::Reader in_;
};

} // namespace host::decode
