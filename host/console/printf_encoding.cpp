#include "host/console/printf_encoding.hpp"

#include <boost/crc.hpp>

#include <cassert>
#include <sstream>

namespace host::console {
namespace {

/// Letters, digits and characters without a meaning to any shell, terminal or printf. A digit could be taken for part
/// of an octal number before it only if that had fewer than three digits.
bool is_plain(std::uint8_t byte) {
    constexpr std::string_view k_plain = "+,-./:=_";
    const char c = static_cast<char>(byte);
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           k_plain.find(c) != std::string_view::npos;
}

std::string escaped(std::uint8_t byte) {
    if (is_plain(byte)) {
        return {static_cast<char>(byte)};
    }
    const auto digit = [&](int shift) { return static_cast<char>('0' + (byte >> shift & 7)); };
    return {'\\', digit(6), digit(3), digit(0)};
}

std::string zip_crc(std::span<const std::uint8_t> file) {
    boost::crc_32_type crc;
    crc.process_bytes(file.data(), file.size());
    std::ostringstream text;
    text << std::hex;
    text.width(8);
    text.fill('0');
    text << crc.checksum();
    return text.str();
}

/// POSIX cksum: over the bytes, then over their number, least significant byte first, without leading zeros.
std::string posix_cksum(std::span<const std::uint8_t> file) {
    boost::crc_optimal<32, 0x04C11DB7, 0, 0xFFFFFFFF, false, false> crc;
    crc.process_bytes(file.data(), file.size());
    for (std::size_t rest = file.size(); rest != 0; rest >>= 8) {
        crc.process_byte(static_cast<unsigned char>(rest));
    }
    return std::to_string(crc.checksum());
}

} // namespace

std::vector<std::string> printf_lines(std::span<const std::uint8_t> file, std::size_t characters_max) {
    assert(characters_max >= 4);
    std::vector<std::string> lines;
    for (const std::uint8_t byte : file) {
        const std::string word = escaped(byte);
        // An option of printf would begin with a dash.
        if (lines.empty() || lines.back().size() + word.size() > characters_max) {
            lines.emplace_back(byte == '-' ? "\\055" : word);
        } else {
            lines.back() += word;
        }
    }
    return lines;
}

FileMatch compare_answer(std::span<const std::uint8_t> file, std::string_view answer) {
    std::istringstream words{std::string(answer)};
    std::string first, second;
    words >> first >> second;
    const std::string size = std::to_string(file.size());
    if (first == zip_crc(file) || (first == posix_cksum(file) && second == size)) {
        return FileMatch::same_checksum;
    }
    return first == size && second.empty() ? FileMatch::same_size : FileMatch::different;
}

} // namespace host::console
