// A capture in a file, made the way --import --record makes one, and what a reader finds in it.
#pragma once

#include "host/capture/capture_index.hpp"
#include "host/capture/import_encoder.hpp"
#include "host/capture/recording.hpp"
#include "host/session/capture_player.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace test {

class TemporaryFile {
  public:
    TemporaryFile() {
        folder_ = (std::filesystem::temp_directory_path() / "smapscope-XXXXXX").string();
        if (mkdtemp(folder_.data()) == nullptr) {
            throw std::runtime_error("no folder for temporary files");
        }
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    std::string path() const { return folder_ + "/run.smaps"; }
    std::string bytes() const {
        std::ifstream file(path(), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void put(std::string_view bytes) const { std::ofstream(path(), std::ios::binary) << bytes; }

  private:
    std::string folder_;
};

struct Nobody final : host::session::Audience {
    bool sweep(const host::decode::Sweep&, const host::decode::SessionDecoder&) override { return true; }
    void info(const std::string&, const host::decode::Info&) override {}
};

/// What one recording is made of: `text(n)` is process 1 in sweep n, a second after the sweep before.
struct Recipe {
    std::uint64_t session_id = 1;
    std::uint64_t sweeps = 0;
    std::int64_t key_interval_us = 60'000'000;
    std::function<std::string(std::uint64_t)> text;
    bool finished = true; ///< false: killed, so that the last index frame is missing
};

/// Appends a session to the file. Returns what start_recording or the writer complained of.
inline std::string record(const std::string& path, const Recipe& recipe) {
    auto writer = host::capture::start_recording(path, "test");
    if (!writer) {
        return writer.error().text();
    }
    Nobody nobody;
    host::session::Session session("test", nobody, writer->get());
    host::capture::ImportEncoder encoder(
        {.id = recipe.session_id,
         .start_wall_us = 1'700'000'000'000'000 + static_cast<std::int64_t>(recipe.session_id) * 3'600'000'000,
         .key_interval_us = recipe.key_interval_us});
    for (std::uint64_t i = 0; i < recipe.sweeps; ++i) {
        encoder.sweep(static_cast<std::int64_t>(i) * 1'000'000, {host::procfs::smaps_alone(1, recipe.text(i))}, "");
        session.feed(encoder.take_stream());
    }
    if (recipe.finished) {
        (*writer)->finish();
    }
    return (*writer)->failure();
}

/// The texts of process 1, verified sweep for verified sweep.
inline std::vector<std::string> texts_of(const std::string& path) {
    std::vector<std::string> texts;
    auto file = host::capture::InputFile::open(path);
    if (file) {
        host::session::CapturePlayer player(path, *std::move(file));
        player.play(0, [&](const host::decode::Sweep&, const host::decode::SessionDecoder& decoder) {
            texts.push_back(decoder.text(1));
            return true;
        });
    }
    return texts;
}

inline host::capture::CaptureIndex index_of(const std::string& bytes) {
    return host::capture::read_capture_index(
        [&bytes](std::uint64_t offset, std::span<std::uint8_t> buffer) {
            const std::size_t size = offset < bytes.size() ? std::min(buffer.size(), bytes.size() - offset) : 0;
            std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(std::min(offset, bytes.size())), size,
                        buffer.begin());
            return size;
        },
        bytes.size());
}

} // namespace test
