#include "agent/encode/smaps_encoder.hpp"
#include "agent/sampler.hpp"
#include "tests/unit/agent/fake_proc.hpp"
#include "tests/unit/agent/memory_sink.hpp"

#include "protocol/bytes.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace agent;
using protocol::RecordTag;
using protocol::Status;
using Bytes = std::vector<std::uint8_t>;

namespace {

struct Record {
    RecordTag tag;
    std::uint64_t pid; ///< the first varint of its value
    Bytes rest;
};

/// The hash of a board with these processes.
std::uint64_t hash_of(const std::vector<std::pair<std::uint32_t, std::string>>& texts) {
    std::uint64_t sum = 0;
    for (const auto& [pid, text] : texts) {
        sum += protocol::text_hash(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()) *
               protocol::process_weight(pid);
    }
    return sum;
}

/// A sampler on a fake tree, and what it sent in the last sweep.
struct Bench {
    explicit Bench(const FakeProc& proc)
        : root(proc.root()), files(root.c_str(), reading), encoder(memory, text),
          sampler(files, encoder, table, description) {}

    std::vector<Record> sweep(Sampler::Kind kind, const Pace::Plan& plan = {}) {
        MemorySink sink;
        encode::FrameWriter frames(sink, out);
        encode::SweepWriter writer(frames, payload);
        CHECK(sampler.sweep(writer, plan, kind));
        bytes = sink.kept;
        return records();
    }

    /// The records of the one frame sent.
    std::vector<Record> records() const {
        std::vector<Record> found;
        if ((bytes[1] & 0x80) != 0 || (bytes[1] & protocol::k_sweep_records) == 0) {
            return found;
        }
        Bytes plain;
        for (std::size_t i = 2; i < bytes.size(); ++i) {
            plain.push_back(bytes[i]);
            i += bytes[i] == protocol::k_sync ? 1 : 0;
        }
        protocol::Reader reader(plain.data(), plain.size());
        reader.fixed(1);
        reader.varint();
        while (const std::uint64_t tag = reader.varint()) {
            const auto size = static_cast<std::size_t>(reader.varint());
            const std::uint8_t* const value = reader.take(size);
            REQUIRE(reader.ok);
            protocol::Reader inner(value, size);
            const std::uint64_t pid = inner.varint();
            found.push_back({static_cast<RecordTag>(tag), pid, Bytes(inner.at, inner.end)});
        }
        return found;
    }

    void select(std::vector<std::uint32_t> pids, std::vector<const char*> names = {}) {
        selection = Selection();
        selection.all = pids.empty() && names.empty();
        for (const std::uint32_t pid : pids) {
            selection.pids[selection.pid_count++] = pid;
        }
        for (const char* const name : names) {
            selection.names[selection.name_count++] = name;
        }
        sampler.select(selection);
    }

    std::string root;
    std::uint8_t reading[sources::ProcFiles::k_buffer_bytes];
    sources::ProcFiles files;
    Selection selection;
    sources::Process table[8];
    std::uint8_t description[k_description_bytes];
    std::uint8_t out[20000];
    std::uint8_t payload[16000];
    std::vector<std::uint8_t> memory = std::vector<std::uint8_t>(256 * 1024);
    std::uint8_t text[encode::SmapsEncoder::k_text_bytes];
    encode::SmapsEncoder encoder;
    Sampler sampler;
    Bytes bytes;
};

/// `came 30, status 31, …`: the order of a sweep at one glance.
std::string shape(const std::vector<Record>& records) {
    static constexpr const char* k_names[] = {"end",  "skipped", "offset", "period", "came",
                                              "went", "status",  "text",   "extras"};
    std::string text;
    for (const Record& record : records) {
        text += (text.empty() ? "" : ", ") + std::string(k_names[static_cast<unsigned>(record.tag)]) + " " +
                std::to_string(record.pid);
    }
    return text;
}

/// Text of a process, joined from its records.
std::string text_of(const std::vector<Record>& records, std::uint64_t pid) {
    std::string text;
    for (const Record& record : records) {
        if (record.tag == RecordTag::text && record.pid == pid) {
            text.append(record.rest.begin() + 2, record.rest.end());
        }
    }
    return text;
}

Status status_of(const std::vector<Record>& records, std::uint64_t pid) {
    for (const Record& record : records) {
        if (record.tag == RecordTag::status && record.pid == pid) {
            return static_cast<Status>(record.rest[0]);
        }
    }
    return Status::ok;
}

} // namespace

