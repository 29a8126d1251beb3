// A recorded input that can be read anywhere: a file, or bytes in memory. Standard input is kept in memory as it comes.
#pragma once

#include "host/base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace host::capture {

class InputFile {
  public:
    /// "-" is standard input. \errors what the system says, or a directory.
    static Result<std::unique_ptr<InputFile>> open(const std::string& path);

    /// An input that is in memory already.
    explicit InputFile(std::vector<std::uint8_t> bytes) : kept_(std::move(bytes)) {}

    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;
    ~InputFile();

    /// Up to the size of the buffer; 0 at the end of the file, or when it cannot be read any more.
    std::size_t read_at(std::uint64_t offset, std::span<std::uint8_t> buffer);

    /// Bytes in all; standard input is read to its end for that.
    std::uint64_t size();

    /// How large it is, where that is known without reading.
    std::optional<std::uint64_t> known_size() const;

  private:
    InputFile(int fd, bool stream) : fd_(fd), stream_(stream) {}
    bool read_more();

    int fd_ = -1;        ///< -1: all of it is in memory
    bool stream_ = true; ///< cannot be read twice
    std::vector<std::uint8_t> kept_;
};

} // namespace host::capture
