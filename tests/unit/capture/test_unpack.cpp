// Compressed inputs, made with libarchive's own writers.
#include "host/capture/unpack.hpp"

#include <doctest/doctest.h>

#include <archive.h>
#include <archive_entry.h>

#include <functional>
#include <string>

using host::capture::InputFile;
using host::capture::unpack;
using Bytes = std::vector<std::uint8_t>;

namespace {

/// `content` as one compressed stream.
Bytes packed(const std::function<int(archive*)>& add_filter, const Bytes& content) {
    archive* const writer = archive_write_new();
    REQUIRE(add_filter(writer) == ARCHIVE_OK);
    archive_write_set_format_raw(writer);
    archive_write_set_bytes_in_last_block(writer, 1);
    Bytes bytes(content.size() + 65536);
    std::size_t used = 0;
    REQUIRE(archive_write_open_memory(writer, bytes.data(), bytes.size(), &used) == ARCHIVE_OK);
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_filetype(entry, AE_IFREG);
    REQUIRE(archive_write_header(writer, entry) == ARCHIVE_OK);
    REQUIRE(archive_write_data(writer, content.data(), content.size()) == static_cast<la_ssize_t>(content.size()));
    archive_entry_free(entry);
    REQUIRE(archive_write_close(writer) == ARCHIVE_OK);
    archive_write_free(writer);
    bytes.resize(used);
    return bytes;
}

/// Not a repetition, so that a cut shows.
Bytes content(std::size_t size) {
    Bytes bytes(size);
    std::uint32_t state = 1;
    for (std::uint8_t& byte : bytes) {
        state = state * 1664525 + 1013904223;
        byte = static_cast<std::uint8_t>(state >> 28);
    }
    return bytes;
}

} // namespace

TEST_CASE("gzip, xz, zstd and bzip2 are unpacked") {
    const Bytes whole = content(300'000);
    for (const auto& add_filter : {archive_write_add_filter_gzip, archive_write_add_filter_xz,
                                   archive_write_add_filter_zstd, archive_write_add_filter_bzip2}) {
        InputFile file(packed(add_filter, whole));
        const auto unpacked = unpack(file, "x");
        REQUIRE(unpacked.has_value());
        CHECK(unpacked->bytes == whole);
        CHECK_FALSE(unpacked->damage.has_value());
    }
}

TEST_CASE("a cut file gives what is before the cut, and says so") {
    const Bytes whole = content(2'000'000);
    Bytes bytes = packed(archive_write_add_filter_gzip, whole);
    bytes.resize(bytes.size() / 2);
    InputFile file(std::move(bytes));
    const auto unpacked = unpack(file, "run.smaps.gz");
    REQUIRE(unpacked.has_value());
    REQUIRE(unpacked->damage.has_value());
    CHECK(unpacked->damage->text().starts_with("run.smaps.gz: cannot be unpacked: "));
    CHECK(unpacked->bytes.size() > whole.size() / 4);
    CHECK(unpacked->bytes.size() < whole.size());
    CHECK(std::equal(unpacked->bytes.begin(), unpacked->bytes.end(), whole.begin()));
}

TEST_CASE("a file that unpacks to more than the limit is refused") {
    const Bytes zeros(1'000'000);
    Bytes bomb = packed(archive_write_add_filter_xz, zeros);
    CHECK(bomb.size() < 1000);
    InputFile file(bomb);
    const auto refused = unpack(file, "bomb.xz", 999'999);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().text() == "bomb.xz: unpacks to more than 999999 bytes; unpack it to a file and replay that");
    InputFile again(bomb);
    CHECK(unpack(again, "bomb.xz", 1'000'000).has_value());
}

TEST_CASE("damaged from the start is an error, and an empty file is empty") {
    InputFile damaged(Bytes{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff});
    CHECK_FALSE(unpack(damaged, "x").has_value());
    InputFile empty(packed(archive_write_add_filter_gzip, {}));
    const auto unpacked = unpack(empty, "x");
    REQUIRE(unpacked.has_value());
    CHECK(unpacked->bytes.empty());
}
