#include "host/analyze/classifier.hpp"
#include "host/procfs/smaps_parser.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using host::analyze::Classified;
using host::model::NameTable;
using host::model::Process;
using host::model::ProcessInfo;

/// `headers`: one header line per VMA, its VmFlags after a '|', and after another '|' Anonymous in kB, the same as
/// Rss; without it Rss is 4 kB, all of it a file's.
std::string smaps(const std::vector<std::string>& headers) {
    std::string text;
    for (const std::string& line : headers) {
        const std::size_t bar = line.find('|');
        const std::size_t second = bar == std::string::npos ? bar : line.find('|', bar + 1);
        const std::string own = second == std::string::npos ? "" : line.substr(second + 1) + " kB\n";
        text += line.substr(0, bar) +
                (own.empty() ? "\nRss: 4 kB\nAnonymous: 0 kB\n" : "\nRss: " + own + "Anonymous: " + own);
        text += bar == std::string::npos ? "" : "VmFlags:" + line.substr(bar + 1, second - bar - 1) + '\n';
    }
    return text;
}

struct Scene {
    const char* name;
    std::vector<std::string> headers;
    std::vector<std::string> classes; ///< class, and the rule where it matters: "heap: brk"
    ProcessInfo info{};
};

std::string described(const Classified& classified, bool with_rule) {
    std::string text(host::analyze::class_name(classified.memory_class).text);
    text += with_rule ? ": " + std::string(classified.rule) : "";
    return classified.stacks > 1 ? text + " x" + std::to_string(classified.stacks) : text;
}

void check(const std::vector<Scene>& scenes) {
    for (const Scene& scene : scenes) {
        CAPTURE(scene.name);
        NameTable names;
        Process process;
        process.pid = 100;
        process.info = scene.info;
        host::procfs::SmapsParser(names).parse(smaps(scene.headers), process.snapshot);
        const std::vector<Classified> classified = host::analyze::classify(process);
        REQUIRE(classified.size() == scene.classes.size());
        for (std::size_t i = 0; i < classified.size(); ++i) {
            CAPTURE(scene.headers[i]);
            CHECK(described(classified[i], scene.classes[i].find(':') != std::string::npos) == scene.classes[i]);
        }
    }
}

ProcessInfo threads(std::uint32_t count) {
    ProcessInfo info;
    info.threads = count;
    return info;
}

ProcessInfo started_at(std::uint64_t address) {
    ProcessInfo info;
    info.start_code = address;
    return info;
}

ProcessInfo executable(const char* path) {
    ProcessInfo info;
    info.exe = path;
    return info;
}

ProcessInfo stack_pointers(std::vector<host::model::StackPointer> pointers,
                           std::optional<std::uint32_t> threads = std::nullopt) {
    ProcessInfo info;
    info.threads = threads;
    info.stack_pointers = std::move(pointers);
    return info;
}

const std::string k_guard = "10000000-10001000 ---p 00000000 00:00 0 ";

} // namespace

TEST_CASE("files are code, RO data and RW data by their permissions") {
    check({{"segments of a library",
            {"00400000-00401000 r-xp 00000000 08:01 7 /lib/a", "00401000-00402000 ---p 00001000 08:01 7 /lib/a",
             "00402000-00403000 r--p 00001000 08:01 7 /lib/a", "00403000-00404000 rw-p 00002000 08:01 7 /lib/a",
             "00404000-00405000 rw-p 00000000 00:00 0 ", "00500000-00501000 --xp 00000000 08:01 7 /lib/b",
             "00600000-00601000 r--s 00000000 08:01 7 /lib/c", "00700000-00701000 rw-s 00000000 08:01 7 /data/d",
             "00800000-00801000 rwxp 00000000 08:01 7 /lib/e", "00900000-00901000 r-xs 00000000 08:01 7 /lib/f"},
            {"code: file, executable", "padding: no access", "RO data: file, read only", "RW data: file, writable",
             "RW data: .bss above its file", "code", "RO data", "RW data", "JIT code", "code"}}});
}