TEST_CASE("a key sweep announces every process and brings its text") {
    const FakeProc proc;
    proc.add_process(30, "dbus", one_mapping(4));
    proc.add_process(7, "init", one_mapping(8));
    proc.write("self/smaps", "no process");
    Bench bench(proc);
    bench.select({});
    const auto records = bench.sweep(Sampler::Kind::key);
    CHECK(shape(records) == "came 7, came 30");
    CHECK(bench.encoder.text_hash() == hash_of({{7, one_mapping(8)}, {30, one_mapping(4)}}));
    CHECK(bench.sampler.watched() == 2);
}

TEST_CASE("processes that started and exited are sent in between") {
    const FakeProc proc;
    proc.add_process(30, "dbus", one_mapping(4));
    Bench bench(proc);
    bench.select({});
    bench.sweep(Sampler::Kind::key);
    CHECK(shape(bench.sweep(Sampler::Kind::changes)).empty());
    proc.add_process(31, "new", one_mapping(4));
    proc.remove("30");
    CHECK(shape(bench.sweep(Sampler::Kind::changes)) == "went 30, came 31");
}

TEST_CASE("an exec and a reused pid are announced again") {
    const FakeProc proc;
    proc.add_process(30, "sh", one_mapping(4));
    Bench bench(proc);
    bench.select({30});
    bench.sweep(Sampler::Kind::key);
    proc.remove("30");
    proc.add_process(30, "app", one_mapping(4));
    CHECK(shape(bench.sweep(Sampler::Kind::changes)) == "came 30");
    proc.remove("30");
    proc.add_process(30, "app", one_mapping(4), 200);
    CHECK(shape(bench.sweep(Sampler::Kind::changes)) == "came 30");
}

TEST_CASE("names choose by executable, argv[0] or comm") {
    const FakeProc proc;
    proc.add_process(1, "init", one_mapping(4));
    proc.add_process(2, "myapp", one_mapping(4));
    proc.add_process(3, "myother", one_mapping(4));
    proc.remove("3/exe");
    Bench bench(proc);
    bench.select({}, {"my*"});
    bench.sweep(Sampler::Kind::key);
    CHECK(bench.sampler.watched() == 2);
    bench.select({1}, {"myapp"});
    CHECK(shape(bench.sweep(Sampler::Kind::changes)).starts_with("came 1, came 2, went 3"));
    CHECK_FALSE(bench.sampler.nothing_left());
}

TEST_CASE("names come from status where there is no stat, with its escapes undone, and are the same in both programs") {
    const FakeProc proc;
    proc.write("7/smaps", one_mapping(4));
    proc.write("7/status", "Name:\ta\\\\b\\n c \nUid:\t0\t0\t0\t0\n");
    proc.add_process(8, "upsd", one_mapping(4));
    proc.remove("8/exe");
    proc.link("8/exe", "/usr/sbin/upsd (deleted)");
    Bench bench(proc);
    bench.select({}, {"a\\\\b\n c "});
    CHECK(shape(bench.sweep(Sampler::Kind::key)) == "came 7");
    bench.select({}, {"upsd"});
    CHECK(shape(bench.sweep(Sampler::Kind::key)) == "came 8");
}

TEST_CASE("the memory of a process whose main thread has exited is that of another thread") {
    const FakeProc proc;
    proc.write("10/smaps", "");
    proc.write("10/stat", "10 (svc) Z 1 10 10 0 -1 4194304 9 0 0 0 1 2 0 0 20 0 2 0 100 0 0 1 0 0 0 0 0 0\n");
    proc.write("10/task/10/smaps", "");
    proc.write("10/task/11/smaps", one_mapping(12));
    Bench bench(proc);
    bench.select({10});
    bench.sweep(Sampler::Kind::key);
    CHECK(bench.table[0].status == Status::ok);
    CHECK(bench.encoder.text_hash() == hash_of({{10, one_mapping(12)}}));
}

TEST_CASE("a directory with only PID/smaps is enough") {
    const FakeProc proc;
    proc.write("1234/smaps", one_mapping(12));
    Bench bench(proc);
    bench.select({1234});
    CHECK(shape(bench.sweep(Sampler::Kind::key)) == "came 1234");
    CHECK(bench.encoder.text_hash() == hash_of({{1234, one_mapping(12)}}));
}

TEST_CASE("missing pids are reported, and no process is left") {
    const FakeProc proc;
    Bench bench(proc);
    bench.select({99});
    const auto records = bench.sweep(Sampler::Kind::key);
    CHECK(shape(records) == "status 99");
    CHECK(status_of(records, 99) == Status::gone);
    CHECK(bench.sampler.nothing_left());
}

