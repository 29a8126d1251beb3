#include "tests/unit/wire/vectors.hpp"

#include "agent/encode/message_writer.hpp"
#include "agent/encode/smaps_encoder.hpp"
#include "agent/encode/sweep_writer.hpp"
#include "agent/encode/text_records.hpp"
#include "host/capture/capture_writer.hpp"
#include "host/session/control.hpp"
#include "tests/unit/agent/memory_sink.hpp"
#include "tests/unit/wire/notes.hpp"
#include "tests/unit/wire/story.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace test {
namespace {

using agent::encode::ValueWriter;
using protocol::FrameType;
using protocol::ProcessField;
using protocol::RecordTag;

const std::string k_text = "00400000-00401000 r-xp 00000000 08:02 42 /bin/a\nSize: 4 kB\nRss: 4 kB\n";
const std::string k_grown = "00400000-00402000 r-xp 00000000 08:02 42 /bin/a\nSize: 8 kB\nRss: 8 kB\n";

std::span<const std::uint8_t> bytes_view(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// An agent's way out: everything it writes in `sink.kept`.
struct Agent {
    explicit Agent(std::uint8_t encodings, std::size_t payload_bytes = 4096)
        : payload(payload_bytes), memory(std::size_t{1} << 18), text_buffer(agent::encode::SmapsEncoder::k_text_bytes),
          coder(memory, text_buffer.data()) {
        identity.encodings = encodings;
        session.id = 0x1122334455667788;
        session.period_ms = 1000;
    }

    void hello() {
        std::array<std::uint8_t, 1024> scratch{};
        agent::encode::write_hello(frames, identity, session, scratch);
    }
    template <typename Fill>
    void record(RecordTag tag, Fill fill) {
        std::array<std::uint8_t, 512> bytes{};
        ValueWriter value(bytes);
        fill(value);
        sweeps.record(tag, value.value());
    }
    void came(std::uint32_t pid) {
        record(RecordTag::came, [pid](ValueWriter& value) {
            value.varint(pid);
            value.field(ProcessField::start_time, 1000U);
            value.field(ProcessField::comm, std::string_view("a"));
        });
    }
    /// The rest of a sweep of one process with coded text.
    void coded(bool key, std::uint32_t pid, const std::string& text) {
        sweeps.end_records();
        coder.begin_sweep(key, sweeps);
        coder.begin_process(pid);
        coder.text(bytes_view(text));
        coder.end_process(protocol::Status::ok);
        coder.end_sweep();
        sweeps.finish(coder.text_hash());
    }
    void key_of_nobody() {
        sweeps.begin(true);
        sweeps.end_records();
        sweeps.finish(0);
        ++session.next_sweep;
    }
    void goodbye(protocol::GoodbyeReason reason, std::string_view text) {
        agent::encode::write_goodbye(frames, reason, text);
    }

    MemorySink sink;
    std::array<std::uint8_t, 512> buffer{};
    std::vector<std::uint8_t> payload;
    std::vector<std::uint8_t> memory;
    std::vector<std::uint8_t> text_buffer;
    agent::encode::FrameWriter frames{sink, buffer};
    agent::encode::SweepWriter sweeps{frames, payload};
    agent::encode::SmapsEncoder coder;
    agent::encode::Identity identity;
    agent::encode::SessionState session;
};

Bytes whole_hello() {
    Agent agent(protocol::k_encoding_coded);
    agent.identity = {.agent_version = "1.0",
                      .cpu = "mips",
                      .big_endian = true,
                      .page_bytes = 4096,
                      .clock_ticks = 100,
                      .kernel_release = "4.14.0",
                      .machine = "mips",
                      .boot_id = "8a7f1f4e-2d0b-4b0c-9d0a-0123456789ab",
                      .host_name = "board",
                      .privileges = 3,
                      .address_bits = 32,
                      .state_bytes_max = 1 << 20,
                      .encodings = protocol::k_encoding_coded};
    agent.session.start_wall_us = 1'700'000'000'000'000;
    agent.session.start_monotonic_us = 60'000'000;
    agent.hello();
    return agent.sink.kept;
}

Bytes idle_sweep() {
    Agent agent(protocol::k_encoding_coded);
    agent.hello();
    agent.key_of_nobody();
    agent.frames.write_idle();
    agent.sweeps.begin(false);
    agent.sweeps.finish(0); // a sweep without any byte in it becomes the same six
    agent.goodbye(protocol::GoodbyeReason::count, "done");
    return agent.sink.kept;
}

/// As an agent with encoding 1 sends it; ours has none.
void raw_sweep(Agent& agent, bool key, const std::string& text, std::size_t portion) {
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
    Agent agent(protocol::k_encoding_raw);
    agent.hello();
    agent.sweeps.begin(true);
    agent.came(7);
    raw_sweep(agent, true, k_text, 1000);
    agent.sweeps.begin(false);
    raw_sweep(agent, false, k_grown, 50);
    return agent.sink.kept;
}

Bytes coded_sweeps() {
    Agent agent(protocol::k_encoding_coded);
    agent.hello();
    agent.sweeps.begin(true);
    agent.came(7);
    agent.coded(true, 7, k_text);
    agent.sweeps.begin(false);
    agent.coded(false, 7, k_grown);
    return agent.sink.kept;
}

/// As a kernel prints it, with few keys.
std::string area(const std::string& header, const std::array<int, 7>& kb, const std::string& flags) {
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
    Agent agent(protocol::k_encoding_coded);
    agent.hello();
    agent.sweeps.begin(true);
    agent.came(7);
    agent.coded(true, 7,
                area(code, {8, 8, 4, 8, 0, 0, 0}, "rd ex mr mw me") +
                    area(data, {4, 4, 4, 0, 0, 0, 4}, "rd wr mr mw me") +
                    area("00403000-00424000" + heap, {132, 8, 8, 0, 0, 0, 8}, "rd wr mr mw me"));
    agent.sweeps.begin(false);
    agent.coded(false, 7,
                area(code, {8, 8, 4, 8, 0, 0, 0}, "rd ex mr mw me") +
                    area("00403000-00428000" + heap, {148, 16, 16, 0, 0, 4, 12}, "rd wr mr mw me") +
                    area(library, {64, 12, 4, 12, 0, 0, 0}, "rd ex mr mw me") + "b6f10000 is no header\n");
    return agent.sink.kept;
}

Bytes several_frames() {
    Agent agent(protocol::k_encoding_raw, 48);
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
    Agent agent(protocol::k_encoding_raw);
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

/// The period changes in a key sweep, after one that was left out.
Bytes new_period() {
    Agent agent(protocol::k_encoding_coded);
    agent.hello();
    agent.key_of_nobody();
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

template <typename Fill>
void info_frame(Agent& agent, Fill fill) {
    std::array<std::uint8_t, 256> buffer{};
    ValueWriter value(buffer);
    fill(value);
    agent.frames.write(FrameType::info, value.value());
}

template <typename... Numbers>
void number_list(ValueWriter& fields, protocol::InfoField tag, Numbers... numbers) {
    std::array<std::uint8_t, 64> buffer{};
    ValueWriter value(buffer);
    (value.varint(numbers), ...);
    fields.field(tag, value.value());
}

Bytes info() {
    Agent agent(protocol::k_encoding_coded);
    agent.hello();
    info_frame(agent, [](ValueWriter& value) {
        value.field(protocol::InfoField::next_sweep, 0U);
        value.field(protocol::InfoField::meminfo_text, std::string_view("MemTotal: 1000 kB\nMemFree: 600 kB\n"));
    });
    agent.key_of_nobody();
    agent.frames.write_idle();
    info_frame(agent, [](ValueWriter& value) {
        value.field(protocol::InfoField::next_sweep, 2U);
        number_list(value, protocol::InfoField::meminfo_changes, 1U, protocol::zigzag(-8));
        number_list(value, protocol::InfoField::sweep_costs, 900U, 800U, 700U, 650U);
        number_list(value, protocol::InfoField::totals, 2U, 0U, 140U, 1U);
    });
    return agent.sink.kept;
}

Bytes control() {
    host::session::Control control;
    host::cli::Options options;
    options.which.pids = {7, 300};
    options.which.period_us = 500'000;
    options.how.key_interval_us = 10'000'000;
    Bytes stream = control.selection(options);
    append(stream, control.key_now());
    append(stream, control.stop());
    return stream;
}

Bytes busy() {
    Agent agent(protocol::k_encoding_coded);
    agent.goodbye(protocol::GoodbyeReason::busy, "another host is served");
    return agent.sink.kept;
}

Bytes stuffing() {
    Agent agent(protocol::k_encoding_raw);
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

Bytes capture() {
    std::string path = std::filesystem::temp_directory_path().string() + "/vector-XXXXXX";
    close(mkstemp(path.data()));
    {
        auto writer = host::capture::CaptureWriter::open(path);
        (*writer)->note("board:7000", 1'700'000'000'000'000);
        Agent agent(protocol::k_encoding_coded);
        agent.hello();
        (*writer)->append(agent.sink.kept, true);
        (*writer)->hello(agent.sink.kept.size(), 0, true);
        agent.sink.kept.clear();
        agent.key_of_nobody();
        (*writer)->append(agent.sink.kept, true);
        (*writer)->finish();
    }
    std::ifstream file(path, std::ios::binary);
    Bytes stream{std::istreambuf_iterator<char>(file), {}};
    std::filesystem::remove(path);
    return stream;
}

// Damage: streams as above, with something done to them.

/// hello, key sweep of nobody, two idle sweeps, hello and key sweep again; where each begins.
struct Pieces {
    Bytes first, idle, again;
};

Pieces pieces() {
    Agent agent(protocol::k_encoding_coded);
    agent.hello();
    agent.key_of_nobody();
    Pieces all;
    all.first = std::exchange(agent.sink.kept, {});
    agent.frames.write_idle();
    all.idle = std::exchange(agent.sink.kept, {});
    agent.frames.write_idle();
    ++(++agent.session.next_sweep);
    agent.sink.kept.clear();
    agent.hello();
    agent.key_of_nobody();
    all.again = agent.sink.kept;
    return all;
}

Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes stream;
    for (const Bytes& part : parts) {
        append(stream, part);
    }
    return stream;
}

Bytes bit_flipped() {
    Pieces all = pieces();
    all.idle[2] ^= 0x10;
    return joined({all.first, all.idle, all.again});
}

Bytes cut_frame() {
    Pieces all = pieces();
    all.idle.resize(4);
    return joined({all.first, all.idle, all.again});
}

Bytes noise() {
    const Pieces all = pieces();
    return joined({bytes_of("# "), all.first, bytes_of("\r\n[ 12.3] eth0: link up\r\n"), all.idle});
}

Bytes duplicated() {
    const Pieces all = pieces();
    return joined({all.first, all.idle, all.idle});
}

Bytes lost() {
    const Pieces all = pieces();
    return joined({all.first, all.again});
}

Bytes joined_late() {
    const Pieces all = pieces();
    return joined({all.idle, all.again});
}

Bytes length_too_long() {
    Bytes stream = pieces().first;
    append(stream, Bytes{0x1E, 0x23, 0x02, 0x81, 0x80, 0x01, 0x00});
    append(stream, pieces().again);
    return stream;
}

Bytes wrong_check() {
    Agent agent(protocol::k_encoding_raw);
    agent.hello();
    agent.sweeps.begin(true);
    agent.came(7);
    agent.sweeps.end_records();
    agent.sweeps.finish(1);
    return agent.sink.kept;
}

Bytes newer_major() {
    return test::hello({.major = 2});
}

Bytes unknown_things() {
    Bytes stream = test::hello();
    append(stream, frame(0x3F, 1, bytes_of("later")));
    Records later;
    later.add(static_cast<RecordTag>(99), bytes_of("later")).came(7);
    append(stream, test::sweep(2, true, later, 0));
    return stream;
}

std::vector<std::string> session(const Bytes& stream) {
    return story_of_session(stream);
}

} // namespace

const std::vector<Vector>& vectors() {
    static const std::vector<Vector> all{
        {"v1_hello", "A hello with all that an agent can say, from a big-endian board.", whole_hello, session},
        {"v1_idle_sweep", "Nothing changes: six bytes a sweep.", idle_sweep, session},
        {"v1_raw_sweeps", "Raw texts: a key sweep, then a delta with the changed text in two chunks.", raw_sweeps,
         session},
        {"v1_coded_sweeps", "Coded texts: the same two sweeps as v1_raw_sweeps.", coded_sweeps, session},
        {"v1_coded_changes", "Coded texts: an area grows, one goes, one comes, and a text that fits no schema.",
         coded_changes, session},
        {"v1_several_frames", "One sweep in as many frames as its body needs, here of 48 bytes.", several_frames,
         session},
        {"v1_records", "Every record and every field of a process, then an idle sweep by the new period.", records,
         session},
        {"v1_new_period",
         "A key sweep that changes the period; its hello says when it was planned and counts what was skipped.",
         new_period, session},
        {"v1_info", "Meminfo whole with the key sweep and as changes later; costs; totals.", info, session},
        {"v1_control", "From the host: a selection, a key sweep now, stop.", control, story_of_control},
        {"v1_busy", "The only frame of a connection that cannot be served; it needs no hello: its number is 0.", busy,
         session},
        {"v1_stuffing", "The byte 1E as sequence number, pid, length and content: every one is followed by 00.",
         stuffing, session},
        {"v1_capture", "A capture file: note, stream, index frame.", capture, story_of_capture},
        {"v1_bad_bit", "A bit of an idle sweep is wrong: dropped; the next hello tells how many frames are missing.",
         bit_flipped, session},
        {"v1_bad_cut", "A frame cut short ends where the next begins.", cut_frame, session},
        {"v1_bad_noise", "A prompt before and a kernel message between the frames are skipped.", noise, session},
        {"v1_bad_duplicate", "A frame that comes twice counts once.", duplicated, session},
        {"v1_bad_lost", "Two idle sweeps are missing; a key sweep follows.", lost, session},
        {"v1_bad_early", "A reader that joins late understands nothing before the first hello.", joined_late, session},
        {"v1_bad_length", "A length above the limit: the frame is given up at once.", length_too_long, session},
        {"v1_bad_check", "A sweep whose check is not that of its texts is not shown.", wrong_check, session},
        {"v1_newer_major", "A newer major version is refused.", newer_major, session},
        {"v1_unknown", "An unknown frame type and an unknown record are skipped.", unknown_things, session},
    };
    return all;
}

std::string file_text(const Vector& vector) {
    const Bytes stream = vector.encode();
    std::string text = "# " + vector.about + "\n\n" + notes(stream) + "\n";
    for (const std::string& line : vector.decode(stream)) {
        text += "> " + line + "\n";
    }
    return text;
}

} // namespace test
