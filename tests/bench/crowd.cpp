#include "tests/bench/crowd.hpp"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace bench {
namespace {

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::exit(1);
}

/// Neighbours differ in protection, so that the kernel cannot join them.
void map_many(std::size_t count, std::size_t pages) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    for (std::size_t i = 0; i < count; ++i) {
        const int protection = i % 2 == 0 ? PROT_READ | PROT_WRITE : PROT_READ;
        void* const memory = mmap(nullptr, (pages + 1) * page, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            give_up("mmap");
        for (std::size_t at = 0; i % 2 == 0 && at < pages; ++at)
            static_cast<char*>(memory)[at * page] = 1;
    }
}

} // namespace

Crowd::Crowd(std::size_t mappings, std::size_t pages, const std::function<void()>& act) {
    int ready[2];
    if (pipe(ready) < 0)
        give_up("pipe");
    pid_ = fork();
    if (pid_ < 0)
        give_up("fork");
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        map_many(mappings, pages);
        (void)!write(ready[1], "", 1);
        act();
        for (;;)
            pause();
    }
    char byte = 0;
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1)
        give_up("the crowd");
    close(ready[0]);
}

Crowd::~Crowd() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

} // namespace bench