TEST_CASE("an empty smaps is a status, coded once") {
    const FakeProc proc;
    proc.add_process(2, "kthreadd", "");
    Bench bench(proc);
    bench.select({2});
    CHECK(shape(bench.sweep(Sampler::Kind::key)) == "came 2");
    CHECK(bench.table[0].status == Status::empty);
    CHECK(bench.encoder.text_hash() == 0);
    bench.sweep(Sampler::Kind::changes);
    CHECK((bench.bytes[1] & protocol::k_idle) != 0);
    proc.write("2/smaps", one_mapping(4));
    bench.sweep(Sampler::Kind::changes);
    CHECK(bench.table[0].status == Status::ok);
    CHECK((bench.bytes[1] & protocol::k_idle) == 0);
}

TEST_CASE("a kernel without smaps sends what it has") {
    const FakeProc proc;
    proc.add_process(5, "app", "");
    proc.remove("5/smaps");
    proc.write("5/maps", "00400000-00452000 r-xp 00000000 08:02 1 /bin/a\n");
    proc.write("5/statm", "2 1 1 1 0 1 0\n");
    Bench bench(proc);
    bench.select({5});
    auto records = bench.sweep(Sampler::Kind::key);
    CHECK(status_of(records, 5) == Status::fallback);
    CHECK(text_of(records, 5).find("2 1 1 1 0 1 0\n") != std::string::npos);
    proc.write("5/smaps_rollup", "rollup\n");
    records = bench.sweep(Sampler::Kind::changes);
    CHECK(status_of(records, 5) == Status::rollup);
    CHECK(text_of(records, 5) == "rollup\n");
}

TEST_CASE("what the pace decides is sent first") {
    const FakeProc proc;
    proc.add_process(5, "app", one_mapping(4));
    Bench bench(proc);
    bench.select({5});
    Pace::Plan plan;
    plan.skipped = 3;
    plan.skip_reason = protocol::SkipReason::line;
    plan.offset_told = true;
    plan.offset_us = -1;
    plan.period_told = true;
    plan.period_ms = 2000;
    plan.period_reason = protocol::PeriodReason::line;
    const auto records = bench.sweep(Sampler::Kind::key, plan);
    CHECK(shape(records) == "skipped 3, offset 1, period 2000, came 5");
    CHECK(records[0].rest == Bytes{1});
    CHECK(records[2].rest == Bytes{2});
}

TEST_CASE("extras are sent when they changed and it is their turn") {
    const FakeProc proc;
    proc.add_process(5, "app", one_mapping(4));
    Bench bench(proc);
    bench.select({5});
    bench.sweep(Sampler::Kind::key);
    proc.write("5/oom_score", "18\n");
    CHECK(shape(bench.sweep(Sampler::Kind::changes)).empty());
    CHECK(shape(bench.sweep(Sampler::Kind::changes_and_extras)) == "extras 5");
    CHECK(shape(bench.sweep(Sampler::Kind::changes_and_extras)).empty());
}

TEST_CASE("processes beyond the room are omitted, and nothing is overrun") {
    const FakeProc proc;
    for (unsigned pid = 1; pid <= 20; ++pid) {
        proc.add_process(pid, "app", one_mapping(4));
    }
    Bench bench(proc);
    bench.select({});
    bench.sweep(Sampler::Kind::key);
    CHECK(bench.sampler.overflowed());
    CHECK(bench.sampler.watched() == 8);
}

TEST_CASE("an unchanged sweep is idle, a change is not") {
    const FakeProc proc;
    proc.add_process(5, "app", one_mapping(4));
    Bench bench(proc);
    bench.select({5});
    CHECK(shape(bench.sweep(Sampler::Kind::key)) == "came 5");
    bench.sweep(Sampler::Kind::changes);
    CHECK(bench.bytes.size() == 6);
    proc.write("5/smaps", one_mapping(8));
    bench.sweep(Sampler::Kind::changes);
    CHECK((bench.bytes[1] & 0xF0) == 0x20);
    CHECK(bench.encoder.text_hash() == hash_of({{5, one_mapping(8)}}));
}

TEST_CASE("a sink that fails at any step ends only the sweep") {
    const FakeProc proc;
    proc.add_process(5, "app", one_mapping(4));
    proc.add_process(6, "app", one_mapping(4));
    for (int step = 0;; ++step) {
        Bench bench(proc);
        bench.select({});
        MemorySink sink(step);
        std::uint8_t small[64];
        std::uint8_t payload[64];
        encode::FrameWriter frames(sink, small);
        encode::SweepWriter writer(frames, payload);
        const bool good = bench.sampler.sweep(writer, {}, Sampler::Kind::key);
        CHECK(good == (sink.refused == 0));
        if (good) {
            CHECK(step > 3);
            break;
        }
    }
}
