// An address space that never rests: churn [SEED]. Maps, touches, protects, splits and unmaps mappings of many sizes,
// starts short threads and short-lived children, all by a fixed sequence of pseudo-random numbers. Prints "ready" when
// it begins; ends when its standard input does.
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace {

constexpr std::size_t k_areas = 200;
constexpr std::size_t k_page_bytes = 4096;
constexpr std::uint32_t k_pages_max = 64;

struct Area {
    std::byte* start = nullptr;
    std::size_t pages = 0;
};

/// Xorshift: the same sequence on every machine.
class Numbers {
  public:
    explicit Numbers(std::uint32_t seed) : state_(seed | 1) {}
    std::uint32_t below(std::uint32_t limit) {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
        return state_ % limit;
    }

  private:
    std::uint32_t state_;
};

void touch(const Area& area, std::size_t pages) {
    for (std::size_t page = 0; page < pages && page < area.pages; ++page)
        area.start[page * k_page_bytes] = std::byte{1};
}

void replace(Area& area, Numbers& numbers) {
    if (area.start != nullptr)
        munmap(area.start, area.pages * k_page_bytes);
    area.pages = 1 + numbers.below(k_pages_max);
    const int sharing = numbers.below(4) == 0 ? MAP_SHARED : MAP_PRIVATE;
    void* memory = mmap(nullptr, area.pages * k_page_bytes, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
    area.start = memory == MAP_FAILED ? nullptr : static_cast<std::byte*>(memory);
    if (area.start != nullptr)
        touch(area, numbers.below(k_pages_max));
}

/// Makes the first half read-only: one mapping becomes two.
void split(const Area& area) {
    if (area.start != nullptr && area.pages > 1)
        mprotect(area.start, area.pages / 2 * k_page_bytes, PROT_READ);
}

void step(std::array<Area, k_areas>& areas, Numbers& numbers) {
    Area& area = areas[numbers.below(k_areas)];
    const std::uint32_t what = numbers.below(1000);
    if (what < 700) {
        replace(area, numbers);
    } else if (what < 990) {
        split(area);
    } else if (what < 998) {
        std::thread([] { usleep(1000); }).join();
    } else if (fork() == 0) {
        usleep(20000);
        _exit(0);
    }
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
}

bool input_ended(int wait_ms) {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    char byte = 0;
    return poll(&input, 1, wait_ms) > 0 && read(STDIN_FILENO, &byte, 1) <= 0;
}

} // namespace

int main(int argc, char** argv) {
    Numbers numbers(argc > 1 ? static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10)) : 1);
    std::array<Area, k_areas> areas{};
    std::puts("ready");
    std::fflush(stdout);
    while (!input_ended(1)) {
        for (int i = 0; i < 10; ++i)
            step(areas, numbers);
    }
}
