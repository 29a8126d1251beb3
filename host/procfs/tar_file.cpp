//   OFFSET  SIZE  a header, then the content in blocks of 512 bytes
//   0       100   name
//   108     8     owner's uid, octal
//   124     12    size, octal
//   148     8     checksum, octal: the sum of the header's bytes with these eight taken as blanks
//   156     1     type: 0 or NUL a file, 5 a directory
#include "host/procfs/tar_file.hpp"

#include <algorithm>

namespace host::procfs {
namespace {

constexpr std::size_t k_block = 512;

std::optional<std::uint64_t> octal(std::string_view field) {
    std::uint64_t value = 0;
    bool any = false;
    for (const char c : field) {
        if (c >= '0' && c <= '7') {
            value = value << 3 | static_cast<std::uint64_t>(c - '0');
            any = true;
        } else if (c != ' ' || any) {
            break;
        }
    }
    return any ? std::optional(value) : std::nullopt;
}

bool header_is_good(std::string_view header) {
    if (header.size() < k_block || header.front() == '\0') {
        return false;
    }
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < k_block; ++i) {
        sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(header[i]);
    }
    return octal(header.substr(148, 8)) == sum;
}

std::optional<std::uint32_t> owner(std::string_view header) {
    const auto uid = octal(header.substr(108, 8));
    return uid && *uid <= 0xFFFFFFFF ? std::optional(static_cast<std::uint32_t>(*uid)) : std::nullopt;
}

} // namespace

bool starts_like_tar(std::string_view archive) {
    return header_is_good(archive.substr(0, k_block));
}

bool starts_like_gzip(std::string_view head) {
    return head.starts_with("\x1f\x8b\x08");
}

TarFile read_tar(std::string_view archive) {
    TarFile file;
    while (file.end < archive.size() && archive[file.end] != '\0') { // an end block, where there is one, is of zeros
        const std::string_view header = archive.substr(file.end, k_block);
        const auto size = header_is_good(header) ? octal(header.substr(124, 12)) : std::nullopt;
        if (!size || *size > archive.size() - file.end - k_block) {
            file.damaged = true;
            break;
        }
        const std::string_view name = header.substr(0, std::min<std::size_t>(header.find('\0'), 100));
        const char type = header[156];
        if (type == '0' || type == '\0' || type == '5') {
            const std::string_view content =
                archive.substr(file.end + k_block, type == '5' ? 0 : static_cast<std::size_t>(*size));
            file.members.push_back({std::string(name), content, type == '5', owner(header)});
        }
        file.end += k_block + (static_cast<std::size_t>(*size) + k_block - 1) / k_block * k_block;
    }
    return file;
}

} // namespace host::procfs
