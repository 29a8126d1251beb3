// A child process with many mappings, for benchmarks that measure the reading of it and what the reading does to it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>

namespace bench {

/// A forked child; ends with this object.
class Crowd {
  public:
    /// `mappings` private ones, every other one resident with `pages` pages. `act`, when given, runs in the child once
    /// they are there; the child sleeps after it. Stops the program when the child cannot be made.
    explicit Crowd(
        std::size_t mappings, std::size_t pages = 1, const std::function<void()>& act = [] {});
    ~Crowd();
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    pid_t pid() const { return pid_; }

  private:
    pid_t pid_;
};

} // namespace bench
