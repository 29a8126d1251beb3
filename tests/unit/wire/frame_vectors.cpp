// Worked bytes of the frames beside the sweeps: hello, info, control, goodbye, those of a capture, unknown ones.
#include "tests/unit/wire/sample_agent.hpp"
#include "tests/unit/wire/story.hpp"
#include "tests/unit/wire/vectors.hpp"

#include "host/capture/capture_writer.hpp"
#include "host/session/control.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace test {
namespace {

Bytes whole_hello() {
    SampleAgent agent(protocol::k_encoding_coded);
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

template <typename Fill>
void info_frame(SampleAgent& agent, Fill fill) {
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
    SampleAgent agent(protocol::k_encoding_coded);
    agent.hello();
    info_frame(agent, [](ValueWriter& value) {
        value.field(protocol::InfoField::next_sweep, 0U);
        value.field(protocol::InfoField::meminfo_text, std::string_view("MemTotal: 1000 kB\nMemFree: 600 kB\n"));
    });
    agent.key_without_processes();
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
    SampleAgent agent(protocol::k_encoding_coded);
    agent.goodbye(protocol::GoodbyeReason::busy, "another host is served");
    return agent.sink.kept;
}

Bytes capture() {
    std::string path = std::filesystem::temp_directory_path().string() + "/vector-XXXXXX";
    close(mkstemp(path.data()));
    {
        auto writer = host::capture::CaptureWriter::open(path);
        (*writer)->note("board:7000", 1'700'000'000'000'000);
        SampleAgent agent(protocol::k_encoding_coded);
        agent.hello();
        (*writer)->append(agent.sink.kept, true);
        (*writer)->hello(agent.sink.kept.size(), 0, true);
        agent.sink.kept.clear();
        agent.key_without_processes();
        (*writer)->append(agent.sink.kept, true);
        (*writer)->finish();
    }
    std::ifstream file(path, std::ios::binary);
    Bytes stream{std::istreambuf_iterator<char>(file), {}};
    std::filesystem::remove(path);
    return stream;
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

} // namespace

std::vector<Vector> frame_vectors() {
    return {
        {"v1_hello", "A hello with every field, from a big-endian board.", whole_hello, story_of_session_whole},
        {"v1_info", "Meminfo whole with the key sweep and as changes later; costs; totals.", info,
         story_of_session_whole},
        {"v1_control", "From the host: a selection, a key sweep now, stop.", control, story_of_control},
        {"v1_busy", "The only frame of a connection that cannot be served; it needs no hello: its number is 0.", busy,
         story_of_session_whole},
        {"v1_capture", "A capture file: note, stream, index frame.", capture, story_of_capture},
        {"v1_newer_major", "A newer major version is refused.", newer_major, story_of_session_whole},
        {"v1_unknown", "An unknown frame type and an unknown record are skipped.", unknown_things,
         story_of_session_whole},
    };
}

} // namespace test
