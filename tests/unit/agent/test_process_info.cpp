#include "agent/process_info.hpp"
#include "agent/system_info.hpp"
#include "tests/unit/agent/fake_proc.hpp"

#include "protocol/bytes.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace agent;
using protocol::ProcessField;

namespace {

/// Field list → tag → value.
std::map<unsigned, std::string> fields_of(std::span<const std::uint8_t> bytes) {
    std::map<unsigned, std::string> fields;
    protocol::Reader reader(bytes.data(), bytes.size());
    while (reader.left() != 0) {
        const auto tag = static_cast<unsigned>(reader.varint());
        const auto size = static_cast<std::size_t>(reader.varint());
        const std::uint8_t* const value = reader.take(size);
        REQUIRE(reader.ok);
        fields[tag] = std::string(reinterpret_cast<const char*>(value), size);
    }
    return fields;
}

std::map<unsigned, std::string> describe(const FakeProc& proc, unsigned pid) {
    const std::string root = proc.root();
    std::uint8_t reading[sources::ProcFiles::k_buffer_bytes];
    sources::ProcFiles files(root.c_str(), reading);
    std::uint8_t room[k_description_bytes];
    ProcessInfoReader reader(files);
    encode::ValueWriter value(room);
    sources::Process process;
    process.pid = pid;
    reader.read(process, value);
    CHECK(value.complete());
    return fields_of(value.value());
}

std::string number(std::uint64_t value) {
    std::uint8_t bytes[protocol::k_varint_bytes_max];
    return std::string(reinterpret_cast<char*>(bytes),
                       static_cast<std::size_t>(protocol::store_varint(bytes, value) - bytes));
}

std::string& at(std::map<unsigned, std::string>& fields, ProcessField field) {
    return fields[static_cast<unsigned>(field)];
}

} // namespace

TEST_CASE("a stat line is read past any name") {
    struct Case {
        const char* what;
        const char* line;
        const char* comm;
    };
    static constexpr Case k_cases[] = {
        {"plain", "7 (sleep) S 3 7 7 0 -1 4194304 9 0 0 0 1 2 0 0 20 0 4 0 99 8192 2 1 2 3 4", "sleep"},
        {"parentheses", "7 (a) b) S 3 7 7 0 -1 4194304 9 0 0 0 1 2 0 0 20 0 4 0 99 8192 2 1 2 3 4", "a) b"},
        {"empty", "7 () S 3 7 7 0 -1 4194304 9 0 0 0 1 2 0 0 20 0 4 0 99 8192 2 1 2 3 4", ""},
        {"bytes", "7 (\xFF\n) S 3 7 7 0 -1 4194304 9 0 0 0 1 2 0 0 20 0 4 0 99 8192 2 1 2 3 4", "\xFF\n"},
    };
    for (const Case& row : k_cases) {
        CAPTURE(row.what);
        std::string line = row.line;
        const sources::ProcessStat stat = sources::parse_stat(line.data());
        CHECK(stat.ok());
        CHECK(std::string(stat.comm) == row.comm);
        CHECK(stat.number(sources::k_stat_parent) == 3);
        CHECK(stat.number(sources::k_stat_threads) == 4);
        CHECK(stat.number(sources::k_stat_start) == 99);
        CHECK(stat.number(sources::k_stat_vsize) == 8192);
        CHECK(stat.number(sources::k_stat_rss) == 2);
        CHECK_FALSE(stat.kernel_thread());
    }
}

TEST_CASE("a stat line cut before the start time is refused, wherever it is cut") {
    const std::string line = "7 (sleep) S 3 7 7 0 -1 4194304 9 0 0 0 1 2 0 0 20 0 4 0 99 8192 2 1 2 3 4";
    const std::size_t start = line.find(" 99 ");
    for (std::size_t size = 0; size <= line.size(); ++size) {
        CAPTURE(size);
        std::string cut = line.substr(0, size);
        CHECK(sources::parse_stat(cut.data()).ok() == (size > start + 1));
    }
}

TEST_CASE("an exec changes the identity, time does not") {
    const auto identity = [](std::string line) { return sources::parse_stat(line.data()).identity; };
    const auto before = identity("7 (sh) S 3 7 7 0 -1 4194304 9 0 0 0 1 2 0 0 20 0 4 0 99 8192 2 1 2 3 4");
    CHECK(before == identity("7 (sh) R 1 7 7 0 -1 4194304 900 0 0 0 10 20 0 0 20 0 5 0 99 16384 4 1 2 3 4"));
    CHECK(before != identity("7 (ls) S 3 7 7 0 -1 4194304 9 0 0 0 1 2 0 0 20 0 4 0 99 8192 2 1 2 3 4"));
    CHECK(before != identity("7 (sh) S 3 7 7 0 -1 4194304 9 0 0 0 1 2 0 0 20 0 4 0 99 8192 2 1 2 3 5"));
    CHECK(before != identity("7 (sh) S 3 7 7 0 -1 4194304 9 0 0 0 1 2 0 0 20 0 4 0 98 8192 2 1 2 3 4"));
    CHECK(before != identity("7 (sh) S 3 7 7 0 -1 4194304 9 0 0 0 1 2 0 0 20 0 4 0 99 8192 2 1 23 4"));
}

