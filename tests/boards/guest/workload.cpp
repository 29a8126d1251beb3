// A process of known memory shape, to be measured. It prints what it is on standard output and changes by commands on
// standard input:
//
//     workload [heap_kb=N] [anonymous_kb=N] [shared_kb=N] [threads=N] [stack_kb=N] [vmas=N]
//
//     grow N      N kB more heap, every page written
//     vmas N      N more small mappings
//     fork        a copy of itself, which writes to the whole heap
//     hide        no longer dumpable, as a program with secrets makes itself
//     exit N      ends with that code
//
// After start and after each command: `workload pid=N … ` with every number it knows of itself. Sizes are kB, multiples
// of the page; threads do not count the first. Nothing here waits on a futex: there are kernels without the old call
// for it.
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr std::size_t k_kb = 1024;

struct Shape {
    long heap_kb = 1024;
    long anonymous_kb = 512;
    long shared_kb = 256;
    long threads = 0;
    long stack_kb = 256;
    long vmas = 0;
};

Shape shape;
int thread_ready[2];

void say() {
    char line[256];
    const int length = std::snprintf(
        line, sizeof line,
        "workload pid=%d parent=%d heap_kb=%ld anonymous_kb=%ld shared_kb=%ld threads=%ld stack_kb=%ld vmas=%ld\n",
        static_cast<int>(getpid()), static_cast<int>(getppid()), shape.heap_kb, shape.anonymous_kb, shape.shared_kb,
        shape.threads, shape.stack_kb, shape.vmas);
    (void)!write(STDOUT_FILENO, line, static_cast<std::size_t>(length));
}

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::exit(1);
}

/// Every page different, so that nothing can be shared or taken for zero.
void touch(void* memory, std::size_t bytes) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    for (std::size_t at = 0; at < bytes; at += page) {
        const std::size_t mark = at + 1;
        std::memcpy(static_cast<char*>(memory) + at, &mark, sizeof mark);
    }
}

/// The program break is moved by hand: malloc would keep some for itself.
void grow_heap(long kb) {
    const std::size_t bytes = static_cast<std::size_t>(kb) * k_kb;
    void* const memory = sbrk(static_cast<std::intptr_t>(bytes));
    if (memory == reinterpret_cast<void*>(-1))
        give_up("sbrk");
    touch(memory, bytes);
}

/// With an inaccessible page on each side, so that the kernel joins it to nothing.
void map_anonymous(long kb) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t bytes = static_cast<std::size_t>(kb) * k_kb;
    void* const around = mmap(nullptr, bytes + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (around == MAP_FAILED)
        give_up("mmap");
    void* const memory = static_cast<char*>(around) + page;
    if (mprotect(memory, bytes, PROT_READ | PROT_WRITE) < 0)
        give_up("mprotect");
    touch(memory, bytes);
}

void map_shared(long kb) {
    const std::size_t bytes = static_cast<std::size_t>(kb) * k_kb;
    const int fd = static_cast<int>(syscall(SYS_memfd_create, "workload", 0));
    if (fd < 0 || ftruncate(fd, static_cast<off_t>(bytes)) < 0)
        give_up("memfd");
    void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        give_up("mmap");
    touch(memory, bytes);
}

/// Neighbours of different protection, so that the kernel cannot join them; every second one holds a page.
void map_many(long count) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    for (long i = 0; i < count; ++i) {
        const int protection = i % 2 ? PROT_READ : PROT_READ | PROT_WRITE;
        void* const memory = mmap(nullptr, 2 * page, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            give_up("mmap");
        if (i % 2 == 0)
            touch(memory, page);
    }
    shape.vmas += count;
}

void* sit_in_thread(void*) {
    (void)!write(thread_ready[1], "", 1);
    for (;;)
        pause();
}

void start_threads() {
    if (pipe(thread_ready) < 0)
        give_up("pipe");
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, static_cast<std::size_t>(shape.stack_kb) * k_kb);
    for (long i = 0; i < shape.threads; ++i) {
        pthread_t thread;
        char byte = 0;
        if (pthread_create(&thread, &attributes, sit_in_thread, nullptr) != 0)
            give_up("thread");
        if (read(thread_ready[0], &byte, 1) != 1)
            give_up("thread");
    }
}

/// The copy has one thread, and the heap it has written to is its own. It prints that and waits to be ended.
void fork_copy() {
    const pid_t pid = fork();
    if (pid < 0)
        give_up("fork");
    if (pid > 0)
        return;
    shape.threads = 0;
    const std::size_t bytes = static_cast<std::size_t>(shape.heap_kb) * k_kb;
    touch(static_cast<char*>(sbrk(0)) - bytes, bytes);
    say();
    for (;;)
        pause();
}

void obey(const char* line) {
    char word[16];
    long number = 0;
    if (std::sscanf(line, "%15s %ld", word, &number) < 1)
        return;
    if (std::strcmp(word, "exit") == 0)
        std::_Exit(static_cast<int>(number));
    if (std::strcmp(word, "fork") == 0)
        return fork_copy();
    if (std::strcmp(word, "vmas") == 0)
        map_many(number);
    if (std::strcmp(word, "hide") == 0)
        prctl(PR_SET_DUMPABLE, 0);
    if (std::strcmp(word, "grow") == 0) {
        grow_heap(number);
        shape.heap_kb += number;
    }
    say();
}

void take(const char* word) {
    char name[16];
    long number = 0;
    if (std::sscanf(word, "%15[a-z_]=%ld", name, &number) != 2)
        return;
    const struct {
        const char* name;
        long& value;
    } known[] = {{"heap_kb", shape.heap_kb}, {"anonymous_kb", shape.anonymous_kb}, {"shared_kb", shape.shared_kb},
                 {"threads", shape.threads}, {"stack_kb", shape.stack_kb},         {"vmas", shape.vmas}};
    for (const auto& entry : known)
        if (std::strcmp(entry.name, name) == 0)
            entry.value = number;
}

/// One read is one command: the sender waits for the answer before it sends more.
void serve() {
    char line[128];
    for (;;) {
        const ssize_t got = read(STDIN_FILENO, line, sizeof line - 1);
        if (got == 0)
            pause();
        if (got <= 0)
            continue;
        line[got] = 0;
        obey(line);
    }
}

} // namespace

int main(int count, char** words) {
    for (int i = 1; i < count; ++i)
        take(words[i]);
    grow_heap(shape.heap_kb);
    if (shape.anonymous_kb > 0)
        map_anonymous(shape.anonymous_kb);
    if (shape.shared_kb > 0)
        map_shared(shape.shared_kb);
    start_threads();
    const long vmas = shape.vmas;
    shape.vmas = 0;
    map_many(vmas);
    say();
    serve();
}
