// Archives as smemcap writes them (old headers without a magic, no end blocks), and as tar does.
#include "host/capture/detect_format.hpp"
#include "host/procfs/archive.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <string>
#include <string_view>

using host::model::Board;
using host::model::Status;

namespace {

constexpr std::size_t k_block = 512;

void put(std::string& header, std::size_t at, std::string_view text) {
    header.replace(at, text.size(), text);
}

std::string octal(std::uint64_t value, int digits) {
    std::string text(24, '\0');
    text.resize(static_cast<std::size_t>(
        std::snprintf(text.data(), text.size(), "%0*llo", digits, static_cast<unsigned long long>(value))));
    return text;
}

/// Writes the checksum of the header at the front.
void seal(std::string& archive) {
    put(archive, 148, "        ");
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < k_block; ++i) {
        sum += static_cast<unsigned char>(archive[i]);
    }
    put(archive, 148, octal(sum, 6) + '\0');
}

std::string member(std::string_view name, std::string_view content, char type = '0', std::uint64_t uid = 0) {
    std::string header(k_block, '\0');
    put(header, 0, name);
    put(header, 100, "0000444");
    put(header, 108, octal(uid, 7));
    put(header, 124, octal(content.size(), 11));
    header[156] = type;
    seal(header);
    const std::size_t padding = (k_block - content.size() % k_block) % k_block;
    return header + std::string(content) + std::string(padding, '\0');
}

std::string directory(std::string_view name, std::uint64_t uid) {
    return member(name, "", '5', uid);
}

const std::string k_smaps = "00400000-00401000 rw-p 00000000 00:00 0          [heap]\n"
                            "Size:                  4 kB\nRss:                   4 kB\nPss:                   3 kB\n";
constexpr std::uint64_t k_garbage_uid = 012632256;

std::string of_smemcap() {
    return member("meminfo", "MemTotal:  1000 kB\n") + member("version", "Linux version 5.10.1 (x@y) #1\n") +
           directory("7", 1000) + member("7/smaps", k_smaps) + member("7/cmdline", std::string_view("app\0-x\0", 7)) +
           member("7/stat", "7 (app) S 1 7 7 0") +
           // Not root's to read: smemcap asks a file it could not open, and writes what was in its memory.
           directory("8", 0) + member("8/smaps", "", '0', k_garbage_uid) + member("8/cmdline", "init") +
           member("8/stat", "8 (init) S 0 8 8 0") +
           // A kernel thread.
           directory("9", 0) + member("9/smaps", "") + member("9/cmdline", "") + member("9/stat", "9 (kd) S 2 0 0 0");
}

void read(const std::string& archive, Board& board) {
    const auto contents = host::procfs::read_archive(archive, board);
    CHECK(contents.processes == board.processes.size());
    CHECK_FALSE(contents.damaged_at.has_value());
}

host::capture::Format format_of(std::string_view text) {
    return host::capture::detect_format({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

} // namespace

TEST_CASE("smemcap: processes with their owner, why one has no numbers, meminfo and kernel") {
    Board board;
    read(of_smemcap(), board);
    REQUIRE(board.processes.size() == 3);
    const host::model::Process& app = board.processes.at(7);
    CHECK(app.program() == "app");
    CHECK(app.info.uid == 1000);
    CHECK(app.info.parent == 1);
    REQUIRE(app.snapshot.mappings.size() == 1);
    CHECK(app.snapshot.mappings[0][host::model::Field::pss] == 3);
    CHECK(board.processes.at(8).status == Status::denied);
    CHECK(board.processes.at(8).info.uid == 0);
    CHECK(board.processes.at(9).status == Status::empty);
    CHECK(board.meminfo.values() == std::vector<std::pair<std::string, std::uint64_t>>{{"MemTotal", 1000}});
    CHECK(board.agent.kernel_release == "5.10.1");
}

TEST_CASE("tar: the same below proc/, with end blocks") {
    std::string archive = directory("./proc/7/", 5) + member("./proc/7/smaps", k_smaps) +
                          member("./proc/7/status", "Name:\tapp\nUid:\t6\t6\t6\t6\n") +
                          member("./proc/7/task/7/smaps", k_smaps);
    archive += std::string(2 * k_block, '\0');
    Board board;
    read(archive, board);
    REQUIRE(board.processes.size() == 1);
    CHECK(board.processes.at(7).info.uid == 6); // the kernel's own word comes first
    CHECK(board.processes.at(7).snapshot.mappings.size() == 1);
}

TEST_CASE("an archive cut anywhere keeps what stands before the cut, and no number that was not in it") {
    const std::string whole = of_smemcap();
    for (std::size_t size = 0; size < whole.size(); size += 64) {
        CAPTURE(size);
        Board board;
        const auto contents = host::procfs::read_archive(std::string_view(whole).substr(0, size), board);
        CHECK(contents.processes == board.processes.size());
        CHECK(contents.damaged_at.value_or(0) <= size);
        for (const auto& [pid, process] : board.processes) {
            CHECK((process.status == Status::ok) == !process.snapshot.mappings.empty());
        }
    }
}

TEST_CASE("a hostile archive is read up to the limit") {
    Board board;
    CHECK(host::procfs::read_archive(of_smemcap(), board, k_smaps.size()).too_large);
    CHECK(board.processes.at(7).status == Status::failed);
}

TEST_CASE("a sparse member with a gap of gigabytes is damage, not memory") {
    std::string archive = member("7/smaps", k_smaps, 'S');
    put(archive, 257, "ustar  ");
    put(archive, 386, octal(std::uint64_t{1} << 32, 11)); // its only block is behind a gap
    put(archive, 398, octal(k_smaps.size(), 11));
    put(archive, 483, octal((std::uint64_t{1} << 32) + k_smaps.size(), 11));
    seal(archive);
    Board board;
    const auto contents = host::procfs::read_archive(archive, board);
    CHECK(contents.damaged_at == 0);
    REQUIRE(board.processes.size() == 1);
    CHECK(board.processes.at(7).status == Status::failed);
}

TEST_CASE("inputs are recognised by their content, compressed ones too") {
    CHECK(format_of(of_smemcap()) == host::capture::Format::tar);
    CHECK(format_of(k_smaps) == host::capture::Format::smaps);
    // Compressed bytes may hold what begins a frame.
    CHECK(format_of(std::string_view("\x1f\x8b\x08\0\xd5\x01", 6)) == host::capture::Format::compressed);
    CHECK(format_of("hello") == host::capture::Format::unknown);
}
