// Plays a capture through the decoder, whole or from a key point on, up to a chosen sweep.
#pragma once

#include "host/capture/capture_index.hpp"
#include "host/capture/input_file.hpp"
#include "host/session/session.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace host::session {

/// Which sweep: the key point where reading began, and its number after that.
struct SweepPlace {
    std::uint64_t offset = 0;
    std::uint64_t ordinal = 0; ///< 1 is the first sweep after it
};

class CapturePlayer final : public Audience {
  public:
    /// Called for each verified sweep; false ends the playing.
    using OnSweep = std::function<bool(const decode::Sweep&, const decode::SessionDecoder&)>;

    CapturePlayer(std::string source, std::unique_ptr<capture::InputFile> file);

    /// Plays from `offset` on; `infos` hears of info records. Afterwards session() is as the last sweep left it.
    void play(std::uint64_t offset, const OnSweep& on_sweep, Audience* infos = nullptr);

    /// Plays up to this sweep and leaves the board as it is then.
    void play_to(const SweepPlace& place);

    const capture::CaptureIndex& index();
    const Session& session() const { return *session_; }
    capture::InputFile& file() { return *file_; }
    const std::string& source() const { return source_; }

  private:
    bool sweep(const decode::Sweep& sweep, const decode::SessionDecoder& decoder) override;
    void info(const std::string& source, const decode::Info& info) override;
    void show_progress(std::uint64_t at);

    std::string source_;
    std::unique_ptr<capture::InputFile> file_;
    std::optional<capture::CaptureIndex> index_;
    std::unique_ptr<Session> session_;
    const OnSweep* on_sweep_ = nullptr; ///< while playing
    Audience* infos_ = nullptr;         ///< hears of info records
    bool more_ = true;                  ///< wanted
};

} // namespace host::session
