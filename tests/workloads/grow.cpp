// A heap that grows at a known rate: grow START_KB KB_PER_SECOND. Touched as soon as allocated, never freed.
// Prints "ready" once START_KB are resident; ends when its standard input does.
#include <poll.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t k_kb = 1024;

/// Bytes of brk heap, all touched; left to the process's end on purpose: that is the workload.
bool take_heap(std::size_t bytes) {
    void* memory = sbrk(static_cast<std::ptrdiff_t>(bytes));
    if (memory == reinterpret_cast<void*>(-1)) // what sbrk returns when there is no more
        return false;
    std::memset(memory, 1, bytes);
    return true;
}

bool input_ended(int wait_ms) {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    char byte = 0;
    return poll(&input, 1, wait_ms) > 0 && read(STDIN_FILENO, &byte, 1) <= 0;
}

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: grow START_KB KB_PER_SECOND\n", stderr);
        return 2;
    }
    const std::size_t start_kb = number(argv[1]);
    const std::size_t kb_per_second = number(argv[2]);
    if (!take_heap(start_kb * k_kb))
        return 1;
    std::puts("ready");
    std::fflush(stdout);

    const auto start = Clock::now();
    std::size_t taken_kb = 0;
    while (!input_ended(100)) {
        const auto elapsed_ms = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
        const std::size_t due_kb = static_cast<std::size_t>(elapsed_ms) * kb_per_second / 1000;
        if (!take_heap((due_kb - taken_kb) * k_kb))
            return 1;
        taken_kb = due_kb;
    }
}