TEST_CASE(".bss lies above data, RELRO included, not above what is only read or run") {
    const std::string anonymous = "00402000-00403000 rw-p 00000000 00:00 0 ";
    check({
        {"RELRO",
         {"00400000-00402000 r--p 00000000 08:01 7 /lib/a| rd mr mw me ac ", anonymous},
         {"RO data", "RW data: .bss above its file"}},
        {"RELRO, or not, without VmFlags",
         {"00400000-00402000 r--p 00000000 08:01 7 /lib/a", anonymous},
         {"RO data", "RW data: .bss above its file"}},
        {"a file that is read",
         {"00400000-00402000 r--p 00000000 08:01 7 /usr/lib/locale/locale-archive| rd mr mw me ", anonymous},
         {"RO data", "other anonymous"}},
        {"code",
         {"00400000-00402000 r-xp 00000000 08:01 7 /lib/ld-uClibc.so.0", anonymous},
         {"code", "other anonymous"}},
        {"a plugin, loaded below what malloc mapped before",
         {"00100000-00101000 r-xp 00000000 08:01 6 /bin/a", "00400000-0040a000 r-xp 00000000 08:01 7 /lib/plugin.so",
          "0040a000-0040b000 rw-p 0000a000 08:01 7 /lib/plugin.so", "0040b000-0076d000 rw-p 00000000 00:00 0 "},
         {"code", "code", "RW data", "other anonymous"}},
        {"a plugin, loaded below a block of 1 MiB",
         {"00100000-00101000 r-xp 00000000 08:01 6 /bin/a", "003f8000-003fe000 r-xp 00000000 08:01 7 /lib/plugin.so",
          "003fe000-00400000 rw-p 00006000 08:01 7 /lib/plugin.so", "00400000-00500000 rw-p 00000000 00:00 0 "},
         {"code", "code", "RW data", "other anonymous"}},
        {"a plugin, loaded below a block of 256 KiB",
         {"00100000-00101000 r-xp 00000000 08:01 6 /bin/a", "003f8000-003fe000 r-xp 00000000 08:01 7 /lib/plugin.so",
          "003fe000-00400000 rw-p 00006000 08:01 7 /lib/plugin.so", "00400000-00440000 rw-p 00000000 00:00 0 "},
         {"code", "code", "RW data", "other anonymous"}},
        {"a library with a .bss twice its size",
         {"00100000-00101000 r-xp 00000000 08:01 6 /bin/a", "00400000-00450000 r-xp 00000000 08:01 7 /lib/b.so",
          "00450000-00452000 rw-p 00050000 08:01 7 /lib/b.so", "00452000-004d2000 rw-p 00000000 00:00 0 "},
         {"code", "code", "RW data", "RW data: .bss above its file"}},
        {"mapped without accounting",
         {"00400000-00401000 rw-p 00000000 08:01 7 /lib/a", "00401000-00402000 rw-p 00000000 00:00 0 | rd wr mr nr "},
         {"RW data", "other anonymous"}},
        {"executable above data that are not",
         {"00400000-00401000 rw-p 00000000 08:01 7 /lib/a", "00401000-00402000 rwxp 00000000 00:00 0 "},
         {"RW data", "JIT code: executable, no file"}},
        {"the program lies above a library, as under valgrind",
         {"00100000-00101000 r-xp 00000000 08:01 6 /lib/a", "58000000-58010000 r-xp 00000000 08:01 7 /tool",
          "58010000-58011000 rw-p 00010000 08:01 7 /tool", "58011000-58411000 rw-p 00000000 00:00 0 "},
         {"code", "code", "RW data", "RW data: .bss above its file"},
         started_at(0x58001000)},
        {"the same, known by the name of its executable",
         {"00100000-00101000 r-xp 00000000 08:01 6 /lib/a", "58000000-58010000 r-xp 00000000 08:01 7 /tool",
          "58010000-58011000 rw-p 00010000 08:01 7 /tool", "58011000-58411000 rw-p 00000000 00:00 0 "},
         {"code", "code", "RW data", "RW data: .bss above its file"},
         executable("/tool")},
        {"an allocator with a large .bss",
         {"00100000-00101000 r-xp 00000000 08:01 6 /bin/a", "00400000-00450000 r-xp 00000000 08:01 7 /lib/tcmalloc.so",
          "00450000-00458000 ---p 00000000 00:00 0 ", "00458000-0045a000 rw-p 00050000 08:01 7 /lib/tcmalloc.so",
          "0045a000-0061a000 rw-p 00000000 00:00 0 "},
         {"code", "code", "padding", "RW data", "RW data: .bss above its file"}},
        {"a program with a large .bss",
         {"00100000-00101000 r-xp 00000000 08:01 6 /bin/a", "00101000-00102000 rw-p 00001000 08:01 6 /bin/a",
          "00102000-04102000 rw-p 00000000 00:00 0 "},
         {"code", "RW data", "RW data: .bss above its file"}},
    });
}

