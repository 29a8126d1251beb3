// CPU time of a sweep against `cat /proc/PID/smaps > /dev/null`, the same process and the same number of readings, in
// turns.
//
//     bench_agent_cost SMAPS-AGENT [ROUNDS]
//
// The agent has everything on: records, delta encoder, hash, frames. One run of it makes k_sweeps sweeps; so many cats
// are its measure. User and system time of the whole processes, start included; the smallest of all rounds counts,
// which is the one least disturbed. `floor` is a bare loop of read() in this program: no reader can be faster than the
// kernel prints.
#include "tests/bench/crowd.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

namespace {

constexpr int k_sweeps = 60; // from key sweep to key sweep at one a second

/// Milliseconds of CPU per reading, user and system apart.
struct Cost {
    double user_ms = std::numeric_limits<double>::max() / 4;
    double system_ms = std::numeric_limits<double>::max() / 4;

    double sum_ms() const { return user_ms + system_ms; }
};

double milliseconds(const timeval& time) {
    return 1e3 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e3;
}

[[noreturn]] void become(const std::vector<std::string>& words) {
    const int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    std::perror(arguments[0]);
    _exit(127);
}

/// Runs `child` in a process of its own and adds what that took.
template <typename Child>
void add_cost(Cost& cost, const Child& child) {
    const pid_t pid = fork();
    if (pid == 0) {
        child();
        _exit(0);
    }
    rusage used{};
    int status = 0;
    wait4(pid, &status, 0, &used);
    if (status != 0) {
        std::fprintf(stderr, "bench_agent_cost: a measured program ended with status %d\n", status);
        std::exit(1);
    }
    cost.user_ms += milliseconds(used.ru_utime) / k_sweeps;
    cost.system_ms += milliseconds(used.ru_stime) / k_sweeps;
}

void read_through(const std::string& path) {
    static char page[4096];
    for (int i = 0; i < k_sweeps; ++i) {
        const int fd = open(path.c_str(), O_RDONLY);
        while (read(fd, page, sizeof page) > 0) {
        }
        close(fd);
    }
}

void keep_smaller(Cost& best, const Cost& now) {
    if (now.sum_ms() < best.sum_ms())
        best = now;
}

void print(const char* what, const Cost& cost, const Cost& cat, const Cost& floor) {
    std::printf("%-6s  %8.3f  %8.3f  %8.3f  %6.2f  %7.2f\n", what, cost.sum_ms(), cost.user_ms, cost.system_ms,
                cost.sum_ms() / cat.sum_ms(), cost.sum_ms() / floor.sum_ms());
}

void measure(const char* agent, std::size_t mappings, std::size_t pages, int rounds) {
    const bench::Crowd crowd(mappings, pages);
    const std::string pid = std::to_string(crowd.pid());
    const std::string smaps = "/proc/" + pid + "/smaps";
    const std::vector<std::string> sweeping = {
        agent, "--stdio", "--pid", pid, "--count", std::to_string(k_sweeps), "--period", "10ms", "--max-cpu", "100"};
    Cost floor, cat, swept;
    for (int round = 0; round < rounds; ++round) {
        Cost now_floor{0, 0}, now_cat{0, 0}, now_swept{0, 0};
        add_cost(now_floor, [&] { read_through(smaps); });
        for (int i = 0; i < k_sweeps; ++i)
            add_cost(now_cat, [&] { become({"cat", smaps}); });
        add_cost(now_swept, [&] { become(sweeping); });
        keep_smaller(floor, now_floor);
        keep_smaller(cat, now_cat);
        keep_smaller(swept, now_swept);
    }
    std::printf("%zu mappings, half of them with %zu pages resident; CPU ms per reading, best of %d\n", mappings, pages,
                rounds);
    std::printf("          sum      user    system   x cat  x floor\n");
    print("floor", floor, cat, floor);
    print("cat", cat, cat, floor);
    print("agent", swept, cat, floor);
    // The kernel splits a short run's time into user and system by guesswork; what the bare reads cost is known.
    std::printf("agent's own CPU (encode, hash, send) / kernel's for the same reads: %.0f %%\n",
                100 * (swept.sum_ms() - floor.sum_ms()) / floor.sum_ms());
}

} // namespace

int main(int count, char** words) {
    if (count < 2) {
        std::fprintf(stderr, "bench_agent_cost: the agent is missing; usage: bench_agent_cost SMAPS-AGENT [ROUNDS]\n");
        return 2;
    }
    const int rounds = count > 2 ? std::max(1, std::atoi(words[2])) : 11;
    for (const std::size_t mappings : {200U, 1'000U, 5'000U})
        measure(words[1], mappings, 1, rounds);
    measure(words[1], 5'000, 32, rounds); // the kernel's work follows the pages
    return 0;
}
