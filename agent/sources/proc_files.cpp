#include "agent/sources/proc_files.hpp"

namespace agent::sources {

using protocol::Status;

Status status_of(sys::Errno error) {
    switch (error) {
    case sys::Errno::none: return Status::ok;
    case sys::Errno::enoent:
    case sys::Errno::enotdir:
    case sys::Errno::esrch: return Status::gone;
    case sys::Errno::eperm:
    case sys::Errno::eacces: return Status::denied;
    default: return Status::failed;
    }
}

const char* ProcFiles::path(std::uint32_t pid, const char* name) {
    TextBuffer text(path_);
    text.add(root_).add("/");
    if (pid != 0) {
        text.add(pid).add("/");
    }
    return text.add(name).text();
}

Status ProcFiles::read(const char* path, std::size_t offset) {
    text_ = reinterpret_cast<char*>(buffer_ + offset);
    size_ = file_bytes_ = 0;
    ProcFile file(path);
    Status status = status_of(file.error());
    while (status == Status::ok) {
        // After the end of the buffer only the length counts.
        std::uint8_t rest[128];
        const std::size_t room = k_buffer_bytes - 1 - offset - size_;
        const sys::SysResult got = file.read(room != 0 ? buffer().subspan(offset + size_, room) : std::span(rest));
        status = status_of(got.error());
        if (!got.ok() || got.value() == 0) {
            break;
        }
        file_bytes_ += static_cast<std::uint32_t>(got.value());
        size_ += room != 0 ? got.count() : 0;
    }
    text_[size_] = '\0';
    return status;
}

Status ProcFiles::read_link(std::uint32_t pid, const char* name, std::size_t offset) {
    const std::span<std::uint8_t> room = buffer().subspan(offset);
    const sys::SysResult got = sys::readlink(path(pid, name), room);
    text_ = reinterpret_cast<char*>(room.data());
    size_ = got.ok() ? got.count() : 0;
    if (size_ == room.size()) {
        return Status::failed;
    }
    text_[size_] = '\0';
    return status_of(got.error());
}

bool ProcFiles::exists(std::uint32_t pid, const char* name) {
    const ProcFile file(path(pid, name));
    return status_of(file.error()) != Status::gone;
}

} // namespace agent::sources
