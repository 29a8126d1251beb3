//   OFFSET  SIZE  a header, then the content in blocks of 512 bytes
//   0       100   name
//   124     12    size, octal
//   148     8     checksum, octal: the sum of the header's bytes with these eight taken as blanks
//   156     1     type: 0 or NUL a file, 5 a directory
#include "host/store/tar_file.hpp"

#include <algorithm>

namespace host::store {
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

} // namespace

bool starts_like_tar(std::string_view archive) {
    return header_is_good(archive.substr(0, k_block));
}

std::vector<TarMember> read_tar(std::string_view archive) {
    std::vector<TarMember> members;
    for (std::size_t at = 0; at < archive.size();) {
        const std::string_view header = archive.substr(at, k_block);
        const auto size = header_is_good(header) ? octal(header.substr(124, 12)) : std::nullopt;
        if (!size || *size > archive.size() - at - k_block) {
            break;
        }
        const std::string_view name = header.substr(0, std::min<std::size_t>(header.find('\0'), 100));
        const char type = header[156];
        if (type == '0' || type == '\0') {
            members.push_back({std::string(name), archive.substr(at + k_block, static_cast<std::size_t>(*size))});
        }
        at += k_block + (static_cast<std::size_t>(*size) + k_block - 1) / k_block * k_block;
    }
    return members;
}

} // namespace host::store
