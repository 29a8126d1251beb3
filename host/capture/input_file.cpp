#include "host/capture/input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace host::capture {

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string& path) {
    const int fd = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return failure({path, std::strerror(errno), ""});
    }
    struct stat status {};
    if (fstat(fd, &status) != 0 || S_ISDIR(status.st_mode)) {
        ::close(fd);
        return failure(
            {path, "is a directory", "folders of snapshots are read by --import, copied /proc trees by --proc"});
    }
    return std::unique_ptr<InputFile>(new InputFile(fd, !S_ISREG(status.st_mode) || path == "-"));
}

InputFile::~InputFile() {
    if (fd_ > STDIN_FILENO) {
        ::close(fd_);
    }
}

bool InputFile::read_more() {
    if (fd_ < 0) {
        return false;
    }
    const std::size_t before = kept_.size();
    constexpr std::size_t k_step = 64 * 1024;
    kept_.resize(before + k_step);
    const ssize_t size = ::read(fd_, kept_.data() + before, k_step);
    kept_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    return size > 0;
}

std::size_t InputFile::read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) {
    if (!stream_) {
        const ssize_t size = pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(offset));
        return static_cast<std::size_t>(std::max<ssize_t>(size, 0));
    }
    if (kept_.size() <= offset && !read_more()) {
        return 0;
    }
    if (kept_.size() <= offset) {
        return 0;
    }
    const std::size_t size = std::min<std::size_t>(buffer.size(), kept_.size() - static_cast<std::size_t>(offset));
    std::memcpy(buffer.data(), kept_.data() + offset, size);
    return size;
}

std::optional<std::uint64_t> InputFile::known_size() const {
    if (fd_ < 0) {
        return kept_.size();
    }
    struct stat status {};
    return !stream_ && fstat(fd_, &status) == 0 ? std::optional(static_cast<std::uint64_t>(status.st_size))
                                                : std::nullopt;
}

std::uint64_t InputFile::size() {
    while (stream_ && read_more()) {
    }
    return stream_ ? kept_.size() : known_size().value_or(0);
}

} // namespace host::capture
