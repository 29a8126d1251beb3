// What being watched does to a process: how long its mmap + munmap and its page faults take, alone and watched at 1 Hz.
//
//     bench_watched_effect SMAPS-AGENT [SECONDS] [ROUNDS]
//
// A child with 5,000 mappings times every operation into a histogram for SECONDS (default 5) in each state, ROUNDS
// times (default 3), every round beginning with another state, so that what disturbs the machine disturbs all alike:
//
//     alone, again   no reader; how much these two differ is the noise of this machine now
//     reader         another process only reads smaps, as cat to /dev/null does: what the kernel's part of it costs
//     agent          the agent at its default period
//
// Reading smaps takes the memory lock of the process for a page of text at a time; the tail of the distribution is
// where that would show. A watcher is given time to start before the child begins: its first sweep is not in it.
#include "tests/bench/crowd.hpp"
#include "tests/bench/histogram.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

using bench::Histogram;
using Clock = std::chrono::steady_clock;

constexpr std::size_t k_mappings = 5'000;

struct Latencies {
    Histogram map;
    Histogram fault;

    void add(const Latencies& other) {
        map.add(other.map);
        fault.add(other.fault);
    }
};

template <typename Act>
void time(Histogram& histogram, const Act& act) {
    const auto began = Clock::now();
    act();
    histogram.add(
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - began).count()));
}

/// In the child: maps, touches and unmaps until the time is over.
void work(std::chrono::seconds duration, Latencies& latencies) {
    constexpr std::size_t k_bytes = 4 * 4096;
    for (const auto end = Clock::now() + duration; Clock::now() < end;) {
        void* memory = nullptr;
        time(latencies.map,
             [&] { memory = mmap(nullptr, k_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); });
        time(latencies.fault, [&] { *static_cast<volatile char*>(memory) = 1; });
        time(latencies.map, [&] { munmap(memory, k_bytes); });
    }
}

enum State { k_alone, k_again, k_reader, k_agent, k_states };
constexpr std::array<const char*, k_states> k_names{"alone", "again", "reader 1/s", "agent 1/s"};

[[noreturn]] void become_agent(const char* agent, pid_t watched) {
    const std::string pid = std::to_string(watched);
    const int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    execl(agent, agent, "--stdio", "--pid", pid.c_str(), "--period", "1s", "--max-cpu", "100", nullptr);
    std::perror(agent);
    _exit(127);
}

[[noreturn]] void become_reader(pid_t watched) {
    const std::string path = "/proc/" + std::to_string(watched) + "/smaps";
    static std::array<char, 128 * 1024> text;
    for (auto due = Clock::now();; std::this_thread::sleep_until(due += std::chrono::seconds(1))) {
        const int file = open(path.c_str(), O_RDONLY);
        while (read(file, text.data(), text.size()) > 0) {
        }
        close(file);
    }
}

/// Another process that watches as the state requires; 0 when there is none.
pid_t start_watcher(State state, const char* agent, pid_t watched) {
    const bool any = state == k_reader || state == k_agent;
    const pid_t started = any ? fork() : 0;
    if (!any || started != 0)
        return started;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (state == k_agent)
        become_agent(agent, watched);
    become_reader(watched);
}

/// Ends the watcher, which must have lived until now: an agent that could not start would look harmless.
void end_watcher(pid_t watcher) {
    int status = 0;
    if (waitpid(watcher, &status, WNOHANG) != 0) {
        std::fprintf(stderr, "bench_watched_effect: the watcher ended before the measurement did\n");
        std::exit(1);
    }
    kill(watcher, SIGKILL);
    waitpid(watcher, &status, 0);
}

/// The child's own measurements in one state.
void measure(State state, const char* agent, std::chrono::seconds duration, Latencies& latencies) {
    constexpr std::chrono::milliseconds k_start{500};
    int begin[2], result[2];
    if (pipe(begin) < 0 || pipe(result) < 0)
        std::abort();
    latencies = {};
    const bench::Crowd crowd(k_mappings, 1, [&] {
        char byte = 0;
        (void)!read(begin[0], &byte, 1);
        work(duration, latencies);
        (void)!write(result[1], &latencies, sizeof latencies);
    });
    const pid_t watcher = start_watcher(state, agent, crowd.pid());
    std::this_thread::sleep_for(k_start);
    (void)!write(begin[1], "", 1);
    std::size_t got = 0;
    while (got < sizeof latencies) {
        const ssize_t now = read(result[0], reinterpret_cast<char*>(&latencies) + got, sizeof latencies - got);
        if (now <= 0)
            std::abort();
        got += static_cast<std::size_t>(now);
    }
    for (const int fd : {begin[0], begin[1], result[0], result[1]})
        close(fd);
    if (watcher > 0)
        end_watcher(watcher);
}

