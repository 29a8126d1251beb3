#include "host/run/recording.hpp"

#include "host/decode/capture_index.hpp"
#include "host/store/input_file.hpp"

#include <chrono>

namespace host::run {
namespace {

std::int64_t wall_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// A recording that was killed, or made by other means, has hellos that no index frame lists.
void complete_index(store::InputFile& file, store::CaptureWriter& writer) {
    const auto read = [&file](std::uint64_t offset, std::span<std::uint8_t> buffer) {
        return file.read_at(offset, buffer);
    };
    const decode::CaptureIndex index = decode::read_capture_index(read, writer.size());
    writer.continue_index(index.last_index);
    for (std::size_t i = index.listed_points; i < index.points.size(); ++i) {
        const decode::KeyPoint& point = index.points[i];
        const bool new_session = i != index.listed_points && point.session != index.points[i - 1].session;
        writer.list_hello(point.offset, point.session_us, new_session);
    }
    writer.finish();
}

} // namespace

Result<std::unique_ptr<store::CaptureWriter>> start_recording(const std::string& path, const std::string& source) {
    auto writer = store::CaptureWriter::open(path);
    if (writer && (*writer)->size() != 0) {
        auto file = store::InputFile::open(path);
        if (!file) {
            return file.error();
        }
        complete_index(**file, **writer);
    }
    if (writer) {
        (*writer)->note(source, wall_us());
    }
    return writer;
}

} // namespace host::run
