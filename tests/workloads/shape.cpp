// One process with a piece of each kind of memory, of known size: shape [KIND=KB[,KB…]]…
//   heap=N anon=N stacks=A,B,… merged=N bss=N relro memfd=N sysv=N hugetlb=N jit=N
// For each piece it prints what it is: `area CLASS START-END TOUCHED_KB`, or `skipped KIND: reason` where the kernel
// does not allow it; TOUCHED_KB is counted by mincore(2), never less than what was asked for. Then "ready"; ends when
// its standard input does. Static or dynamic: with the library linked in, .bss and RELRO are the program's own.
#include "shape_library.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t k_kb = 1024;
constexpr std::size_t k_threads_max = 64;

std::size_t page_bytes() {
    static const auto bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    return bytes;
}

void skipped(const char* kind) {
    std::printf("skipped %s: %s\n", kind, std::strerror(errno));
}

/// Pages of the range that are in memory, in kB.
std::size_t resident_kb(std::uintptr_t start, std::uintptr_t end) {
    std::vector<unsigned char> pages((end - start) / page_bytes());
    if (pages.empty() || mincore(reinterpret_cast<void*>(start), end - start, pages.data()) != 0) {
        return 0;
    }
    std::size_t count = 0;
    for (const unsigned char page : pages) {
        count += page & 1U;
    }
    return count * page_bytes() / k_kb;
}

void print_area(const char* memory_class, std::uintptr_t start, std::uintptr_t end, std::size_t touched_kb) {
    std::printf("area %s %llx-%llx %zu\n", memory_class, static_cast<unsigned long long>(start),
                static_cast<unsigned long long>(end), touched_kb);
}

/// The whole pages from `start` on, written and reported.
void touch_and_print(const char* memory_class, void* start, std::size_t bytes) {
    std::memset(start, 1, bytes);
    const auto first = reinterpret_cast<std::uintptr_t>(start);
    const std::uintptr_t end = (first + bytes + page_bytes() - 1) / page_bytes() * page_bytes();
    print_area(memory_class, first, end, resident_kb(first, end));
}

void make_heap(std::size_t bytes) {
    const auto now = reinterpret_cast<std::uintptr_t>(sbrk(0));
    const std::size_t to_page = (page_bytes() - now % page_bytes()) % page_bytes();
    void* const before = sbrk(static_cast<std::ptrdiff_t>(to_page + bytes));
    if (before == reinterpret_cast<void*>(-1)) {
        skipped("heap");
        return;
    }
    touch_and_print("heap", reinterpret_cast<void*>(now + to_page), bytes);
}

void make_mapping(const char* kind, const char* memory_class, std::size_t bytes, int protection, int flags, int fd) {
    void* const memory = mmap(nullptr, bytes, protection, flags, fd, 0);
    if (memory == MAP_FAILED) {
        skipped(kind);
        return;
    }
    touch_and_print(memory_class, memory, bytes);
}

