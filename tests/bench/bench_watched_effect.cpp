// What being watched does to a process: how long its mmap + munmap and its page faults take, idle and with an agent at
// 1 Hz.
//
//     bench_watched_effect SMAPS-AGENT [SECONDS] [ROUNDS]
//
// A child with 5,000 mappings times every operation into a histogram for SECONDS (default 5), ROUNDS times (default 3)
// in each state, in turns, so that what disturbs the machine disturbs both. Reading smaps takes the memory lock of the
// process for a page of text at a time; the tail of the distribution is where that would show.
#include "tests/bench/crowd.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t k_mappings = 5'000;

/// Latencies in nanoseconds, sixteen steps per power of two: within 7 % of the truth.
class Histogram {
  public:
    void add(std::uint64_t ns) {
        ++counts_[step(ns)];
        ++total_;
        max_ns_ = std::max(max_ns_, ns);
    }
    void add(const Histogram& other) {
        for (std::size_t i = 0; i < counts_.size(); ++i)
            counts_[i] += other.counts_[i];
        total_ += other.total_;
        max_ns_ = std::max(max_ns_, other.max_ns_);
    }
    double quantile_us(double share) const {
        const auto wanted = static_cast<std::uint64_t>(static_cast<double>(total_) * share);
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i)
            if ((seen += counts_[i]) > wanted)
                return value_us(i);
        return max_us();
    }
    double max_us() const { return static_cast<double>(max_ns_) / 1e3; }
    std::uint64_t total() const { return total_; }

  private:
    static std::size_t step(std::uint64_t ns) {
        if (ns < 16)
            return ns;
        const int shift = static_cast<int>(std::bit_width(ns)) - 5;
        return static_cast<std::size_t>(shift) * 16 + (ns >> shift);
    }
    static double value_us(std::size_t step) {
        const std::size_t shift = step < 32 ? 0 : step / 16 - 1;
        return static_cast<double>((step - shift * 16) << shift) / 1e3;
    }

    std::array<std::uint64_t, 1024> counts_{};
    std::uint64_t total_ = 0;
    std::uint64_t max_ns_ = 0;
};

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

pid_t start_agent(const char* agent, pid_t watched) {
    const std::string pid = std::to_string(watched);
    const pid_t started = fork();
    if (started != 0)
        return started;
    const int null = open("/dev/null", O_WRONLY);
    dup2(null, STDOUT_FILENO);
    execl(agent, agent, "--stdio", "--pid", pid.c_str(), "--period", "1s", "--max-cpu", "100", nullptr);
    std::perror(agent);
    _exit(127);
}

/// The child's own measurements, with the agent watching it or without.
Latencies measure(const char* agent, std::chrono::seconds duration) {
    int begin[2], result[2];
    if (pipe(begin) < 0 || pipe(result) < 0)
        std::abort();
    static Latencies latencies; // too large for a stack, and the child has its own copy
    latencies = {};
    const bench::Crowd crowd(k_mappings, 1, [&] {
        char byte = 0;
        (void)!read(begin[0], &byte, 1);
        work(duration, latencies);
        (void)!write(result[1], &latencies, sizeof latencies);
    });
    const pid_t watcher = agent ? start_agent(agent, crowd.pid()) : 0;
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
    if (watcher > 0) {
        kill(watcher, SIGTERM);
        waitpid(watcher, nullptr, 0);
    }
    return latencies;
}

void print(const char* state, const char* what, const Histogram& h) {
    std::printf("%-10s %-12s %10llu %8.2f %8.2f %8.2f %9.1f\n", state, what, static_cast<unsigned long long>(h.total()),
                h.quantile_us(0.5), h.quantile_us(0.99), h.quantile_us(0.999), h.max_us());
}

/// How much the idle rounds differ among themselves is the noise that the agent's must be seen against.
void print_round(const Latencies& idle, const Latencies& watched) {
    std::printf("  %8.2f %8.2f  %8.2f %8.2f\n", idle.map.quantile_us(0.999), watched.map.quantile_us(0.999),
                idle.fault.quantile_us(0.999), watched.fault.quantile_us(0.999));
}

} // namespace

int main(int count, char** words) {
    if (count < 2) {
        std::fprintf(stderr, "bench_watched_effect: the agent is missing; "
                             "usage: bench_watched_effect SMAPS-AGENT [SECONDS] [ROUNDS]\n");
        return 2;
    }
    const std::chrono::seconds duration(count > 2 ? std::max(1, std::atoi(words[2])) : 5);
    const int rounds = count > 3 ? std::max(1, std::atoi(words[3])) : 3;
    static Latencies idle, watched;
    std::printf("p99.9 of each round: mmap+munmap idle, agent; page fault idle, agent\n");
    for (int round = 0; round < rounds; ++round) {
        static Latencies without, with;
        without = measure(nullptr, duration);
        with = measure(words[1], duration);
        print_round(without, with);
        idle.add(without);
        watched.add(with);
    }
    std::printf("%zu mappings, microseconds, %d x %lld s each\n", k_mappings, rounds,
                static_cast<long long>(duration.count()));
    std::printf("state      operation     operations      p50      p99    p99.9       max\n");
    print("idle", "mmap+munmap", idle.map);
    print("agent 1/s", "mmap+munmap", watched.map);
    print("idle", "page fault", idle.fault);
    print("agent 1/s", "page fault", watched.fault);
    std::printf("p99.9, agent / idle: mmap+munmap %.2f, page fault %.2f\n",
                watched.map.quantile_us(0.999) / idle.map.quantile_us(0.999),
                watched.fault.quantile_us(0.999) / idle.fault.quantile_us(0.999));
    return 0;
}
