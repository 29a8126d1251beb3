// --import: a folder of snapshots → the bytes of a capture.
#pragma once

#include "host/base/result.hpp"
#include "host/capture/snapshot_folder.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace host::capture {

struct ImportedStream {
    std::vector<std::uint8_t> bytes;
    std::optional<Error> problem; ///< a snapshot could not be read: the stream ends before it
};

/// Encodes all sweeps; fewer when interrupted. `source` names the session. `key_interval_us` 0: the first key sweep
/// only.
ImportedStream encode_snapshots(const SnapshotFolder& folder, const std::string& source, std::int64_t key_interval_us);

} // namespace host::capture