TEST_CASE("the heap is found by name, by address and by its reserve") {
    check({
        {"brk",
         {"00400000-00401000 rw-p 00000000 08:01 7 /a", "00401000-00402000 rw-p 00000000 00:00 0 [heap]"},
         {"RW data", "heap: brk"}},
        {"brk of a CPU without an execute bit", {"00401000-00402000 rwxp 00000000 00:00 0 [heap]"}, {"heap: brk"}},
        {"guard of musl's heap", {"00401000-00402000 ---p 00000000 00:00 0 [heap]"}, {"padding"}},
        {"glibc arena, 64 bits",
         {"7f0000000000-7f0000021000 rw-p 00000000 00:00 0 ", "7f0000021000-7f0004000000 ---p 00000000 00:00 0 "},
         {"heap: glibc arena", "padding"}},
        {"glibc arena that grew into the one above it",
         {"7f0000000000-7f0004021000 rw-p 00000000 00:00 0 | rd wr mr mw me nr ",
          "7f0004021000-7f0008000000 ---p 00000000 00:00 0 "},
         {"heap: glibc arena", "padding"}},
        {"glibc arenas, full: nothing is reserved above",
         {"7f0000000000-7f0004000000 rw-p 00000000 00:00 0 | rd wr mr mw me nr ",
          "7f0010000000-7f0018000000 rw-p 00000000 00:00 0 | rd wr mr mw me nr hg "},
         {"heap: glibc arena", "heap: glibc arena"}},
        {"glibc arenas on 32 bits, one full",
         {"f6000000-f6100000 rw-p 00000000 00:00 0 | rd wr mr mw me nr ",
          "f6200000-f6221000 rw-p 00000000 00:00 0 | rd wr mr mw me nr ", "f6221000-f6300000 ---p 00000000 00:00 0 "},
         {"heap: glibc arena", "heap: glibc arena", "padding"}},
        {"no arenas: reserves with advice, of memory cages, sanitizers and WebAssembly",
         {"7f0000000000-7f0004000000 rw-p 00000000 00:00 0 | rd wr mr mw me nr dd ",
          "7f0010000000-7f0014000000 rw-p 00000000 00:00 0 | rd wr mr mw me dc nr ",
          "7f0020000000-7f0021000000 rw-p 00000000 00:00 0 | rd wr mr mw me nr dd nh ",
          "7f0021000000-7f0024000000 ---p 00000000 00:00 0 "},
         {"other anonymous", "other anonymous", "other anonymous", "padding"}},
        {"no arenas: too large, or as large by chance",
         {"7f0000000000-7f8000000000 rw-p 00000000 00:00 0 | rd wr mr mw me nr ",
          "7f9000000000-7f9004000000 rw-p 00000000 00:00 0 | rd wr mr mw me ac ",
          "7f9008000000-7f900c000000 rw-p 00000000 00:00 0 "},
         {"other anonymous", "other anonymous", "other anonymous"}},
        {"no arena: the heap of a virtual machine",
         {"7f0000000000-7f0004021000 rw-p 00000000 00:00 0 | rd wr mr mw me ac ",
          "7f0004021000-7f0008000000 ---p 00000000 00:00 0 "},
         {"other anonymous", "padding"}},
        {"no arena: not aligned",
         {"7f0000001000-7f0000021000 rw-p 00000000 00:00 0 ", "7f0000021000-7f0004000000 ---p 00000000 00:00 0 "},
         {"other anonymous", "padding"}},
        {"named",
         {"10000000-10001000 rw-p 00000000 00:00 0 [anon:scudo:primary]",
          "10002000-10003000 rw-p 00000000 00:00 0 [anon: glibc: malloc arena]",
          "10004000-10005000 rw-p 00000000 00:00 0 [anon:dalvik-main space (region space)]",
          "10006000-10007000 rw-p 00000000 00:00 0 [anon:something else]"},
         {"heap: name of an allocator", "heap", "heap", "other anonymous: anonymous"}},
        {"named by their programs",
         {"10000000-10001000 rw-p 00000000 00:00 0 [anon:js-gc-heap]",
          "10002000-10003000 rw-p 00000000 00:00 0 [anon:OCaml: minor heap 0]",
          "10004000-10005000 rw-p 00000000 00:00 0 [anon:Go: heap bitmap]",
          "10006000-10007000 rw-p 00000000 00:00 0 [anon:dalvik-live stack]",
          "10008000-10009000 rw-p 00000000 00:00 0 [anon:v8]", "1000a000-1000b000 rwxp 00000000 00:00 0 [anon:v8]",
          "1000c000-1000d000 r-xp 00000000 00:00 0 [anon:v8]", "1000e000-1000f000 ---p 00000000 00:00 0 [anon:v8]"},
         {"heap", "heap", "heap", "other anonymous", "heap: name of an allocator",
          "JIT code: name of an allocator, executable", "JIT code", "padding"}},
        {"files in memory, named by their runtimes",
         {"10000000-10001000 rw-s 00000000 00:01 9 /memfd:java_heap (deleted)",
          "20000000-20001000 rw-s 00000000 00:01 9 /memfd:java_heap (deleted)",
          "30000000-30001000 rw-p 00000000 00:01 8 /memfd:JSGCHeap:QtQml (deleted)"},
         {"heap", "heap", "heap"}},
        {"Go",
         {"c000000000-c000400000 rw-p 00000000 00:00 0 ", "c000400000-c004000000 ---p 00000000 00:00 0 "},
         {"heap: Go heap address", "padding"},
         stack_pointers({{101, 0xc000001000}})},
        {"Go on arm64",
         {"4000000000-4000400000 rw-p 00000000 00:00 0 ", "4000400000-4004000000 ---p 00000000 00:00 0 "},
         {"heap: Go heap address", "padding"},
         stack_pointers({{101, 0x4000001000}})},
        {"Go on 32 bits: its threads' first stacks are in the heap",
         {"09800000-0b000000 rw-p 00000000 00:00 0 "},
         {"other anonymous: anonymous, merged with a thread's stack x2"},
         stack_pointers({{101, 0x982f6f4}, {102, 0x98312c0}})},
        {"jemalloc",
         {"7f0000200000-7f0000400000 rw-p 00000000 00:00 0 ", "7f0000980000-7f0001000000 rw-p 00000000 00:00 0 ",
          "7f000117e000-7f00013fe000 rw-p 00000000 00:00 0 | rd wr mr mw me nr ",
          "7f0001410000-7f0001412000 rw-p 00000000 00:00 0 | rd wr mr mw me ac ",
          "7f1000000000-7f1000001000 r-xp 00000000 08:01 7 /usr/lib/libjemalloc.so.2"},
         {"heap: aligned as its allocator does", "heap: aligned as its allocator does",
          "heap: aligned as its allocator does", "other anonymous", "code"}},
    });
}

