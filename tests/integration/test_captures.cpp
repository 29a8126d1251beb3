// Recordings of the real agent, on disks that are full and with the key frames asked for.
#include "tests/integration/programs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

using test::Ended;
using test::Program;
using test::TemporaryFolder;

namespace {

const std::string k_host = SMAPS_HOST;

/// A process to look at.
struct Watched {
    Program program{{"sleep", "1000"}};
    std::string pid = std::to_string(program.pid());
};

std::string stream_of(const std::string& pid) {
    return std::string(SMAPS_AGENT) + " --stdio --period 10ms --max-cpu 100 --pid " + pid;
}

Ended frames_of(const std::string& capture) {
    return test::run({k_host, "--replay", capture, "--report", "frames", "--format", "csv"});
}

std::size_t count_of(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
        ++count;
    }
    return count;
}

/// The capture is undamaged to its last byte.
void check_whole(const std::string& capture, std::size_t bytes_max) {
    const std::uintmax_t size = std::filesystem::file_size(capture);
    CHECK(size <= bytes_max);
    CHECK(size > bytes_max / 2);
    const Ended replayed = frames_of(capture);
    CHECK(replayed.exit_code == 0);
    CHECK(replayed.err == "");
    CHECK(count_of(replayed.out, "\n") > 5);
}

} // namespace

TEST_CASE("a file that may not grow any more holds everything up to the last whole frame") {
    const TemporaryFolder folder;
    const std::string capture = folder.path("run.smaps");
    constexpr std::size_t k_bytes_max = 16 * 1024;
    const Watched watched;
    const std::string script = R"(trap '' XFSZ; ulimit -f 32 # blocks of 512 bytes
        exec "$1" --exec "$2" --count 100 --key-interval 10ms --record "$3" --format ndjson --report processes)";
    const Ended ended = test::run({"sh", "-c", script, "sh", k_host, stream_of(watched.pid), capture});
    CHECK(ended.exit_code == 1);
    CHECK(ended.err.find("--record: File too large; recording has stopped after the last whole frame\n") !=
          std::string::npos);
    CHECK(count_of(ended.out, "\n") >= 100); // the session continued
    check_whole(capture, k_bytes_max);
    // With room again it is continued.
    const std::size_t before = count_of(frames_of(capture).out, "\n");
    CHECK(test::run({k_host, "--exec", stream_of(watched.pid), "--count", "3", "--record", capture, "--quiet"})
              .exit_code == 0);
    CHECK(count_of(frames_of(capture).out, "\n") >= before + 3);
}

TEST_CASE("a full disk ends the recording after the last whole frame, not the session") {
    if (test::run({"unshare", "-rm", "true"}).exit_code != 0) {
        MESSAGE("skipped: no name space of one's own here, so no disk to fill");
        return;
    }
    const TemporaryFolder folder;
    const std::string copy = folder.path("copy.smaps");
    std::filesystem::create_directory(folder.path("disk"));
    const Watched watched;
    // The disk is removed with its name space: the capture is copied out of it.
    const std::string script = R"(mount -t tmpfs -o size=32k tmpfs "$1/disk" || exit 9
        "$2" --exec "$3" --count 150 --key-interval 10ms --record "$1/disk/run.smaps" --quiet
        code=$?; cp "$1/disk/run.smaps" "$1/copy.smaps"; exit $code)";
    const Ended ended =
        test::run({"unshare", "-rm", "sh", "-c", script, "sh", folder.path(""), k_host, stream_of(watched.pid)});
    CHECK(ended.exit_code == 1);
    CHECK(ended.err.find("--record: No space left on device; recording has stopped after the last whole frame\n") !=
          std::string::npos);
    check_whole(copy, 32 * 1024);
}

TEST_CASE("a recording has key frames as often as asked for") {
    const Watched watched;
    for (const std::string interval : {"0", "1h", "50ms"}) {
        CAPTURE(interval);
        const TemporaryFolder folder;
        const std::string capture = folder.path("run.smaps");
        CHECK(test::run({k_host, "--exec", stream_of(watched.pid), "--count", "40", "--key-interval", interval,
                         "--record", capture, "--quiet"})
                  .exit_code == 0);
        const std::size_t keys = count_of(frames_of(capture).out, ",key,");
        CHECK((interval == "50ms" ? keys > 2 && keys < 20 : keys == 1));
    }
}

TEST_CASE("a host killed at any moment leaves a capture that replays and is continued") {
    const Watched watched;
    const TemporaryFolder folder;
    const std::string capture = folder.path("run.smaps");
    std::size_t rows = 0;
    for (int round = 0; round < 12; ++round) {
        CAPTURE(round);
        Program host({k_host, "--exec", stream_of(watched.pid), "--key-interval", "30ms", "--record", capture});
        host.wait_for_out(round % 3 == 0 ? "0.1s" : "0.0s");
        host.signal(SIGKILL);
        host.end();
        const Ended replayed = frames_of(capture);
        CHECK(replayed.exit_code == 0);
        const std::size_t now = count_of(replayed.out, "\n");
        CHECK(now > rows);
        rows = now;
    }
}
