#include "tests/unit/agent/fake_proc.hpp"

#include <cstdlib>
#include <fstream>

namespace fs = std::filesystem;

FakeProc::FakeProc() {
    std::string pattern = (fs::temp_directory_path() / "fake-proc-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
}

FakeProc::~FakeProc() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
}

void FakeProc::write(std::string_view path, std::string_view content) const {
    const fs::path file = root_ / path;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
}

void FakeProc::link(std::string_view path, std::string_view target) const {
    fs::create_directories((root_ / path).parent_path());
    fs::create_symlink(target, root_ / path);
}

void FakeProc::remove(std::string_view path) const {
    fs::remove_all(root_ / path);
}

void FakeProc::add_process(unsigned pid, std::string_view comm, std::string_view smaps, unsigned start_ticks) const {
    const std::string folder = std::to_string(pid) + "/";
    write(folder + "smaps", smaps);
    write(folder + "stat", std::to_string(pid) + " (" + std::string(comm) +
                               ") S 1 5 5 0 -1 4194304 9 0 0 0 1 2 0 0 20 0 1 0 " + std::to_string(start_ticks) +
                               " 8192 2 18446744073709551615 4096 8192 140000 0 0 0\n");
    write(folder + "status", "Name:\tx\nUid:\t1000\t1000\t1000\t1000\n");
    write(folder + "cmdline", std::string(comm) + std::string("\0-v\0", 4));
    write(folder + "limits",
          "Limit   Soft   Hard\nMax stack size             8388608              unlimited            bytes\n");
    write(folder + "oom_score", "17\n");
    write(folder + "task/" + std::to_string(pid) + "/syscall", "0 0x1 0x2 0x3 0x4 0x5 0x6 0x7ffc10 0x401000\n");
    link(folder + "exe", "/usr/bin/" + std::string(comm));
}

std::string one_mapping(unsigned rss_kb) {
    return "00400000-00452000 r-xp 00000000 08:02 173521 /usr/bin/dbus\nSize: 328 kB\nRss: " + std::to_string(rss_kb) +
           " kB\n";
}
