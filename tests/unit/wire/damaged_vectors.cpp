// Worked bytes of damaged streams.
#include "tests/unit/wire/sample_agent.hpp"
#include "tests/unit/wire/vectors.hpp"

#include <initializer_list>
#include <utility>

namespace test {
namespace {

/// hello, key sweep without processes, two idle sweeps, hello and key sweep again; where each begins.
struct Pieces {
    Bytes first, idle, again;
};

Pieces pieces() {
    SampleAgent agent(protocol::k_encoding_coded);
    agent.hello();
    agent.key_without_processes();
    Pieces all;
    all.first = std::exchange(agent.sink.kept, {});
    agent.frames.write_idle();
    all.idle = std::exchange(agent.sink.kept, {});
    agent.frames.write_idle();
    ++(++agent.session.next_sweep);
    agent.sink.kept.clear();
    agent.hello();
    agent.key_without_processes();
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
    SampleAgent agent(protocol::k_encoding_raw);
    agent.hello();
    agent.sweeps.begin(true);
    agent.came(7);
    agent.sweeps.end_records();
    agent.sweeps.finish(1);
    return agent.sink.kept;
}

} // namespace

std::vector<Vector> damaged_vectors() {
    return {
        {"v1_bad_bit", "A bit of an idle sweep is wrong: dropped; the next hello shows how many frames are missing.",
         bit_flipped, story_of_session_whole},
        {"v1_bad_cut", "A frame cut short ends where the next begins.", cut_frame, story_of_session_whole},
        {"v1_bad_noise", "A prompt before and a kernel message between the frames are skipped.", noise,
         story_of_session_whole},
        {"v1_bad_duplicate", "A frame that comes twice counts once.", duplicated, story_of_session_whole},
        {"v1_bad_lost", "Two idle sweeps are missing; a key sweep follows.", lost, story_of_session_whole},
        {"v1_bad_early", "A reader that joins late understands nothing before the first hello.", joined_late,
         story_of_session_whole},
        {"v1_bad_length", "A length above the limit: the frame is given up at once.", length_too_long,
         story_of_session_whole},
        {"v1_bad_check", "A sweep whose check is not that of its texts is not shown.", wrong_check,
         story_of_session_whole},
    };
}

} // namespace test
