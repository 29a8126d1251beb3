// A day at one sweep a second of a process with 1,000 mappings: how large the capture is, and how long it takes to show
// any moment of it.
//   bench_day HOST-ANALYZE [SWEEPS] [MAPPINGS] [FILE]   default: 86,400 sweeps, 1,000 mappings; the file is removed
//   unless named
// The texts are made up (tests/support/living_process), everything else is what --import --record does: the agent's
// encoder, a key frame a minute, no info records. Moments are sought in this program, the index read again each time,
// and by whole runs of host-analyze --replay FILE --at T; with the index in the file, and with all index frames cut out
// of it.
#include "host/capture/import_encoder.hpp"
#include "host/capture/recording.hpp"
#include "host/session/capture_player.hpp"
#include "host/session/time_window.hpp"
#include "tests/support/living_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace host;

constexpr int k_moments = 60;
constexpr std::uint64_t k_day_sweeps = 86'400;

double ms_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

struct Nobody final : session::Audience {
    bool sweep(const decode::Sweep&, const decode::SessionDecoder&) override { return true; }
    void info(const std::string&, const decode::Info&) override {}
};

void record(const std::string& path, std::uint64_t sweeps, std::size_t areas) {
    auto writer = capture::start_recording(path, "bench_day");
    if (!writer) {
        std::fprintf(stderr, "bench_day: %s\n", writer.error().text().c_str());
        std::exit(1);
    }
    Nobody nobody;
    session::Session session("bench_day", nobody, writer->get());
    capture::ImportEncoder encoder({.id = 1});
    test::LivingProcess living(areas);
    double encode_ms = 0;
    std::uint64_t text_bytes = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (std::uint64_t i = 0; i < sweeps; ++i) {
        living.live(areas / 100);
        const std::vector processes{procfs::smaps_alone(1, living.text())};
        text_bytes += processes.front().smaps.size();
        const auto now = std::chrono::steady_clock::now();
        encoder.sweep(static_cast<std::int64_t>(i) * 1'000'000, processes, "");
        const auto bytes = encoder.take_stream();
        encode_ms += ms_since(now);
        session.feed(bytes);
    }
    (*writer)->finish();
    const double size = static_cast<double>((*writer)->size());
    std::printf("%llu sweeps of %zu mappings: %.1f GB of text, capture %.0f bytes, %.1f a sweep, %.2f MB a day; made "
                "in %.0f s, "
                "%.0f us of it the encoder a sweep\n",
                static_cast<unsigned long long>(sweeps), areas, static_cast<double>(text_bytes) / 1e9, size,
                size / static_cast<double>(sweeps), size / static_cast<double>(sweeps) * k_day_sweeps / 1e6,
                ms_since(begin) / 1e3, encode_ms * 1e3 / static_cast<double>(sweeps));
}

/// Shows the board as of `second`, from nothing but the file's name. False when another moment comes out.
bool seek(const std::string& path, std::uint64_t second) {
    auto file = capture::InputFile::open(path);
    if (!file) {
        return false;
    }
    session::CapturePlayer player(path, *std::move(file));
    const std::int64_t wanted_us = static_cast<std::int64_t>(second) * 1'000'000;
    const auto point = session::key_point_before(player.index(), wanted_us);
    std::int64_t shown_us = -1;
    if (point) {
        player.play(point->offset, [&](const decode::Sweep& sweep, const decode::SessionDecoder&) {
            shown_us = sweep.board.sweep.time_us;
            return shown_us < wanted_us;
        });
    }
    return shown_us == wanted_us && player.session().board() != nullptr;
}

bool run_host(const char* program, const std::string& path, std::uint64_t second) {
    const pid_t pid = fork();
    if (pid == 0) {
        dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        const std::string at = std::to_string(second);
        execl(program, program, "--replay", path.c_str(), "--at", at.c_str(), static_cast<char*>(nullptr));
        _exit(127);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return status == 0;
}

template <typename Show>
void time_moments(const char* what, std::uint64_t sweeps, Show show) {
    std::mt19937_64 random(3);
    std::vector<double> ms;
    for (int i = 0; i < k_moments; ++i) {
        const std::uint64_t second = i == 0 ? sweeps - 1 : random() % sweeps;
        const auto begin = std::chrono::steady_clock::now();
        if (!show(second)) {
            std::fprintf(stderr, "bench_day: second %llu is not shown\n", static_cast<unsigned long long>(second));
            std::exit(1);
        }
        ms.push_back(ms_since(begin));
    }
    std::sort(ms.begin(), ms.end());
    std::printf("%-44s %8.2f ms median  %8.2f ms longest of %d\n", what, ms[ms.size() / 2], ms.back(), k_moments);
}

/// The same capture as if it had never had an index.
void without_index(const std::string& path, const std::string& copy) {
    auto file = capture::InputFile::open(path);
    std::vector<std::uint8_t> bytes((*file)->size());
    (*file)->read_at(0, bytes);
    decode::FrameReader frames;
    frames.feed(bytes);
    std::FILE* const out = std::fopen(copy.c_str(), "wb");
    while (const auto frame = frames.next()) {
        if (frame->type != static_cast<std::uint8_t>(protocol::FrameType::index)) {
            std::fwrite(bytes.data() + frame->offset, 1, frame->wire_bytes(), out);
        }
    }
    std::fclose(out);
}

} // namespace

int main(int count, char** words) {
    if (count < 2) {
        std::fprintf(stderr,
                     "bench_day: host-analyze is missing; usage: bench_day HOST-ANALYZE [SWEEPS] [MAPPINGS] [FILE]\n");
        return 2;
    }
    const std::uint64_t sweeps = count > 2 ? std::strtoull(words[2], nullptr, 10) : k_day_sweeps;
    const std::size_t areas = count > 3 ? std::strtoul(words[3], nullptr, 10) : 1'000;
    const std::string path =
        count > 4 ? words[4] : (std::filesystem::temp_directory_path() / "bench_day.smaps").string();
    const std::string copy = path + ".no-index";
    std::filesystem::remove(path);
    record(path, sweeps, areas);
    without_index(path, copy);
    time_moments("seek", sweeps, [&](std::uint64_t second) { return seek(path, second); });
    time_moments("seek without an index in the file", sweeps, [&](std::uint64_t second) { return seek(copy, second); });
    time_moments("host-analyze --replay --at", sweeps,
                 [&](std::uint64_t second) { return run_host(words[1], path, second); });
    time_moments("host-analyze --replay --at without an index", sweeps,
                 [&](std::uint64_t second) { return run_host(words[1], copy, second); });
    std::filesystem::remove(copy);
    if (count <= 4) {
        std::filesystem::remove(path);
    }
}
