#include "tests/fuzz/seeds.hpp"

#include "tests/fuzz/session_input.hpp"
#include "tests/support/coded_session.hpp"

namespace test {
namespace {

Bytes as_input(const Recorded& session) {
    Bytes input;
    for (std::size_t i = 0; i < session.payloads.size(); ++i) {
        append_frame(input, session.heads[i].type, session.payloads[i]);
    }
    return input;
}

/// Console text before every frame; one frame cut short, one with a bit turned over.
Bytes between_noise(const Recorded& session) {
    Bytes stream = bytes_of("login: root\r\n# ");
    for (std::size_t i = 0; i < session.frames.size(); ++i) {
        Bytes frame = session.frames[i];
        if (i == 4) {
            frame.resize(frame.size() / 2);
        } else if (i == 6) {
            frame.back() ^= 1;
        }
        append(stream, bytes_of("[  12.34] usb 1-1: new device\r\n"));
        append(stream, frame);
    }
    return stream;
}

/// After a hello: lengths that no frame can have, and one that the stream does not keep.
Bytes lying_lengths() {
    Bytes stream = hello();
    for (const Bytes& length : {Bytes{0xFF, 0xFF, 0xFF, 0xFF}, Bytes{0x81, 0x80, 0x01}, Bytes{0xFF, 0x7F}}) {
        stream.insert(stream.end(), {protocol::k_sync, 0x23, 1});
        append(stream, length);
        append(stream, idle(1));
    }
    return stream;
}

/// In a valid frame: records longer than their sweep, more processes and texts than there can be.
Bytes lying_records() {
    Bytes input;
    const Bytes huge{0xFF, 0xFF, 0xFF, 0xFF, 0x0F};
    for (std::uint8_t tag = 1; tag < 9; ++tag) {
        Bytes payload{tag};
        append(payload, huge);
        append_frame(input, 0x2B | protocol::k_sweep_key, payload);
        append_field(payload = {}, tag, huge);
        append(payload, Bytes{0, 0, 0, 0, 0});
        append_frame(input, 0x2B, payload);
    }
    return input;
}

} // namespace

std::map<std::string, Bytes> fuzz_seeds() {
    return {
        {"session_decoder/coded.bin", as_input(recorded())}, {"session_decoder/lying_records.bin", lying_records()},
        {"frame_reader/import.bin", recorded().stream()},    {"frame_reader/noise.bin", between_noise(recorded())},
        {"frame_reader/lying_lengths.bin", lying_lengths()},
    };
}

} // namespace test
