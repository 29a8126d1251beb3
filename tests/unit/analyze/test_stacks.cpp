// Thread stacks as the C libraries lay them out, each with the heap it makes beside them: how many are found, by what,
// and that no other mapping is taken for one. Layouts after the libraries' sources; every scene has three threads more
// than the main one.
#include "host/analyze/classifier.hpp"
#include "host/procfs/smaps_parser.hpp"

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using host::analyze::MemoryClass;

constexpr std::uint64_t k_kib = 1024;
constexpr std::uint64_t k_mib = 1024 * k_kib;

/// smaps text of VMAs one above the other.
class Layout {
  public:
    explicit Layout(std::uint64_t start) : at_(start) {}

    Layout& view(std::uint64_t bytes, const std::string& mode, const std::string& name = "",
                 const std::string& flags = "") {
        std::array<char, 64> range{};
        std::snprintf(range.data(), range.size(), "%08llx-%08llx ", static_cast<unsigned long long>(at_),
                      static_cast<unsigned long long>(at_ + bytes));
        text_ += range.data() + mode + " 00000000 " + (name.starts_with("/") ? "08:01 7 " : "00:00 0 ") + name +
                 "\nSize: " + std::to_string(bytes / k_kib) + " kB\nRss: 8 kB\nKernelPageSize: 4 kB\n";
        text_ += flags.empty() ? "" : "VmFlags: " + flags + " \n";
        at_ += bytes;
        return *this;
    }
    Layout& gap(std::uint64_t bytes = 64 * k_kib) {
        at_ += bytes;
        return *this;
    }
    /// A guard VMA and a stack, three times.
    Layout& guarded_stacks(std::uint64_t bytes, std::uint64_t guard = 4 * k_kib, const std::string& flags = "") {
        for (int i = 0; i < 3; ++i) {
            view(guard, "---p").view(bytes, "rw-p", "", flags).gap();
        }
        return *this;
    }
    /// An arena of glibc on 64 bits: 64 MiB, of which the beginning is in use.
    Layout& arena() {
        at_ = (at_ + 64 * k_mib - 1) / (64 * k_mib) * 64 * k_mib;
        return view(132 * k_kib, "rw-p").view(64 * k_mib - 132 * k_kib, "---p").gap();
    }
    Layout& library(const std::string& name) {
        return view(100 * k_kib, "r-xp", name)
            .view(4 * k_kib, "r--p", name)
            .view(4 * k_kib, "rw-p", name)
            .view(20 * k_kib, "rw-p");
    }
    const std::string& text() const { return text_; }

  private:
    std::uint64_t at_;
    std::string text_;
};

struct Libc {
    const char* name;
    Layout layout;
    std::uint32_t stacks;               ///< found
    std::set<std::string_view> rules{}; ///< that found them
    std::optional<std::uint32_t> threads = 4;
    std::optional<std::uint64_t> limit_bytes = 8 * k_mib;
};

void check(const Libc& libc) {
    CAPTURE(libc.name);
    host::model::NameTable names;
    host::model::Process process;
    process.pid = 100;
    process.info.threads = libc.threads;
    process.info.stack_limit_bytes = libc.limit_bytes;
    process.info.stack_unlimited = !libc.limit_bytes;
    host::procfs::SmapsParser(names).parse(libc.layout.text(), process.snapshot);
    std::uint32_t stacks = 0;
    std::set<std::string_view> rules;
    for (const host::analyze::Classified& one : host::analyze::classify(process)) {
        if (one.memory_class == MemoryClass::thread_stack) {
            stacks += one.stacks;
            rules.insert(one.rule);
        }
    }
    CHECK(stacks == libc.stacks);
    CHECK(rules == libc.rules);
}

constexpr std::uint64_t k_64 = 0x7f0000000000;
constexpr std::uint64_t k_32 = 0x75000000;
const std::string k_limit = "guard below, size is the stack limit";
const std::string k_default = "guard below, a C library's default size";

} // namespace