TEST_CASE("stacks are found by name, stack pointer, flags, and guard and size") {
    const std::string eight_mib = "10001000-10801000 rw-p 00000000 00:00 0 ";
    check({
        {"names",
         {"10000000-10001000 rw-p 00000000 00:00 0 [stack]", "10002000-10003000 rw-p 00000000 00:00 0 [stack:101]",
          "10004000-10005000 rw-p 00000000 00:00 0 [thread stack: 001ff4b4]",
          "10006000-10007000 rw-p 00000000 00:00 0 [anon:stack_and_tls:101]",
          "10008000-10009000 rw-p 00000000 00:00 0 [anon: glibc: pthread stack: 101]",
          "10010000-10011000 rw-p 00000000 00:00 0 [anon: glibc: pthread user stack: 102]",
          "10012000-10013000 rw-p 00000000 00:00 0 [anon:fiber_stack]",
          "1000a000-1000b000 rwxp 00000000 00:00 0 [stack]", "1000c000-1000d000 rw-p 00000000 00:00 0 [stack:100]",
          "1000e000-1000f000 ---p 00000000 00:00 0 [anon:stack_and_tls:101]"},
         {"main stack: name", "thread stack: name", "thread stack", "thread stack", "thread stack", "thread stack",
          "thread stack", "main stack", "main stack", "padding"}},
        {"size is the limit", {k_guard, eight_mib}, {"padding", "thread stack: guard below, size is the stack limit"}},
        {"one thread only", {k_guard, eight_mib}, {"padding", "other anonymous"}, threads(1)},
        {"guard inside the size",
         {k_guard, "10001000-10800000 rw-p 00000000 00:00 0 "},
         {"padding", "thread stack: guard below, together the stack limit"}},
        {"musl",
         {k_guard, "10001000-10022000 rw-p 00000000 00:00 0 "},
         {"padding", "thread stack: guard below, a C library's default size"}},
        {"guard too large", {"0f000000-10001000 ---p 00000000 00:00 0 ", eight_mib}, {"padding", "other anonymous"}},
        {"guard not adjacent", {"0fff0000-0fff1000 ---p 00000000 00:00 0 ", eight_mib}, {"padding", "other anonymous"}},
        {"of any size, as many as threads",
         {k_guard, "10001000-10041000 rw-p 00000000 00:00 0 "},
         {"padding", "thread stack: guard below, as many as threads are left"},
         threads(2)},
        {"of any size, more than threads",
         {k_guard, "10001000-10041000 rw-p 00000000 00:00 0 ", "10041000-10042000 ---p 00000000 00:00 0 ",
          "10042000-10082000 rw-p 00000000 00:00 0 "},
         {"padding", "other anonymous", "padding", "other anonymous"},
         threads(2)},
        {"flags of a guard without a VMA",
         {"10000000-11800000 rw-p 00000000 00:00 0 | rd wr gu nr nh "},
         {"thread stack: flags gu nh x3"}},
        {"never more than threads",
         {"10000000-11800000 rw-p 00000000 00:00 0 | rd wr gu nr nh "},
         {"thread stack: flags gu nh x2"},
         threads(3)},
        {"stack pointers in one VMA",
         {"10000000-11000000 rw-p 00000000 00:00 0 "},
         {"thread stack: stack pointer x2"},
         stack_pointers({{101, 0x107ff000}, {102, 0x10ffe000}})},
        {"stack pointer of the main thread",
         {"10000000-11800000 rw-p 00000000 00:00 0 "},
         {"main stack: stack pointer of the main thread"},
         stack_pointers({{100, 0x10000100}})},
        {"stack pointer in .bss",
         {"00400000-00401000 rw-p 00000000 08:01 7 /a", "00401000-00501000 rw-p 00000000 00:00 0 "},
         {"RW data", "RW data"},
         stack_pointers({{101, 0x401100}})},
        {"grows down",
         {"10000000-10100000 rw-p 00000000 00:00 0 | rd wr gd ", "20000000-20100000 rw-p 00000000 00:00 0 | rd wr gd "},
         {"thread stack: flag gd", "main stack: flag gd"}},
        {"grows down, but there is one thread",
         {"10000000-10100000 rw-p 00000000 00:00 0 | rd wr gd ", "20000000-20100000 rw-p 00000000 00:00 0 [stack]"},
         {"other anonymous", "main stack: name"},
         threads(1)},
        {"the main thread runs elsewhere: a coroutine",
         {"10000000-11800000 rw-p 00000000 00:00 0 ", "20000000-20100000 rw-p 00000000 00:00 0 [stack]"},
         {"other anonymous: anonymous, merged with a thread's stack", "main stack: name"},
         stack_pointers({{100, 0x10000100}})},
    });
}

