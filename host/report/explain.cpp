#include "host/report/explain.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace host::report {
namespace {

struct Entry {
    std::string_view terms; ///< the first is the heading; all are found; separated by '|'
    std::string_view text;
};

constexpr std::array k_entries{
    Entry{"VSZ|size|total mapped memory|vss",
          R"(The address space a process has mapped: the sum of Size over its mappings.
Most of it may never have been touched, so it is not memory in use and says
little about cost. Good for: running out of addresses on 32-bit CPUs, finding
huge reserves. A change of VSZ without one of RSS is a reservation.)"},
    Entry{"RSS|rss|resident", R"(Resident set size: pages of the process that are in RAM now, shared ones counted
in full. Good for: what one process touches. Not for sums: a library used by
ten processes is in the RSS of each. Pages in swap and hugetlb pages are not in
it. See also: PSS, rss-vs-top.)"},
    Entry{"PSS|pss|proportionally shared",
          R"(Proportional set size: private pages in full, each shared page divided by the
number of mappings of it. Sums of PSS over all processes are real memory, so it
is the number for "what does this program cost the board". It changes when
other processes start or end, though the process itself did nothing. Kernels
before 2.6.25 do not print it. See also: pss-rounding.)"},
    Entry{"USS|uss|private", R"(Unique set size: private clean + private dirty, the pages nobody else maps. What
would be free if the process ended now. A shared mapping that only one process
has open counts as private too: the kernel looks at how often a page is mapped,
not at how it was created.)"},
    Entry{"shared|shared clean|shared dirty",
          R"(Pages that at least two mappings have. Clean ones are the same as in their file
and can be dropped; dirty ones (shared memory, pages inherited through fork and
not written since) cannot. The split into shared and private is a moment's: it
moves when another process maps or drops the page.)"},
    Entry{"clean", R"(Pages equal to what is in their file: the kernel drops them when memory is short
and reads them again when needed. Cheap in RAM, but on slow flash a program
whose code is dropped again and again crawls.)"},
    Entry{"dirty|private dirty", R"(Pages that were written and exist nowhere else: without swap they stay in RAM
until freed. Private dirty is the number to bring down on a board without swap:
heap, stacks, .data, .bss, relocated tables. "Dirty" is not "anonymous": a
written page of a shared file mapping is dirty until it is written back.)"},
    Entry{"padding", R"(Mappings without any access (---p): guard pages, gaps between the segments of
libraries, address space reserved by allocators. Counted in VSZ, costs no RAM.
If padding has RSS, memory was written and then protected.)"},
    Entry{"code|text", R"(Executable mappings of files: .text of programs and libraries. Clean and shared
as a rule. Dirty code means text relocations, breakpoints, or a program that
writes its own code. The summary's column also holds JIT code.)"},
    Entry{"JIT code", R"(Executable memory that is no file's text: made at run time by a JIT compiler, or
an executable and writable mapping. Always private dirty. On old ARM and MIPS
whole heaps are executable; those are recognised and counted as heap.)"},
    Entry{"RO data|read only data|rodata",
          R"(Read-only mappings: .rodata, data files, locale archives, fonts, and RELRO, the
tables that the loader wrote and then locked. RELRO is private dirty in each
process though it looks read-only; the libraries report shows it on its own.)"},
    Entry{"RELRO", R"(Part of a library or program that the loader relocates at start and then makes
read-only. It costs every process its own dirty copy. Prelinking, fewer
exported symbols or static linking shrink it.)"},
    Entry{"RW data|data|bss", R"(.data and .bss: writable variables of programs and libraries. .data is private
from the first write to each page, .bss is anonymous memory behind it and is
given to the file whose last segment it continues.)"},
    Entry{"heap", R"(Memory from malloc and new: the brk area, arenas, and mappings that an allocator
named or that carry its marks. The summary's column adds "other anonymous":
large blocks come from mmap and have no name. RSS of heap is what was touched
and not given back, which may be much more than the program has in use: freed
blocks stay resident until the allocator trims them.)"},
    Entry{"other anonymous", R"(Private memory without a file or a name whose use nothing tells: large malloc
blocks, buffers, stacks that could not be recognised. On Linux 5.17 or newer a
program can name its mappings (prctl PR_SET_VMA_ANON_NAME); glibc does so with
GLIBC_TUNABLES=glibc.mem.decorate_maps=1.)"},
    Entry{"stack|main stack|thread stack",
          R"(The main stack ([stack]) grows downwards as needed; its RSS never shrinks, it is
the deepest point ever reached. Thread stacks are mappings of fixed size from
the C library. The kernel does not mark them: they are found by name, by the
stack pointers the agent sends, by flags or by their guard page and size. -v
says by which. Mapped size of stacks is cheap, touched pages are not.)"},
    Entry{"shared memory|shmem|tmpfs|memfd|sysv",
          R"(SYSV segments, memfd, POSIX shm, shared anonymous mappings, dma-buf: memory that
belongs to no process and lives on tmpfs or the like. It stays when processes
end without removing it, and what no process maps is in no smaps at all: the
system report shows the difference to the kernel's Shmem.)"},
    Entry{"device", R"(Mappings of device memory: registers, frame buffers, GPU buffers. Their size is
address space; RSS is mostly 0 because pages outside the kernel's bookkeeping
are not counted, even when a driver took them from RAM.)"},
    Entry{"kernel-provided|vdso", R"([vdso], [vvar], [vectors], [sigpage] and the like: pages the kernel lends every
process. They cost nothing per process.)"},
    Entry{"huge pages|hugetlb", R"(Pages of the hugetlb pool. The kernel leaves them out of RSS and PSS for
historical reasons and prints them as Shared_Hugetlb and Private_Hugetlb (from
Linux 4.4 on; before that nowhere). Transparent huge pages are ordinary memory
and are in RSS; AnonHugePages says how much of it they are.)"},
    Entry{"swap", R"(Pages of the process that are in swap (on boards usually zram). A leak that is
swapped out does not raise RSS: watch RSS + swap. Before Linux 4.5 swapped
shared memory is in nobody's number. With zram a swapped page still costs RAM,
about a third of it.)"},
    Entry{"swap PSS|swappss", R"(Swap with pages shared by several processes divided among them, as PSS does for
pages in RAM. From Linux 4.3 on.)"},
    Entry{"anonymous", R"(Pages without a file behind them: heap, stacks, .bss, written pages of private
file mappings. Without swap they cannot be dropped. The kernel prints the sum
from 2.6.37 on; it also counts pages shared after fork.)"},
    Entry{"referenced", R"(Pages touched since the kernel last cleared the mark. Reading it does not clear
it, so it only ever tells a lower bound of idleness. It changes without any
memory being taken or given; differences leave it out.)"},
    Entry{"locked", R"(The PSS part of memory locked with mlock. Some kernels around 4.14 print PSS
here for every mapping; only believe it where VmFlags has lo.)"},
    Entry{"rss-vs-top|top|why RSS differs from top",
          R"(top, ps and status (VmRSS) read counters that are updated in batches: they
can be off by many pages per thread or CPU and lag. smaps walks the page tables
and counts. On the other hand smaps takes time: a process that runs meanwhile
can show numbers of slightly different moments. top's SHR is file and shmem
pages, no matter whether anyone shares them. When the two differ lastingly,
believe smaps.)"},
    Entry{"pss-rounding|rounding", R"(The kernel computes PSS per mapping in fractions of a byte and prints whole kB,
rounded down. A sum over N mappings is therefore up to N kB too small, on
average half of that. smaps_rollup rounds only once; its PSS is the larger one.
No correction is added here: the sums are those of the printed numbers.)"},
    Entry{"snapshot|consistency|torn", R"(The kernel fills smaps in pieces of a page of text and lets the process run in
between. A snapshot of a busy process can therefore miss a mapping or show one
twice. Such places are marked; the numbers are kept as printed.)"},
    Entry{"n/a|unknown", R"(Not known, with the reason given: no permission, process gone, kernel too old,
not sent. Never the same as 0. Totals leave such rows out and say so.)"},
    Entry{"growth|slope|verdict|leak",
          R"(Growth is the median of the slopes between all pairs of sweeps (Theil and Sen),
so single spikes do not move it; "from" and "to" are its 95 % interval. "Grows
steadily": rises in every quarter of the run. "In steps": a few jumps make the
rise, or it has stopped. "Returns": went up and came back. "Flat": less than a
page, or noise. A cache that fills looks like a leak until it is full: watch
for longer than the program's longest cycle, leave start-up out.)"},
    Entry{"MemAvailable|available", R"(The kernel's own estimate of what could be used without swapping: free memory
and the part of caches that can be dropped. From Linux 3.14 on. The best single
number for "how close is the board to the edge".)"},
    Entry{"rest|unaccounted|memtotal", R"(MemTotal less everything the kernel names: pages drivers took for themselves
(DMA buffers, GPU, network), zram and other users of bare pages, and rounding.
A rest that grows is a leak in the kernel or a driver; no process will show it.)"},
    Entry{"oom score|oom", R"(What the kernel would kill first when memory runs out: the process with the
highest number. 0 means never or nearly so; oom_score_adj shifts it.)"},
};

/// Letters and digits in lower case; a `_kb` at the end does not count.
std::string plain(std::string_view term) {
    if (term.ends_with("_kb")) {
        term.remove_suffix(3);
    }
    std::string out;
    for (const char byte : term) {
        const auto letter = static_cast<unsigned char>(byte);
        if (std::isalnum(letter) != 0) {
            out += static_cast<char>(std::tolower(letter));
        }
    }
    return out;
}

/// Calls `use` with each of the terms until it says true.
template <typename Use>
bool any_term(std::string_view terms, Use use) {
    while (!terms.empty()) {
        const std::size_t bar = std::min(terms.find('|'), terms.size());
        if (use(terms.substr(0, bar))) {
            return true;
        }
        terms.remove_prefix(std::min(bar + 1, terms.size()));
    }
    return false;
}

std::string_view heading(const Entry& entry) {
    return entry.terms.substr(0, entry.terms.find('|'));
}

} // namespace

std::optional<std::string> explain(std::string_view term) {
    const std::string wanted = plain(term);
    if (wanted.empty()) {
        return std::nullopt;
    }
    for (const Entry& entry : k_entries) {
        if (any_term(entry.terms, [&](std::string_view one) { return plain(one) == wanted; })) {
            return std::string(heading(entry)) + "\n\n" + std::string(entry.text) + '\n';
        }
    }
    return std::nullopt;
}

std::string explained_terms() {
    std::string all;
    for (const Entry& entry : k_entries) {
        all += (all.empty() ? "" : ", ") + std::string(heading(entry));
    }
    return all;
}

} // namespace host::report
