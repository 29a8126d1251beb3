// smaps-agent: options → memory → hosts → exit code. Everything is reserved here, nothing grows afterwards.
#include "agent/exit_code.hpp"
#include "agent/options.hpp"
#include "agent/server.hpp"
#include "agent/sys/entry.hpp"
#include "agent/transport/console.hpp"

namespace {

using namespace agent;
using transport::print_message;

constexpr std::size_t k_bytes_per_process = 256; ///< of all memory: so many processes have a place in the table

/// Divides the memory after the buffers; the encoder gets the rest, from the beginning of a page on.
MemoryLayout layout_of(std::uint8_t* memory, std::size_t size) {
    constexpr std::size_t k_page_bytes = 4096; // where pages are larger, one more of them may be touched
    constexpr std::size_t k_size_min = std::size_t{Options::k_memory_kb_min} * 1024;
    static_assert(sizeof(Buffers) % alignof(sources::Process) == 0 &&
                  sizeof(sources::Process) <= k_bytes_per_process / 4);
    static_assert((k_size_min - sizeof(Buffers)) / 4 * 3 - k_page_bytes >= encode::SmapsEncoder::k_memory_bytes_min);
    const std::size_t places = (size - sizeof(Buffers)) / k_bytes_per_process;
    const std::size_t count = places < protocol::k_processes_max ? places : protocol::k_processes_max;
    const std::size_t table_end = sizeof(Buffers) + count * sizeof(sources::Process);
    const std::size_t used = (table_end + k_page_bytes - 1) & ~(k_page_bytes - 1);
    return {{reinterpret_cast<sources::Process*>(memory + sizeof(Buffers)), count}, {memory + used, size - used}};
}

int serve(const Options& options, const StartFacts& facts, transport::Link& link, std::uint8_t* memory,
          PageTrimmer& page_trimmer) {
    const std::size_t memory_bytes = std::size_t{options.memory_kb} * 1024;
    page_trimmer.set_memory({memory, memory_bytes});
    Buffers& buffers = *reinterpret_cast<Buffers*>(memory);
    const MemoryLayout layout = layout_of(memory, memory_bytes);
    sources::ProcFiles files(options.proc_root, buffers.reading);
    SystemInfo system(files, facts);
    system.identity().state_bytes_max = static_cast<std::uint32_t>(layout.state.size());
    Context context{options, link, files, system.identity(), buffers, page_trimmer};
    return serve_hosts(context, layout);
}

/// A proc root must hold processes or be one day filled with them: here it must at least be a directory.
bool check_root(const char* path) {
    std::uint8_t entry[512];
    sources::ProcFile root(path);
    const sys::Errno error = root.ok() ? root.entries(entry).error() : root.error();
    if (error != sys::Errno::none) {
        print_message(path, transport::reason_of(error), Message::give_a_directory);
    }
    return error == sys::Errno::none;
}

int run(const Options& options, const StartFacts& facts) {
    if (options.nice != Options::k_nice_unasked && !sys::set_priority(options.nice).ok()) {
        print_message("--nice", Message::nice_refused);
    }
    PageTrimmer page_trimmer(facts.page_bytes);
    std::uint8_t* const memory = sys::reserve(std::size_t{options.memory_kb} * 1024);
    if (memory == nullptr) {
        print_message("--memory", Message::no_memory);
        return k_exit_failed;
    }
    transport::Link link(options, refusals());
    const int code = link.open() ? serve(options, facts, link, memory, page_trimmer) : k_exit_failed;
    link.restore();
    return code;
}

int start(char* const* arguments, char* const* environment) {
    Options options;
    const Misuse misuse = parse_options(arguments, options);
    if (!misuse.none()) {
        print_message(misuse.object, misuse.what);
        return k_exit_usage;
    }
    if (options.help || options.version) {
        transport::print_text(options.help ? Message::usage : Message::version);
        return k_exit_done;
    }
    return check_root(options.proc_root) ? run(options, read_start_facts(environment)) : k_exit_failed;
}

} // namespace

/// Called by _start with the initial stack: argc, argv, NULL, environment, NULL, auxiliary vector.
extern "C" [[noreturn, gnu::used]] void agent_start(long* stack) {
    const long count = stack[0];
    char** const arguments = reinterpret_cast<char**>(stack + 1);
    agent::sys::exit(start(arguments + (count != 0 ? 1 : 0), arguments + count + 1));
}
