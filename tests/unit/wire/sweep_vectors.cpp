// Worked bytes of sweeps: idle, raw and coded, in several frames, with records.
#include "tests/unit/wire/sample_agent.hpp"
#include "tests/unit/wire/vectors.hpp"

#include "agent/encode/text_records.hpp"
#include "protocol/checksum.hpp"

namespace test {
namespace {

const std::string k_text = "00400000-00401000 r-xp 00000000 08:02 42 /bin/a\nSize: 4 kB\nRss: 4 kB\n";
const std::string k_grown = "00400000-00402000 r-xp 00000000 08:02 42 /bin/a\nSize: 8 kB\nRss: 8 kB\n";

Bytes idle_sweep() {
    SampleAgent agent(protocol::k_encoding_coded);
    agent.hello();
    agent.key_without_processes();
    agent.frames.write_idle();
    agent.sweeps.begin(false);
    agent.sweeps.finish(0); // a sweep without any byte in it becomes the same six
    agent.goodbye(protocol::GoodbyeReason::count, "done");
    return agent.sink.kept;
}

/// As an agent with encoding 1 sends it; ours has none.
void raw_sweep(SampleAgent& agent, bool key, const std::string& text, std::size_t portion) {
    for (std::size_t at = 0; at < text.size(); at += portion) {
        agent::encode::write_text_record(agent.sweeps, 7, protocol::FileKind::smaps, false,
                                         bytes_view(text).subspan(at, std::min(portion, text.size() - at)));
    }
    agent::encode::write_text_record(agent.sweeps, 7, protocol::FileKind::smaps, true, {});
    if (key) {
        agent::encode::write_status_record(agent.sweeps, 7, protocol::Status::ok, 0);
    }
    agent.sweeps.end_records();
    const std::uint64_t hash = protocol::text_hash(bytes_view(text).data(), text.size());
    agent.sweeps.finish(hash * protocol::process_weight(7));
}

Bytes raw_sweeps() {
    SampleAgent agent(protocol::k_encoding_raw);
    agent.hello();
    agent.sweeps.begin(true);
    agent.came(7);
    raw_sweep(agent, true, k_text, 1000);
    agent.sweeps.begin(false);
    raw_sweep(agent, false, k_grown, 50);
    return agent.sink.kept;
}

Bytes coded_sweeps() {
    SampleAgent agent(protocol::k_encoding_coded);
    agent.hello();
    agent.sweeps.begin(true);
    agent.came(7);
    agent.coded(true, 7, k_text);
    agent.sweeps.begin(false);
    agent.coded(false, 7, k_grown);
    return agent.sink.kept;
}

/// As a kernel prints it, with few keys.
std::string mapping(const std::string& header, const std::array<int, 7>& kb, const std::string& flags) {
    constexpr const char* k_names[] = {"Size:         ", "Rss:          ", "Pss:          ", "Shared_Clean: ",
                                       "Shared_Dirty: ", "Private_Clean:", "Private_Dirty:"};
    std::string text = header + "\n";
    for (std::size_t i = 0; i < kb.size(); ++i) {
        const std::string number = std::to_string(kb[i]);
        text += k_names[i] + std::string(10 - number.size(), ' ') + number + " kB\n";
    }
    return text + "VmFlags: " + flags + " \n";
}

Bytes coded_changes() {
    const std::string code = "00400000-00402000 r-xp 00000000 08:02 42                         /bin/a";
    const std::string data = "00402000-00403000 rw-p 00002000 08:02 42                         /bin/a";
    const std::string library = "b6f00000-b6f10000 r-xp 00000000 08:02 77                         /lib/b";
    const std::string heap = " rw-p 00000000 00:00 0                          [heap]";
    SampleAgent agent(protocol::k_encoding_coded);
    agent.hello();
    agent.sweeps.begin(true);
    agent.came(7);
    agent.coded(true, 7,
                mapping(code, {8, 8, 4, 8, 0, 0, 0}, "rd ex mr mw me") +
                    mapping(data, {4, 4, 4, 0, 0, 0, 4}, "rd wr mr mw me") +
                    mapping("00403000-00424000" + heap, {132, 8, 8, 0, 0, 0, 8}, "rd wr mr mw me"));
    agent.sweeps.begin(false);
    agent.coded(false, 7,
                mapping(code, {8, 8, 4, 8, 0, 0, 0}, "rd ex mr mw me") +
                    mapping("00403000-00428000" + heap, {148, 16, 16, 0, 0, 4, 12}, "rd wr mr mw me") +
                    mapping(library, {64, 12, 4, 12, 0, 0, 0}, "rd ex mr mw me") + "b6f10000 is no header\n");
    return agent.sink.kept;
}

Bytes several_frames() {
    SampleAgent agent(protocol::k_encoding_raw, 48);
    agent.hello();
    agent.sweeps.begin(true);
    agent.came(7);
    raw_sweep(agent, true, k_text, 1000);
    return agent.sink.kept;
}

void came_with_everything(ValueWriter& value) {
    std::array<std::uint8_t, 32> buffer{};
    ValueWriter stack(buffer);
    value.varint(300);
    value.field(ProcessField::start_time, 4711U);
    value.field(ProcessField::parent, 1U);
    value.field(ProcessField::uid, 1000U);
    value.field(ProcessField::comm, std::string_view("daemon"));
    value.field(ProcessField::cmdline, std::string_view("daemon\0-x\0", 10));
    value.field(ProcessField::cmdline_bytes, 5000U);
    value.field(ProcessField::exe, std::string_view("/bin/daemon"));
    value.field(ProcessField::stack_limit, 8U << 20);
    value.field(ProcessField::threads, 2U);
    value.field(ProcessField::oom_score, 666U);
    for (const std::uint64_t number : {1U, 301U, 0x7F001000U}) { // one thread, its tid and stack pointer
        stack.varint(number);
    }
    value.field(ProcessField::stack_pointers, stack.value());
    const std::uint8_t reasons[] = {static_cast<std::uint8_t>(protocol::FileKind::limits),
                                    static_cast<std::uint8_t>(protocol::Status::denied)};
    value.field(ProcessField::reasons, std::span<const std::uint8_t>(reasons));
    value.field(ProcessField::vsize_bytes, 4096U);
    value.field(ProcessField::rss_pages, 1U);
}

Bytes records() {
    SampleAgent agent(protocol::k_encoding_raw);
    agent.hello();
    agent.sweeps.begin(true);
    agent.record(RecordTag::came, came_with_everything);
    agent::encode::write_status_record(agent.sweeps, 300, protocol::Status::rollup, 1);
    agent::encode::write_text_record(agent.sweeps, 300, protocol::FileKind::smaps_rollup, true,
                                     bytes_view("Rss: 4 kB\n"));
    agent.came(301);
    agent::encode::write_status_record(agent.sweeps, 301, protocol::Status::denied, 0);
    agent.sweeps.end_records();
    agent.sweeps.finish(0);
    agent.sweeps.begin(false);
    agent.record(RecordTag::skipped, [](ValueWriter& value) {
        value.varint(3);
        value.fixed(static_cast<std::uint8_t>(protocol::SkipReason::line), 1);
    });
    agent.record(RecordTag::offset, [](ValueWriter& value) { value.svarint(-150'000); });
    agent.record(RecordTag::period, [](ValueWriter& value) {
        value.varint(2000);
        value.fixed(static_cast<std::uint8_t>(protocol::PeriodReason::line), 1);
    });
    agent.record(RecordTag::extras, [](ValueWriter& value) {
        value.varint(300);
        value.field(ProcessField::threads, 3U);
    });
    agent.record(RecordTag::went, [](ValueWriter& value) { value.varint(301); });
    agent.sweeps.end_records();
    agent.sweeps.finish(0);
    agent.frames.write_idle();
    return agent.sink.kept;
}

/// The period changes in a key sweep, after a skipped sweep.
Bytes new_period() {
    SampleAgent agent(protocol::k_encoding_coded);
    agent.hello();
    agent.key_without_processes();
    agent.frames.write_idle();
    agent.session.next_sweep = 3;
    agent.session.next_sweep_us = 3'000'000;
    agent.session.period_ms = 5000;
    agent.hello();
    agent.sweeps.begin(true);
    agent.record(RecordTag::skipped, [](ValueWriter& value) {
        value.varint(1);
        value.fixed(static_cast<std::uint8_t>(protocol::SkipReason::late), 1);
    });
    agent.record(RecordTag::period, [](ValueWriter& value) {
        value.varint(5000);
        value.fixed(static_cast<std::uint8_t>(protocol::PeriodReason::cost), 1);
    });
    agent.sweeps.end_records();
    agent.sweeps.finish(0);
    agent.frames.write_idle();
    return agent.sink.kept;
}

Bytes stuffing() {
    SampleAgent agent(protocol::k_encoding_raw);
    for (int i = 0; i < 0x1D; ++i) {
        agent.frames.write_idle();
    }
    agent.sink.kept.clear();
    agent.session.next_sweep = 0x1E;
    agent.hello(); // number 1D
    agent.sweeps.begin(true);
    agent.record(RecordTag::came, [](ValueWriter& value) {
        value.varint(0x1E);
        value.field(ProcessField::comm, std::string_view("\x1E\x1E"));
    });
    agent.sweeps.end_records();
    agent.sweeps.finish(0); // number 1E
    return agent.sink.kept;
}

} // namespace

std::vector<Vector> sweep_vectors() {
    return {
        {"v1_idle_sweep", "Nothing changes: six bytes a sweep.", idle_sweep, story_of_session_whole},
        {"v1_raw_sweeps", "Raw texts: a key sweep, then a delta with the changed text in two chunks.", raw_sweeps,
         story_of_session_whole},
        {"v1_coded_sweeps", "Coded texts: the same two sweeps as v1_raw_sweeps.", coded_sweeps, story_of_session_whole},
        {"v1_coded_changes",
         "Coded texts: a mapping grows, one is removed, one is new, and a text that matches no schema.", coded_changes,
         story_of_session_whole},
        {"v1_several_frames", "One sweep in as many frames as its body needs, here of 48 bytes.", several_frames,
         story_of_session_whole},
        {"v1_records", "Every record and every field of a process, then an idle sweep by the new period.", records,
         story_of_session_whole},
        {"v1_new_period",
         "A key sweep that changes the period; its hello has its planned time, and counts the skipped sweep.",
         new_period, story_of_session_whole},
        {"v1_stuffing", "The byte 1E as sequence number, pid, length and content: every one is followed by 00.",
         stuffing, story_of_session_whole},
    };
}

} // namespace test
