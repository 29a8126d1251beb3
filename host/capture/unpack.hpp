// Recorded inputs compressed with gzip, xz, zstd or bzip2 → their content.
#pragma once

#include "host/base/result.hpp"
#include "host/capture/input_file.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace host::capture {

struct Unpacked {
    std::vector<std::uint8_t> bytes;
    std::optional<Error> damage; ///< the file is damaged or cut after these bytes
};

/// A day of a board is a few MB; a small file that unpacks to more than this is an attack or a mistake.
inline constexpr std::size_t k_unpacked_bytes_max = std::size_t{1} << 30;

/// `name`: of the file, for messages. \errors more than `bytes_max` bytes, or nothing that could be unpacked
Result<Unpacked> unpack(InputFile& packed, const std::string& name, std::size_t bytes_max = k_unpacked_bytes_max);

} // namespace host::capture