TEST_CASE("a stack that the kernel merged with other memory is a stack only while it is most of it") {
    const auto guarded = [](const char* name, const std::string& end, std::uint64_t pointer, const char* expected,
                            const std::string& flags = "") {
        return Scene{name,
                     {k_guard, "10001000-" + end + " rw-p 00000000 00:00 0 " + flags},
                     {"padding", expected},
                     stack_pointers({{101, pointer}})};
    };
    const char* const stack = "thread stack: stack pointer";
    const char* const merged = "other anonymous: anonymous, merged with a thread's stack";
    check({
        guarded("8 MiB, idle", "10801000", 0x10800000, stack),
        guarded("8 MiB and the C library's own data above", "10804000", 0x10800000, stack),
        guarded("8 MiB, 6 MiB in use", "10804000", 0x10200000, stack),
        guarded("8 MiB and 300 kB that malloc mapped", "1084c000", 0x10800000, merged),
        guarded("8 MiB and 20 MiB that malloc mapped", "11c01000", 0x10800000, merged),
        guarded("20 MiB", "11401000", 0x11400000, stack),
        guarded("20 MiB, 2 MiB in use", "11401000", 0x11200000, stack),
        guarded("512 kB, half of it in use", "10081000", 0x10040fc0, stack),
        guarded("of musl, and 4 MiB that malloc mapped", "10464000", 0x10020000, merged),
        guarded("mapped with MAP_STACK: any size", "10464000", 0x10020000, stack, "| rd wr nh "),
        {"guards without a VMA, half of the upper one in use",
         {"10000000-10100000 rw-p 00000000 00:00 0 | rd wr gu "},
         {"thread stack: stack pointer x2"},
         stack_pointers({{101, 0x1007e000}, {102, 0x100c0000}})},
        {"of a program's own, nothing mapped near",
         {"10000000-10080000 rw-p 00000000 00:00 0 "},
         {stack},
         stack_pointers({{101, 0x1007e000}})},
        {"of a program's own, in a buffer of 1 MiB",
         {"10000000-10100000 rw-p 00000000 00:00 0 "},
         {merged},
         stack_pointers({{101, 0x1007e000}})},
        {"of a program's own, at the end of 16 MiB",
         {"10000000-11000000 rw-p 00000000 00:00 0 "},
         {merged},
         stack_pointers({{101, 0x10ffe000}})},
    });
}

TEST_CASE("memory mapped as stacks is that of threads without one") {
    const std::string small = "10000000-100c0000 rw-p 00000000 00:00 0 | rd wr nh ";
    check({
        {"as many VMAs as threads", {small}, {"thread stack: flag nh, as many as threads are left"}, threads(2)},
        {"neighbours merged, their guards without a VMA",
         {small},
         {"thread stack: flag nh, as many as threads are left x3"},
         threads(4)},
        {"more VMAs than threads",
         {small, "20000000-20040000 rw-p 00000000 00:00 0 | rd wr nh "},
         {"other anonymous", "other anonymous"},
         threads(2)},
        {"number of threads not known", {small}, {"other anonymous"}},
        {"a running thread shows no stack pointer",
         {"10000000-11800000 rw-p 00000000 00:00 0 | rd wr gu nr nh "},
         {"thread stack: stack pointer x3"},
         stack_pointers({{101, 0x107fe000}, {102, 0x10ffe000}}, 4)},
        {"each stack pointer leaves room for one thread less",
         {"10000000-11000000 rw-p 00000000 00:00 0 ", "20000000-20001000 ---p 00000000 00:00 0 ",
          "20001000-20801000 rw-p 00000000 00:00 0 "},
         {"thread stack: stack pointer x2", "padding", "thread stack: guard below, size is the stack limit"},
         stack_pointers({{101, 0x107fe000}, {102, 0x10ffe000}}, 4)},
    });
}

