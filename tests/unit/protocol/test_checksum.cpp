#include "protocol/checksum.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {
const std::uint8_t* bytes(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}
} // namespace

TEST_CASE("CRC-32C of the check string of RFC 3720's polynomial") {
    protocol::Crc32c crc;
    crc.add(bytes("123456789"), 9);
    CHECK(crc.value() == 0xE3069283);
    protocol::SmallCrc32c small;
    small.add(bytes("123456789"), 9);
    CHECK(small.value() == 0xE3069283);
}

TEST_CASE("the hash that PROTOCOL.md gives as an example") {
    CHECK(protocol::text_hash(bytes("7f00-8000 r"), 11) == 0x124E6A7DDAF784D9);
}

TEST_CASE("a text hash depends on every byte and on the length") {
    const std::string_view text = "00400000-00452000 r-xp 00000000 08:02 173521";
    const std::uint64_t whole = protocol::text_hash(bytes(text), text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string changed(text);
        changed[i] = static_cast<char>(changed[i] ^ 1);
        CHECK(protocol::text_hash(bytes(changed), changed.size()) != whole);
        CHECK(protocol::text_hash(bytes(text), i) != whole);
    }
    std::string longer(text);
    longer.push_back('\0');
    CHECK(protocol::text_hash(bytes(longer), longer.size()) != whole);
}

TEST_CASE("a text hash is the sum of its pieces, however the text is cut") {
    const std::string_view parts[] = {"stray line\n", "00400000-00452000 r-xp 00000000 08:02 1 /bin/a\nSize: 8 kB\n",
                                      "b7e00000-b7e01000 rw-p 00000000 00:00 0 \nSize: 4 kB"};
    std::string text;
    std::uint64_t sum = 0;
    for (const std::string_view part : parts) {
        text += part;
        sum += protocol::text_hash(bytes(part), part.size());
    }
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        protocol::TextHash hash;
        hash.add(bytes(text), cut);
        hash.add(bytes(text) + cut, text.size() - cut);
        CHECK(hash.value() == sum);
    }
    CHECK(protocol::TextHash().value() == 0);
}

TEST_CASE("a piece hash in portions equals the hash of the whole") {
    const std::string_view text = "7ffc0a5e2000-7ffc0a603000 rw-p";
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        protocol::PieceHash hash;
        hash.add(bytes(text), cut);
        hash.add(bytes(text) + cut, text.size() - cut);
        CHECK(hash.value() == protocol::text_hash(bytes(text), text.size()));
    }
}

TEST_CASE("process weights are odd, so no text hash is lost") {
    CHECK(protocol::process_weight(1) % 2 == 1);
    CHECK(protocol::process_weight(1) != protocol::process_weight(2));
}
