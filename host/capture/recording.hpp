// --record: opens the capture; the index of one that is continued is completed first.
#pragma once

#include "host/base/result.hpp"
#include "host/capture/capture_writer.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace host::capture {

/// `source` is noted as where the stream comes from.
Result<std::unique_ptr<CaptureWriter>> start_recording(const std::string& path, const std::string& source);

/// Appends a whole stream and its index to the capture at `path`, which `writer` has open. Nothing may follow.
Result<void> append_stream(const std::string& path, CaptureWriter& writer, std::span<const std::uint8_t> stream);

} // namespace host::capture