TEST_CASE("what is mapped as a stack with a guard below is one, however few threads live") {
    const auto mapped = [](const char* name, const std::string& flags, const char* expected,
                           const std::string& mode = "rw-p") {
        return Scene{name,
                     {k_guard, "10001000-10011000 " + mode + " 00000000 00:00 0 | " + flags + ' ',
                      "20000000-20001000 rw-p 00000000 00:00 0 "},
                     {"padding", expected, "other anonymous"},
                     threads(1)};
    };
    check({
        mapped("MAP_STACK", "rd wr mr mw me ac nh", "thread stack: guard below, flag nh"),
        mapped("a reserve", "rd wr mr mw me nr nh", "other anonymous"),
        mapped("not in core dumps", "rd wr mr mw me ac dd nh", "other anonymous"),
        mapped("not inherited", "rd wr mr mw me dc ac nh", "other anonymous"),
        mapped("executable", "rd wr ex mr mw me ac nh", "JIT code", "rwxp"),
        mapped("no MAP_STACK", "rd wr mr mw me ac", "other anonymous"),
        {"the stack of an ended thread, its guard inside",
         {"10000000-10800000 rw-p 00000000 00:00 0 | rd wr mr mw me gu nr nh "},
         {"thread stack: flags gu nh"},
         threads(1)},
        {"executable, its size is the stack limit",
         {k_guard, "10001000-10801000 rwxp 00000000 00:00 0 | rd wr ex mr mw me ac nh ",
          "20000000-20001000 rw-p 00000000 00:00 0 "},
         {"padding", "thread stack", "other anonymous"},
         threads(1)},
    });
}

TEST_CASE("fibres are known by their row, threads' stacks by their most frequent size") {
    Scene fibres{"fibres", {}, {}, threads(1)}, few = fibres;
    std::uint64_t at = 0x10000000;
    for (int i = 0; i < 8; ++i, at += 0x11000) {
        std::array<char, 128> text{};
        std::snprintf(text.data(), text.size(), "%08llx-%08llx ---p 00000000 00:00 0 ",
                      static_cast<unsigned long long>(at), static_cast<unsigned long long>(at + 0x1000));
        fibres.headers.emplace_back(text.data());
        std::snprintf(text.data(), text.size(), "%08llx-%08llx rw-p 00000000 00:00 0 ",
                      static_cast<unsigned long long>(at + 0x1000), static_cast<unsigned long long>(at + 0x11000));
        fibres.headers.emplace_back(text.data());
        fibres.classes.insert(fibres.classes.end(), {"padding", "thread stack: row of equal mappings, guards between"});
    }
    few.headers.assign(fibres.headers.begin(), fibres.headers.begin() + 14);
    for (int i = 0; i < 7; ++i) {
        few.classes.insert(few.classes.end(), {"padding", "other anonymous"});
    }
    check({fibres, few});
    check({{"three equal ones and an odd one",
            {"10000000-10001000 ---p 00000000 00:00 0 ", "10001000-100fd000 rw-p 00000000 00:00 0 ",
             "11000000-11001000 ---p 00000000 00:00 0 ", "11001000-110fd000 rw-p 00000000 00:00 0 ",
             "12000000-12010000 ---p 00000000 00:00 0 ", "12010000-120e0000 rw-p 00000000 00:00 0 ",
             "13000000-13001000 ---p 00000000 00:00 0 ", "13001000-130fd000 rw-p 00000000 00:00 0 "},
            {"padding", "thread stack: guard below, most frequent size", "padding", "thread stack", "padding",
             "other anonymous", "padding", "thread stack"},
            threads(4)},
           {"two sizes as frequent as each other",
            {"10000000-10001000 ---p 00000000 00:00 0 ", "10001000-100fd000 rw-p 00000000 00:00 0 ",
             "11000000-11001000 ---p 00000000 00:00 0 ", "11001000-110fd000 rw-p 00000000 00:00 0 ",
             "12000000-12001000 ---p 00000000 00:00 0 ", "12001000-120e0000 rw-p 00000000 00:00 0 ",
             "13000000-13001000 ---p 00000000 00:00 0 ", "13001000-130e0000 rw-p 00000000 00:00 0 "},
            {"padding", "other anonymous", "padding", "other anonymous", "padding", "other anonymous", "padding",
             "other anonymous"},
            threads(3)}});
}

