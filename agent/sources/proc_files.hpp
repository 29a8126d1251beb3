// Files below the proc root, read one after the other into one buffer. One file is open at a time.
#pragma once

#include "agent/sys/sys.hpp"
#include "agent/text.hpp"

#include "protocol/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace agent::sources {

/// What an errno means for a file of a process.
protocol::Status status_of(sys::Errno error);

/// An open file; closed at the end of its life.
class ProcFile {
  public:
    explicit ProcFile(const char* path) : opened_(sys::open(path, sys::OpenMode::read)) {}
    ~ProcFile() {
        if (opened_.ok()) {
            sys::close(opened_.descriptor());
        }
    }
    ProcFile(const ProcFile&) = delete;
    ProcFile& operator=(const ProcFile&) = delete;

    bool ok() const { return opened_.ok(); }
    sys::Errno error() const { return opened_.error(); }
    /// The next portion, as the kernel gives it (a seq_file: at most a page of whole records). 0 at the end.
    sys::SysResult read(std::span<std::uint8_t> into) { return sys::read(opened_.descriptor(), into); }
    sys::SysResult entries(std::span<std::uint8_t> into) { return sys::getdents(opened_.descriptor(), into); }

  private:
    sys::SysResult opened_;
};

class ProcFiles {
  public:
    static constexpr std::size_t k_buffer_bytes = 4096;

    /// Both must stay. `buffer` holds k_buffer_bytes; what was read there is lost with the next reading.
    ProcFiles(const char* root, std::uint8_t* buffer) : root_(root), buffer_(buffer) {}

    /// The path of a file of a process, or of the tree itself when `pid` is 0. Valid until the next call.
    const char* path(std::uint32_t pid, const char* name);

    /// Reads a file whole, or cut where the buffer ends, into the buffer from `offset` on; a NUL follows it.
    protocol::Status read(const char* path, std::size_t offset = 0);
    protocol::Status read(std::uint32_t pid, const char* name, std::size_t offset = 0) {
        return read(path(pid, name), offset);
    }
    /// The same with the target of a link; one that fills the buffer counts as failed.
    protocol::Status read_link(std::uint32_t pid, const char* name, std::size_t offset = 0);

    /// What was read last.
    char* text() const { return text_; }
    std::span<const std::uint8_t> bytes() const { return {reinterpret_cast<const std::uint8_t*>(text_), size_}; }
    std::uint32_t file_bytes() const { return file_bytes_; } ///< more than bytes().size() when cut

    /// Whether there is such a file, readable or not.
    bool exists(std::uint32_t pid, const char* name);

    std::span<std::uint8_t> buffer() const { return {buffer_, k_buffer_bytes}; }
    const char* root() const { return root_; }

  private:
    const char* root_;
    std::uint8_t* buffer_;
    char* text_ = nullptr;
    std::size_t size_ = 0;
    std::uint32_t file_bytes_ = 0;
    char path_[336];
};

} // namespace agent::sources