TEST_CASE("thread stacks of every C library") {
    for (const Libc& libc : {
             Libc{"glibc 2.27 and later",
                  Layout(k_64).arena().guarded_stacks(8 * k_mib).arena().library("/lib/libc.so.6"),
                  3,
                  {k_limit}},
             Libc{"glibc before 2.27: the guard is part of the size",
                  Layout(k_32).guarded_stacks(8 * k_mib - 4 * k_kib).library("/lib/libc-2.19.so"),
                  3,
                  {"guard below, together the stack limit"}},
             Libc{"glibc without a limit: 2 MiB",
                  Layout(k_64).arena().guarded_stacks(2 * k_mib).library("/lib/libc.so.6"),
                  3,
                  {k_default},
                  4,
                  std::nullopt},
             Libc{"glibc, Linux 6.7: MAP_STACK sets nh",
                  Layout(k_64).guarded_stacks(256 * k_kib, 4 * k_kib, "rd wr mr mw me ac nh"),
                  3,
                  {"guard below, flag nh"}},
             Libc{"glibc 2.42, Linux 6.13: guards inside, neighbours merged",
                  Layout(k_64)
                      .arena()
                      .view(24 * k_mib, "rw-p", "", "rd wr mr mw me ac gu nr nh")
                      .gap()
                      .library("/lib/libc.so.6"),
                  3,
                  {"flags gu nh"}},
             Libc{"glibc 2.42, small stacks merged: as many as there are threads",
                  Layout(k_64)
                      .view(3 * 256 * k_kib, "rw-p", "", "rd wr mr mw me ac gu nr nh")
                      .gap()
                      .library("/lib/libc.so.6"),
                  3,
                  {"flags gu nh"}},
             Libc{"glibc 2.42, number of threads not known: at least one",
                  Layout(k_64).view(3 * 256 * k_kib, "rw-p", "", "rd wr mr mw me ac gu nr nh"),
                  1,
                  {"flags gu nh"},
                  std::nullopt},
             Libc{"glibc with decorate_maps",
                  Layout(k_64)
                      .view(4 * k_kib, "---p")
                      .view(8 * k_mib, "rw-p", "[anon: glibc: pthread stack: 101]")
                      .gap()
                      .arena(),
                  1,
                  {"name"}},
             Libc{"musl before 1.1.21: 80 KiB and the thread's own data",
                  Layout(k_32).guarded_stacks(84 * k_kib).library("/lib/ld-musl-arm.so.1"),
                  3,
                  {k_default}},
             Libc{"musl: 128 KiB and the thread's own data",
                  Layout(k_64).guarded_stacks(140 * k_kib, 8 * k_kib).library("/lib/ld-musl-x86_64.so.1"),
                  3,
                  {k_default}},
             Libc{"musl, number of threads not known",
                  Layout(k_64).guarded_stacks(132 * k_kib),
                  3,
                  {k_default},
                  std::nullopt},
             Libc{"uClibc-ng: 2 MiB with the guard inside",
                  Layout(k_32).guarded_stacks(2 * k_mib - 4 * k_kib).library("/lib/libuClibc-1.0.42.so"),
                  3,
                  {k_default}},
             Libc{"bionic: named, guard included",
                  Layout(k_64)
                      .view(16 * k_kib, "---p", "[anon:stack_and_tls:101]")
                      .view(1008 * k_kib, "rw-p", "[anon:stack_and_tls:101]")
                      .gap()
                      .view(16 * k_kib, "---p")
                      .view(32 * k_kib, "rw-p", "[anon:thread signal stack]"),
                  1,
                  {"name", "name (signal stack)"}},
             Libc{"Linux 3.4 to 4.4: named by thread",
                  Layout(k_32)
                      .view(4 * k_kib, "---p")
                      .view(8 * k_mib, "rw-p", "[stack:101]")
                      .gap()
                      .view(4 * k_kib, "---p")
                      .view(8 * k_mib, "rw-p", "[stack:102]"),
                  2,
                  {"name"}},
             Libc{"sizes of their own: as many as threads",
                  Layout(k_32).guarded_stacks(48 * k_kib).library("/lib/libc.so.6"),
                  3,
                  {"guard below, as many as threads are left"}},
             Libc{"one thread: none, although a mapping resembles one",
                  Layout(k_64).arena().guarded_stacks(8 * k_mib),
                  0,
                  {},
                  1},
         }) {
        check(libc);
    }
}