TEST_CASE("stack pointers are those of threads that wait") {
    const auto pointer = [](const char* text) -> std::uint64_t {
        WideNumber number;
        return sources::parse_stack_pointer(text, number) ? protocol::Reader(number.bytes, number.size).varint() : 0;
    };
    CHECK(pointer("0 0x1 0x2 0x3 0x4 0x5 0x6 0x7ffc0a5e2010 0x401000\n") == 0x7ffc0a5e2010);
    CHECK(pointer("-1 0xbe10 0x401000\n") == 0xbe10);
    CHECK(pointer("running\n") == 0);
    CHECK(pointer("") == 0);
}

TEST_CASE("privileges come from the capability mask") {
    CHECK(may_read_others("Name:\tx\nCapEff:\t000001ffffffffff\n"));
    CHECK(may_read_others("CapEff:\t0000000000080000\n"));
    CHECK_FALSE(may_read_others("CapEff:\t0000000000000000\n"));
    CHECK_FALSE(may_read_others("CapPrm:\t000001ffffffffff\n"));
}

TEST_CASE("a process is described by all its files") {
    const FakeProc proc;
    proc.add_process(30, "dbus", one_mapping(4), 777);
    auto fields = describe(proc, 30);
    CHECK(at(fields, ProcessField::start_time) == number(777));
    CHECK(at(fields, ProcessField::parent) == number(1));
    CHECK(at(fields, ProcessField::uid) == number(1000));
    CHECK(at(fields, ProcessField::comm) == "dbus");
    CHECK(at(fields, ProcessField::cmdline) == std::string("dbus\0-v\0", 8));
    CHECK(at(fields, ProcessField::exe) == "/usr/bin/dbus");
    CHECK(at(fields, ProcessField::stack_limit) == number(8388608));
    CHECK(at(fields, ProcessField::oom_score) == number(17));
    CHECK(at(fields, ProcessField::stack_pointers) == number(1) + number(30) + number(0x7ffc10));
    CHECK(fields.count(static_cast<unsigned>(ProcessField::reasons)) == 0);
}

TEST_CASE("what cannot be read has its reason") {
    const FakeProc proc;
    proc.write("30/smaps", one_mapping(4));
    auto fields = describe(proc, 30);
    const std::string reasons = at(fields, ProcessField::reasons);
    const auto missing = static_cast<char>(protocol::Status::missing);
    for (const protocol::FileKind kind :
         {protocol::FileKind::stat, protocol::FileKind::status, protocol::FileKind::limits, protocol::FileKind::cmdline,
          protocol::FileKind::exe, protocol::FileKind::oom_score, protocol::FileKind::syscall}) {
        CHECK(reasons.find(std::string{static_cast<char>(kind), missing}) != std::string::npos);
    }
}

TEST_CASE("a long command line is cut and its length sent") {
    const FakeProc proc;
    proc.add_process(30, "dbus", one_mapping(4));
    proc.write("30/cmdline", std::string(5000, 'a'));
    auto fields = describe(proc, 30);
    CHECK(at(fields, ProcessField::cmdline) == std::string(k_cmdline_bytes_max, 'a'));
    CHECK(at(fields, ProcessField::cmdline_bytes) == number(5000));
}

TEST_CASE("an unlimited stack is an empty field") {
    const FakeProc proc;
    proc.add_process(30, "dbus", one_mapping(4));
    proc.write("30/limits", "Max stack size             unlimited            unlimited            bytes\n");
    auto fields = describe(proc, 30);
    REQUIRE(fields.count(static_cast<unsigned>(ProcessField::stack_limit)) == 1);
    CHECK(at(fields, ProcessField::stack_limit).empty());
}

TEST_CASE("meminfo is whole first, then what changed") {
    const FakeProc proc;
    proc.write("meminfo", "MemTotal:  100 kB\nMemFree:   50 kB\nDirectMap4k: 6000000000 kB\n");
    const std::string root = proc.root();
    std::uint8_t reading[sources::ProcFiles::k_buffer_bytes];
    sources::ProcFiles files(root.c_str(), reading);
    Meminfo meminfo;
    std::uint8_t room[512];
    encode::ValueWriter whole(room);
    meminfo.add(whole, true, files);
    CHECK(fields_of(whole.value())[2] == "MemTotal:  100 kB\nMemFree:   50 kB\nDirectMap4k: 6000000000 kB\n");
    proc.write("meminfo", "MemTotal:  100 kB\nMemFree:   47 kB\nDirectMap4k: 6000000001 kB\n");
    encode::ValueWriter changes(room);
    meminfo.add(changes, false, files);
    CHECK(fields_of(changes.value())[3] == std::string("\x01\x05\x02\x02", 4));
    changes.clear();
    meminfo.add(changes, false, files);
    CHECK(changes.value().empty());
}

TEST_CASE("as many threads as there is room for are sent") {
    const FakeProc proc;
    proc.add_process(30, "dbus", one_mapping(4));
    for (unsigned tid = 1000; tid < 1300; ++tid) {
        proc.write("30/task/" + std::to_string(tid) + "/syscall",
                   "0 0x1 0x2 0x3 0x4 0x5 0x6 0x7ffc0a5e2010 0x401000\n");
    }
    auto fields = describe(proc, 30);
    const std::string& value = at(fields, ProcessField::stack_pointers);
    protocol::Reader reader(reinterpret_cast<const std::uint8_t*>(value.data()), value.size());
    const std::uint64_t count = reader.varint();
    CHECK(count > 60);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t tid = reader.varint();
        CHECK(reader.varint() == (tid == 30 ? 0x7ffc10 : 0x7ffc0a5e2010));
    }
    CHECK(reader.ok);
    CHECK(reader.left() == 0);
}
