// --record: opens the capture, and where it continues one, sees that its index is complete.
#pragma once

#include "host/base/result.hpp"
#include "host/capture/capture_writer.hpp"

#include <memory>
#include <string>

namespace host::capture {

/// `source` is noted as where the stream comes from.
Result<std::unique_ptr<CaptureWriter>> start_recording(const std::string& path, const std::string& source);

} // namespace host::capture
