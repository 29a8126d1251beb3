// smaps-agent: options → room → hosts → exit code. Everything is reserved here, nothing grows afterwards.
#include "agent/board.hpp"
#include "agent/exit_code.hpp"
#include "agent/hosts.hpp"
#include "agent/options.hpp"
#include "agent/sampler.hpp"
#include "agent/sys/entry.hpp"
#include "agent/transport/console.hpp"

namespace {

using namespace agent;

/// Hands out the memory reserved at the start, in the order of use; a page that is never touched costs nothing.
class Room {
  public:
    Room(std::uint8_t* begin, std::size_t size) : at_(begin), left_(size) {}

    std::span<std::uint8_t> take(std::size_t size) {
        const std::size_t rounded = (size + 15) & ~std::size_t{15};
        const std::span<std::uint8_t> taken(at_, size);
        at_ += rounded;
        left_ -= rounded < left_ ? rounded : left_;
        return taken;
    }
    std::size_t left() const { return left_; }

  private:
    std::uint8_t* at_;
    std::size_t left_;
};

constexpr std::size_t k_costs_bytes = 512;
constexpr std::size_t k_bytes_per_process = 256; ///< of all memory: so many processes have a place in the table

std::span<sources::Process> take_processes(Room& room) {
    const std::size_t count = room.left() / k_bytes_per_process;
    const std::size_t held = count < protocol::k_processes_max ? count : protocol::k_processes_max;
    return {reinterpret_cast<sources::Process*>(room.take(held * sizeof(sources::Process)).data()), held};
}

/// Buffers whose sizes are known; the coder gets what is left.
struct Buffers {
    explicit Buffers(Room& room)
        : sampler{take_processes(room), room.take(Sampler::k_reading_bytes), room.take(k_description_bytes)},
          payload(room.take(encode::k_sweep_payload_bytes)), frame(room.take(encode::k_sweep_payload_bytes + 512)),
          control(room.take(ControlReader::k_buffer_bytes)), costs(room.take(k_costs_bytes)) {}

    SamplerRoom sampler;
    std::span<std::uint8_t> payload, frame, control, costs;
};

int serve(const Options& options, const StartFacts& facts, const Buffers& buffers, encode::SmapsEncoder* coder,
          std::size_t state_bytes) {
    const transport::Signals signals;
    sources::ProcPaths paths(options.proc_root);
    Board board(paths, facts);
    Meminfo meminfo(paths);
    Encoder encoder(coder);
    board.identity().encodings = encoder.encodings();
    board.identity().state_bytes_max = static_cast<std::uint32_t>(state_bytes);
    Sampler sampler(paths, encoder, buffers.sampler);
    Workshop shop{options,         board.identity(),        sampler,
                  meminfo,         buffers.payload,         buffers.frame,
                  buffers.control, buffers.sampler.reading, buffers.sampler.description,
                  buffers.costs};
    Hosts hosts(options, signals);
    return hosts.open() ? hosts.serve(shop) : k_exit_failed;
}

int run(const Options& options, const StartFacts& facts) {
    if (options.renice && !sys::set_priority(options.nice).ok()) {
        transport::tell("--nice", "not permitted", "running as before");
    }
    const std::size_t memory_bytes = std::size_t{options.memory_kb} * 1024;
    std::uint8_t* const memory = sys::reserve(memory_bytes);
    if (memory == nullptr) {
        transport::tell("--memory", "there is not so much", "ask for less");
        return k_exit_failed;
    }
    Room room(memory, memory_bytes);
    const Buffers buffers(room);
    if (room.left() < encode::SmapsEncoder::k_memory_bytes_min) {
        return serve(options, facts, buffers, nullptr, 0);
    }
    const std::size_t state_bytes = room.left();
    encode::SmapsEncoder coder(room.take(state_bytes));
    return serve(options, facts, buffers, &coder, state_bytes);
}

/// A proc root must hold processes or be one day filled with them: here it must at least be a directory.
bool check_root(std::string_view path) {
    sources::ProcPaths paths(path);
    std::uint8_t entry[1024];
    sources::ProcFile root(paths.root());
    const sys::Errno error = root.ok() ? root.entries(entry).error() : root.error();
    if (error != sys::Errno::none) {
        transport::tell(path, sys::describe(error), "give --proc a directory like /proc");
    }
    return error == sys::Errno::none;
}

int start(std::span<char* const> arguments, char* const* environment) {
    Options options;
    const Misuse misuse = parse_options(arguments, options);
    if (!misuse.none()) {
        transport::tell(misuse.object, misuse.what, misuse.next);
        return k_exit_usage;
    }
    if (options.help) {
        transport::print(usage());
        return k_exit_done;
    }
    if (options.version) {
        transport::print("smaps-agent " SMAPS_VERSION "\n");
        return k_exit_done;
    }
    return check_root(options.proc_root) ? run(options, read_start_facts(environment)) : k_exit_failed;
}

} // namespace

/// Called by _start with the initial stack: argc, argv, NULL, environment, NULL, auxiliary vector.
extern "C" [[noreturn, gnu::used]] void agent_start(long* stack) {
    const auto count = static_cast<std::size_t>(stack[0]);
    char** const arguments = reinterpret_cast<char**>(stack + 1);
    const std::size_t skipped = count != 0 ? 1 : 0;
    agent::sys::exit(start({arguments + skipped, count - skipped}, arguments + count + 1));
}