TEST_CASE("stack pointers elsewhere: the main thread's, and those in other memory") {
    check({
        {"the main thread runs on a stack that its program made",
         {"00022000-00322000 rw-p 00000000 00:00 0 ", "20000000-20100000 rw-p 00000000 00:00 0 [stack]"},
         {"thread stack: stack pointer", "main stack: name"},
         stack_pointers({{100, 0x31f000}})},
        {"a pointer into other memory leaves room for the thread's stack",
         {"10000000-12000000 rw-p 00000000 00:00 0 ", "20000000-20001000 ---p 00000000 00:00 0 ",
          "20001000-20801000 rw-p 00000000 00:00 0 "},
         {"other anonymous: anonymous, merged with a thread's stack", "padding",
          "thread stack: guard below, size is the stack limit"},
         stack_pointers({{101, 0x10100000}}, 2)},
    });
}

TEST_CASE("memory without access is padding only while nothing was written to it") {
    check({{"reserve, written, of a library, shared",
            {"10000000-10001000 ---p 00000000 00:00 0 | mr mw me |0",
             "10002000-10003000 ---p 00000000 00:00 0 | mr mw me |4", "10004000-10005000 ---p 00001000 08:01 7 /lib/a",
             "10006000-10007000 ---s 00000000 00:01 9 /memfd:a (deleted)"},
            {"padding", "other anonymous: no access, but in memory", "padding: no access", "shared memory"}}});
}

TEST_CASE("a heap that can all be run is no JIT code") {
    const auto heap = [](const char* name, const std::string& executable_kb, const std::string& other_kb,
                         const char* expected, const char* image) {
        return Scene{name,
                     {"10000000-18000000 rwxp 00000000 00:00 0 | rd wr ex |" + executable_kb,
                      "20000000-28000000 rw-p 00000000 00:00 0 | rd wr |" + other_kb,
                      "30000000-30100000 rwxp 00000000 08:01 9 /usr/lib/image| rd wr ex |64",
                      "40000000-40001000 r-xp 00000000 00:00 0 | rd ex |4"},
                     {expected, "other anonymous", image, "JIT code"}};
    };
    check({heap("two thirds", "8192", "4096", "other anonymous", "heap: file, executable as the whole heap"),
           heap("less", "8188", "4096", "JIT code: executable, no file", "JIT code: file, writable and executable"),
           heap("a small process", "4092", "4", "JIT code", "JIT code")});
}

TEST_CASE("files in memory are told apart by whose pages they have and by who may run them") {
    check({
        {"private copies, and code in them",
         {"10000000-10004000 rw-p 00000000 00:01 9 /memfd:pool (deleted)| rd wr |16",
          "10010000-10011000 rw-p 00000000 00:01 9 /memfd:pool (deleted)| rd wr ",
          "10020000-10021000 r-xp 00000000 00:01 8 /memfd:code (deleted)| rd ex |4"},
         {"other anonymous: private copy of a file in memory", "shared memory: shared memory by name",
          "JIT code: executable, no file"}},
        {"written here, run there",
         {"10000000-10010000 rw-s 00000000 00:01 9 /memfd:a (deleted)",
          "20000000-20008000 r-xs 00008000 00:01 9 /memfd:a (deleted)",
          "30000000-30001000 r--s 0000f000 00:01 9 /memfd:a (deleted)",
          "40000000-40001000 rw-s 00000000 08:01 9 /tmp/orc (deleted)",
          "50000000-50001000 r-xs 00000000 08:01 9 /tmp/orc (deleted)"},
         {"JIT code: shared mappings to write and to run", "JIT code", "JIT code", "JIT code", "JIT code"}},
        {"another part of the file is run, or nothing is written",
         {"10000000-10008000 rw-s 00000000 00:01 9 /dev/zero (deleted)",
          "20000000-20008000 r-xs 00008000 00:01 9 /dev/zero (deleted)",
          "30000000-30001000 r-xs 00000000 08:01 9 /lib/a", "40000000-40001000 r--s 00000000 08:01 9 /lib/a"},
         {"shared memory", "JIT code: executable, no file", "code", "RO data"}},
        {"of the kernel's own: memfd_secret",
         {"10000000-10001000 rw-s 00000000 00:0e 9 /secretmem (deleted)",
          "10002000-10003000 rw-s 00000000 b3:02 9 /data (deleted)",
          "10004000-10005000 rw-p 00000000 00:0e 9 /data (deleted)"},
         {"shared memory: shared, file of the kernel's own", "RW data", "RW data"}},
    });
}

