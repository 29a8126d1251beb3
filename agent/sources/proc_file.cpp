#include "agent/sources/proc_file.hpp"

namespace agent::sources {

using protocol::Status;

TextBuffer& ProcPaths::begin() {
    path_.clear();
    return path_.add(root_);
}

const char* ProcPaths::root() {
    begin();
    return path_.c_text();
}

const char* ProcPaths::file(std::string_view name) {
    begin().add("/").add(name);
    return path_.c_text();
}

const char* ProcPaths::process(std::uint32_t pid, std::string_view name) {
    begin().add("/").add(std::uint64_t{pid}).add("/").add(name);
    return path_.c_text();
}

const char* ProcPaths::thread(std::uint32_t pid, std::uint32_t tid, std::string_view name) {
    begin().add("/").add(std::uint64_t{pid}).add("/task/").add(std::uint64_t{tid}).add("/").add(name);
    return path_.c_text();
}

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

Content read_whole(const char* path, std::span<std::uint8_t> buffer) {
    Content content;
    ProcFile file(path);
    content.status = status_of(file.error());
    std::size_t used = 0;
    while (content.ok()) {
        // Behind the end of the buffer only the length counts.
        constexpr std::size_t k_portion = 256;
        std::uint8_t rest[k_portion];
        const bool full = used == buffer.size();
        const sys::SysResult got = file.read(full ? std::span<std::uint8_t>(rest) : buffer.subspan(used));
        content.status = status_of(got.error());
        if (!got.ok() || got.value() == 0) {
            break;
        }
        content.file_bytes += got.count();
        used += full ? 0 : got.count();
    }
    content.bytes = buffer.first(used);
    return content;
}

Content read_link(const char* path, std::span<std::uint8_t> buffer) {
    Content content;
    const sys::SysResult got = sys::readlink(path, buffer);
    content.status = status_of(got.error());
    if (got.ok() && got.count() == buffer.size()) {
        content.status = Status::failed;
    } else if (got.ok()) {
        content.bytes = buffer.first(got.count());
        content.file_bytes = got.count();
    }
    return content;
}

} // namespace agent::sources