void make_memfd(std::size_t bytes) {
#ifdef SYS_memfd_create
    const auto fd = static_cast<int>(syscall(SYS_memfd_create, "shape", 0));
#else
    const int fd = -1;
    errno = ENOSYS;
#endif
    if (fd < 0 || ftruncate(fd, static_cast<off_t>(bytes)) != 0) {
        skipped("memfd");
        return;
    }
    make_mapping("memfd", "shared_memory", bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
}

void make_sysv(std::size_t bytes) {
    const int id = shmget(IPC_PRIVATE, bytes, 0600);
    void* const memory = id < 0 ? reinterpret_cast<void*>(-1) : shmat(id, nullptr, 0);
    if (id >= 0) {
        shmctl(id, IPC_RMID, nullptr); // removed with the last process that has it
    }
    if (memory == reinterpret_cast<void*>(-1)) {
        skipped("sysv");
        return;
    }
    touch_and_print("shared_memory", memory, bytes);
}

/// Not in Rss: what is touched is all of it.
void make_hugetlb(std::size_t bytes) {
    void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
    if (memory == MAP_FAILED) {
        skipped("hugetlb");
        return;
    }
    std::memset(memory, 1, bytes);
    const auto start = reinterpret_cast<std::uintptr_t>(memory);
    print_area("huge_pages", start, start + bytes, bytes / k_kb);
}

/// Threads that have touched half of their stack and wait for the end.
struct Threads {
    pthread_barrier_t touched;
    pthread_barrier_t never;
    std::array<std::size_t, k_threads_max> stack_bytes{};
    std::size_t count = 0;
};

struct ThreadStart {
    Threads* threads;
    std::size_t stack_bytes;
};

void* use_stack(void* argument) {
    const auto* const start = static_cast<ThreadStart*>(argument);
    const std::size_t bytes = start->stack_bytes / 2;
    auto* const memory = static_cast<volatile char*>(__builtin_alloca(bytes));
    for (std::size_t at = 0; at < bytes; at += k_kb) {
        memory[at] = 1;
    }
    pthread_barrier_wait(&start->threads->touched);
    pthread_barrier_wait(&start->threads->never);
    return nullptr;
}

void* wait_forever(void* /*argument*/) {
    for (;;) {
        pause();
    }
}

void print_stack(pthread_t thread) {
    pthread_attr_t attributes;
    void* start = nullptr;
    std::size_t bytes = 0;
    pthread_getattr_np(thread, &attributes);
    pthread_attr_getstack(&attributes, &start, &bytes);
    pthread_attr_destroy(&attributes);
    const auto first = reinterpret_cast<std::uintptr_t>(start);
    print_area("thread_stack", first, first + bytes, resident_kb(first, first + bytes));
}

void make_stacks(const std::vector<std::size_t>& sizes) {
    static Threads threads;
    static std::array<ThreadStart, k_threads_max> starts;
    std::array<pthread_t, k_threads_max> ids{};
    const std::size_t count = sizes.size() < k_threads_max ? sizes.size() : k_threads_max;
    pthread_barrier_init(&threads.touched, nullptr, static_cast<unsigned>(count + 1));
    pthread_barrier_init(&threads.never, nullptr, static_cast<unsigned>(count + 1));
    for (std::size_t i = 0; i < count; ++i) {
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        pthread_attr_setstacksize(&attributes, sizes[i]);
        starts[i] = {&threads, sizes[i]};
        if (pthread_create(&ids[i], &attributes, use_stack, &starts[i]) != 0) {
            skipped("stacks");
            return;
        }
        pthread_attr_destroy(&attributes);
    }
    pthread_barrier_wait(&threads.touched);
    for (std::size_t i = 0; i < count; ++i) {
        print_stack(ids[i]);
    }
}

/// A guard, a thread's stack and a block of memory in one VMA, as musl and any C library before Linux 6.7 come to have
/// them.
void make_merged(std::size_t bytes) {
    constexpr std::size_t k_stack_bytes = 128 * k_kb;
    void* const guard =
        mmap(nullptr, page_bytes() + k_stack_bytes + bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char* const stack = static_cast<char*>(guard) + page_bytes();
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_t thread{};
    if (guard == MAP_FAILED || mprotect(stack, k_stack_bytes + bytes, PROT_READ | PROT_WRITE) != 0 ||
        pthread_attr_setstack(&attributes, stack, k_stack_bytes) != 0 ||
        pthread_create(&thread, &attributes, wait_forever, nullptr) != 0) {
        skipped("merged");
        return;
    }
    touch_and_print("other_anonymous", stack + k_stack_bytes, bytes);
}

void make_bss(std::size_t bytes) {
    const std::size_t fitting = bytes < shape_bss_bytes() ? bytes : shape_bss_bytes();
    const auto first = reinterpret_cast<std::uintptr_t>(shape_bss());
    const std::uintptr_t start = (first + page_bytes() - 1) / page_bytes() * page_bytes();
    touch_and_print("rw_data", reinterpret_cast<void*>(start), fitting - (start - first));
}

/// Whole pages of the table. The loader wrote them where it had to relocate; in a static program they are untouched
/// yet.
void print_relro() {
    const auto first = reinterpret_cast<std::uintptr_t>(shape_relocated());
    const std::uintptr_t start = (first + page_bytes() - 1) / page_bytes() * page_bytes();
    const std::uintptr_t end = (first + shape_relocated_bytes()) / page_bytes() * page_bytes();
    for (std::uintptr_t at = start; at < end; at += page_bytes()) {
        static_cast<void>(*reinterpret_cast<const volatile char*>(at));
    }
    print_area("ro_data", start, end, resident_kb(start, end));
}

std::vector<std::size_t> sizes_of(std::string_view text) {
    std::vector<std::size_t> sizes;
    while (!text.empty()) {
        std::size_t kb = 0;
        const auto result = std::from_chars(text.data(), text.data() + text.size(), kb);
        if (result.ec != std::errc{}) {
            break;
        }
        sizes.push_back(kb * k_kb);
        text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()));
        text.remove_prefix(text.starts_with(',') ? 1 : 0);
    }
    return sizes;
}

bool make(std::string_view kind, const std::vector<std::size_t>& sizes) {
    constexpr int k_anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
    const std::size_t bytes = sizes.empty() ? page_bytes() : sizes.front();
    if (kind == "heap") {
        make_heap(bytes);
    } else if (kind == "anon") {
        make_mapping("anon", "other_anonymous", bytes, PROT_READ | PROT_WRITE, k_anonymous, -1);
    } else if (kind == "stacks") {
        make_stacks(sizes);
    } else if (kind == "merged") {
        make_merged(bytes);
    } else if (kind == "bss") {
        make_bss(bytes);
    } else if (kind == "relro") {
        print_relro();
    } else if (kind == "memfd") {
        make_memfd(bytes);
    } else if (kind == "sysv") {
        make_sysv(bytes);
    } else if (kind == "hugetlb") {
        make_hugetlb(bytes);
    } else if (kind == "jit") {
        make_mapping("jit", "jit_code", bytes, PROT_READ | PROT_WRITE | PROT_EXEC, k_anonymous, -1);
    } else {
        return false;
    }
    return true;
}

void wait_for_end() {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    char byte = 0;
    while (poll(&input, 1, -1) <= 0 || read(STDIN_FILENO, &byte, 1) > 0) {
    }
}

} // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        const std::size_t equals = argument.find('=') == std::string_view::npos ? argument.size() : argument.find('=');
        const std::string_view list = argument.substr(equals < argument.size() ? equals + 1 : equals);
        if (!make(argument.substr(0, equals), sizes_of(list))) {
            std::fprintf(stderr, "shape: %s: unknown kind of memory\n", argv[i]);
            return 2;
        }
    }
    std::puts("ready");
    std::fflush(stdout);
    wait_for_end();
}