TEST_CASE("memory of devices, of the kernel, shared, huge and executable memory have classes of their own") {
    check({
        {"kernel",
         {"10000000-10001000 r--p 00000000 00:00 0 [vvar]", "10002000-10003000 r-xp 00000000 00:00 0 [vdso]",
          "10004000-10005000 r-xp 00000000 00:00 0 [sigpage]", "ffff0000-ffff1000 r-xp 00000000 00:00 0 [vectors]"},
         {"kernel-provided", "kernel-provided", "kernel-provided", "kernel-provided"}},
        {"shared",
         {"10000000-10001000 rw-s 00000000 00:01 9 /SYSV00000000 (deleted)",
          "10002000-10003000 rw-s 00000000 00:01 9 /memfd:a b (deleted)",
          "10004000-10005000 rw-s 00000000 00:05 9 /dev/zero (deleted)",
          "10006000-10007000 rw-s 00000000 00:11 9 /dev/shm/x",
          "10008000-10009000 rw-s 00000000 00:05 9 /dmabuf:cam (deleted)| rd wr io pf ",
          "1000a000-1000b000 rw-s 00000000 00:00 0 "},
         {"shared memory", "shared memory", "shared memory", "shared memory", "shared memory: dma-buf",
          "shared memory: shared, no file"}},
        {"files of a tmpfs",
         {"10000000-10001000 rw-s 00000000 00:19 9 /run/user/0/weston-shared-a1 (deleted)",
          "10002000-10003000 r--s 00000000 00:19 9 /run/nscd/passwd",
          "10004000-10005000 rw-s 00000000 00:1a 9 /tmp/pool", "10006000-10007000 rw-s 00000000 b3:02 9 /tmp/pool",
          "10008000-10009000 rw-p 00000000 00:1a 9 /tmp/plugin.so", "1000a000-1000b000 rw-s 00000000 00:1a 9 /data/db"},
         {"shared memory: shared, file of a tmpfs", "shared memory", "shared memory", "RW data", "RW data", "RW data"}},
        {"devices",
         {"10000000-10001000 rw-s 00000000 00:05 9 /dev/mali0",
          "10002000-10003000 rw-s 00000000 00:05 9 /x| rd wr io pf ",
          "10004000-10005000 rw-p 00000000 00:00 0 | rd wr mm ",
          "10006000-10007000 rw-p 00000000 08:01 9 /pmem/file| rd wr mm ",
          "10008000-10009000 rw-s 00000000 00:05 9 anon_inode:[perf_event]"},
         {"device: device by name", "device: device by flags io, pf", "device: device by flags mm, de", "RW data",
          "device: kernel object"}},
        {"huge pages",
         {"10000000-10200000 rw-p 00000000 00:05 9 /anon_hugepage (deleted)",
          "10200000-10400000 rw-s 00000000 00:05 9 /SYSV01 (deleted)| rd wr ht "},
         {"huge pages", "huge pages: huge page"}},
        {"executable",
         {"10000000-10001000 r-xp 00000000 00:00 0 ", "10002000-10003000 rwxp 00000000 00:00 0 ",
          "10004000-10005000 r-xs 00000000 00:01 9 /memfd:jit-cache (deleted)",
          "10006000-10007000 rw-p 00000000 00:00 0 "},
         {"JIT code", "JIT code", "JIT code", "other anonymous"}},
        {"a program loaded from memory",
         {"10000000-10001000 r--p 00000000 00:01 9 /memfd:sealed (deleted)",
          "10001000-10002000 r-xp 00000000 00:01 9 /memfd:sealed (deleted)",
          "10002000-10003000 rw-p 00000000 00:01 9 /memfd:sealed (deleted)", "10003000-10004000 rw-p 00000000 00:00 0 ",
          "10006000-10007000 rw-s 00000000 00:01 8 /memfd:data (deleted)"},
         {"RO data", "code: file, executable", "RW data", "RW data: .bss above its file", "shared memory"}},
        {"all data executable",
         {"10000000-10001000 rwxp 00000000 00:00 0 ", "10002000-10003000 rwxp 00000000 08:01 9 /a",
          "10004000-10005000 r-xp 00000000 08:01 9 /a"},
         {"other anonymous", "RW data", "code"}},
        {"rollup", {"10000000-20000000 ---p 00000000 00:00 0 [rollup]"}, {"unknown: rollup"}},
    });
}

TEST_CASE("the owner of .bss is the file below") {
    NameTable names;
    Process process;
    host::procfs::SmapsParser(names).parse(
        smaps({"00400000-00401000 rw-p 00000000 08:01 7 /lib/a", "00401000-00402000 rw-p 00000000 00:00 0 ",
               "00402000-00403000 rw-p 00000000 00:00 0 [anon:x]"}),
        process.snapshot);
    const std::vector<Classified> classified = host::analyze::classify(process);
    REQUIRE(classified[1].owner != nullptr);
    CHECK(classified[1].owner->name == "/lib/a");
    CHECK(classified[2].owner == nullptr);
}
