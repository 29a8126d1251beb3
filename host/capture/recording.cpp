#include "host/capture/recording.hpp"

#include "host/capture/capture_index.hpp"
#include "host/capture/input_file.hpp"

#include <chrono>

namespace host::capture {
namespace {

std::int64_t wall_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// A recording that was killed, or made by other means, has hellos that no index frame lists.
Result<void> complete_index(const std::string& path, CaptureWriter& writer) {
    const auto file = InputFile::open(path);
    if (!file) {
        return failure(file.error());
    }
    const auto read = [&file](std::uint64_t offset, std::span<std::uint8_t> buffer) {
        return (*file)->read_at(offset, buffer);
    };
    const CaptureIndex index = read_capture_index(read, writer.size());
    writer.continue_index(index.last_index);
    for (std::size_t i = index.listed_points; i < index.points.size(); ++i) {
        const KeyPoint& point = index.points[i];
        const bool new_session = i != index.listed_points && point.session != index.points[i - 1].session;
        writer.list_hello(point.offset, point.session_us, new_session);
    }
    writer.finish();
    return {};
}

} // namespace

Result<std::unique_ptr<CaptureWriter>> start_recording(const std::string& path, const std::string& source) {
    auto writer = CaptureWriter::open(path);
    if (writer && (*writer)->size() != 0) {
        if (const auto completed = complete_index(path, **writer); !completed) {
            return failure(completed.error());
        }
    }
    if (writer) {
        (*writer)->note(source, wall_us());
    }
    return writer;
}

Result<void> append_stream(const std::string& path, CaptureWriter& writer, std::span<const std::uint8_t> stream) {
    writer.append(stream, true);
    if (!writer.failure().empty()) {
        return failure({path, writer.failure(), ""});
    }
    return complete_index(path, writer);
}

} // namespace host::capture
