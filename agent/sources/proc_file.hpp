// Files below the proc root: their paths, and reading them in the caller's buffer. One file is open at a time.
#pragma once

#include "agent/sys/sys.hpp"
#include "agent/text.hpp"

#include "protocol/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace agent::sources {

/// Builds paths below the proc root. Each answer is valid until the next call.
class ProcPaths {
  public:
    /// `root` must stay.
    explicit ProcPaths(std::string_view root) : root_(root) {}
    ProcPaths(const ProcPaths&) = delete;
    ProcPaths& operator=(const ProcPaths&) = delete;

    const char* root();
    const char* file(std::string_view name);
    const char* process(std::uint32_t pid, std::string_view name);
    const char* thread(std::uint32_t pid, std::uint32_t tid, std::string_view name);

  private:
    TextBuffer& begin();

    std::string_view root_;
    char buffer_[384];
    TextBuffer path_{buffer_};
};

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

/// A small file read whole, or cut at the buffer's size.
struct Content {
    protocol::Status status = protocol::Status::failed;
    std::span<const std::uint8_t> bytes; ///< of the buffer given
    std::size_t file_bytes = 0;          ///< more than bytes.size() when cut

    bool ok() const { return status == protocol::Status::ok; }
    std::string_view text() const { return as_text(bytes); }
};
Content read_whole(const char* path, std::span<std::uint8_t> buffer);
/// The target of a link; one that fills the buffer counts as failed.
Content read_link(const char* path, std::span<std::uint8_t> buffer);

} // namespace agent::sources