struct Operation {
    const char* name;
    Histogram Latencies::*place;
};
constexpr std::array k_operations{Operation{"mmap+munmap", &Latencies::map},
                                  Operation{"page fault", &Latencies::fault}};

double tail_us(const Latencies& latencies, const Operation& operation) {
    return (latencies.*operation.place).quantile_us(0.999);
}

/// p99.9 of each state in this round.
using Round = std::array<double, k_states>;
using Rounds = std::vector<Round>;

void print_rounds(const Operation& operation, const Rounds& rounds) {
    std::printf("p99.9 of %s in each round\n", operation.name);
    for (const char* name : k_names)
        std::printf("%12s", name);
    for (const Round& round : rounds) {
        std::printf("\n");
        for (const double us : round)
            std::printf("%12.2f", us);
    }
    std::printf("\n");
}

void print_all(const Operation& operation, const std::array<Latencies, k_states>& all) {
    std::printf("%-12s %12s %8s %8s %8s %9s\n", operation.name, "operations", "p50", "p99", "p99.9", "max");
    for (std::size_t state = 0; state < k_states; ++state) {
        const Histogram& h = all[state].*operation.place;
        std::printf("%-12s %12llu %8.2f %8.2f %8.2f %9.1f\n", k_names[state],
                    static_cast<unsigned long long>(h.total()), h.quantile_us(0.5), h.quantile_us(0.99),
                    h.quantile_us(0.999), h.max_us());
    }
}

/// p99.9 of a state as part of that of the same round's unwatched states, ascending over the rounds.
std::vector<double> ratios(const Rounds& rounds, State state) {
    std::vector<double> found;
    for (const Round& round : rounds) {
        const double others = state == k_again ? round[k_alone] : (round[k_alone] + round[k_again]) / 2;
        found.push_back(round[state] / others);
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// Within the noise is what the unwatched rounds reach among themselves, in either direction.
void print_verdict(const Operation& operation, const Rounds& rounds) {
    const auto noise = ratios(rounds, k_again);
    const double highest = std::max(noise.back(), 1 / noise.front());
    std::printf("%s, p99.9: noise %.2f to %.2f\n", operation.name, noise.front(), noise.back());
    for (const State state : {k_reader, k_agent}) {
        const auto found = ratios(rounds, state);
        const double median = (found[(found.size() - 1) / 2] + found[found.size() / 2]) / 2;
        std::printf("    %-10s %.2f times unwatched (%.2f to %.2f): %s\n", k_names[state], median, found.front(),
                    found.back(), median <= highest ? "within noise" : "above noise");
    }
}

} // namespace

int main(int count, char** words) {
    if (count < 2) {
        std::fprintf(stderr, "bench_watched_effect: the agent is missing; "
                             "usage: bench_watched_effect SMAPS-AGENT [SECONDS] [ROUNDS]\n");
        return 2;
    }
    const std::chrono::seconds duration(count > 2 ? std::max(1, std::atoi(words[2])) : 5);
    const int round_count = count > 3 ? std::max(1, std::atoi(words[3])) : 3;
    static std::array<Latencies, k_states> all; // too large for a stack, and so is the next
    static Latencies one;
    std::array<Rounds, k_operations.size()> rounds;
    for (int round = 0; round < round_count; ++round) {
        for (Rounds& of_operation : rounds)
            of_operation.emplace_back();
        for (int turn = 0; turn < k_states; ++turn) {
            const auto state = static_cast<State>((turn + round) % k_states);
            measure(state, words[1], duration, one);
            all[state].add(one);
            for (std::size_t i = 0; i < k_operations.size(); ++i)
                rounds[i].back()[state] = tail_us(one, k_operations[i]);
        }
    }
    std::printf("%zu mappings, microseconds, %d rounds of %lld s in each state\n", k_mappings, round_count,
                static_cast<long long>(duration.count()));
    for (std::size_t i = 0; i < k_operations.size(); ++i) {
        print_rounds(k_operations[i], rounds[i]);
        print_all(k_operations[i], all);
        print_verdict(k_operations[i], rounds[i]);
    }
    return 0;
}
