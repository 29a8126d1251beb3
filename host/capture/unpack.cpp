#include "host/capture/unpack.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <memory>
#include <span>

namespace host::capture {
namespace {

struct CloseArchive {
    void operator()(archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, CloseArchive>;

/// What libarchive reads from.
struct PackedBytes {
    InputFile& file;
    std::uint64_t offset = 0;
    std::array<std::uint8_t, 64 * 1024> buffer{};
};

la_ssize_t read_packed(archive*, void* data, const void** block) {
    auto& packed = *static_cast<PackedBytes*>(data);
    const std::size_t size = packed.file.read_at(packed.offset, packed.buffer);
    packed.offset += size;
    *block = packed.buffer.data();
    return static_cast<la_ssize_t>(size);
}

/// One stream of bytes behind any of the filters.
Reader open_packed(PackedBytes& packed) {
    Reader reader(archive_read_new());
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_filter_xz(reader.get());
    archive_read_support_filter_zstd(reader.get());
    archive_read_support_filter_bzip2(reader.get());
    archive_read_support_format_raw(reader.get());
    archive_read_support_format_empty(reader.get());
    archive_read_open(reader.get(), &packed, nullptr, read_packed, nullptr);
    return reader;
}

std::string size_text(std::size_t bytes) {
    constexpr std::size_t k_mib = std::size_t{1} << 20;
    return bytes >= k_mib ? std::to_string(bytes / k_mib) + " MiB" : std::to_string(bytes) + " bytes";
}

} // namespace

Result<Unpacked> unpack(InputFile& packed, const std::string& name, std::size_t bytes_max) {
    const auto source = std::make_unique<PackedBytes>(PackedBytes{packed});
    const Reader reader = open_packed(*source);
    archive_entry* entry = nullptr;
    int result = archive_read_next_header(reader.get(), &entry);
    Unpacked unpacked;
    while (result == ARCHIVE_OK || result == ARCHIVE_WARN) {
        const void* block = nullptr;
        std::size_t size = 0;
        std::int64_t offset = 0;
        result = archive_read_data_block(reader.get(), &block, &size, &offset);
        if (size > bytes_max - unpacked.bytes.size()) {
            return failure(
                {name, "unpacks to more than " + size_text(bytes_max), "unpack it to a file and replay that"});
        }
        const auto* const bytes = static_cast<const std::uint8_t*>(block);
        unpacked.bytes.insert(unpacked.bytes.end(), bytes, bytes + size);
    }
    if (result != ARCHIVE_EOF) {
        const char* const reason = archive_error_string(reader.get());
        const Error damage{name, std::string("cannot be unpacked: ") + (reason != nullptr ? reason : "damaged"), ""};
        if (unpacked.bytes.empty()) {
            return failure(damage);
        }
        unpacked.damage = damage;
    }
    return unpacked;
}

} // namespace host::capture
