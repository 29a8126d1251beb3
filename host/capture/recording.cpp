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
void complete_index(InputFile& file, CaptureWriter& writer) {
    const auto read = [&file](std::uint64_t offset, std::span<std::uint8_t> buffer) {
        return file.read_at(offset, buffer);
    };
    const CaptureIndex index = read_capture_index(read, writer.size());
    writer.continue_index(index.last_index);
    for (std::size_t i = index.listed_points; i < index.points.size(); ++i) {
        const KeyPoint& point = index.points[i];
        const bool new_session = i != index.listed_points && point.session != index.points[i - 1].session;
        writer.list_hello(point.offset, point.session_us, new_session);
    }
    writer.finish();
}

} // namespace

Result<std::unique_ptr<CaptureWriter>> start_recording(const std::string& path, const std::string& source) {
    auto writer = CaptureWriter::open(path);
    if (writer && (*writer)->size() != 0) {
        auto file = InputFile::open(path);
        if (!file) {
            return failure(file.error());
        }
        complete_index(**file, **writer);
    }
    if (writer) {
        (*writer)->note(source, wall_us());
    }
    return writer;
}

} // namespace host::capture
