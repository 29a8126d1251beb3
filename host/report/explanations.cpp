#include "host/report/explanations.hpp"

#include <array>

namespace host::report {
namespace {

constexpr std::array k_explanations{
    Explanation{"VSZ|size|total mapped memory|vss",
                R"(The address space a process has mapped: the sum of Size over its mappings. Most
of it may never have been touched, so it is not memory in use and says little
about cost. Good for: running out of addresses on 32-bit CPUs, finding huge
reserves. A change of VSZ without one of RSS is a reservation.)"},
    Explanation{"RSS|resident|of which are resident",
                R"(Resident set size: pages of the process that are in RAM now, shared ones
counted in full. Good for: what one process touches. Not for sums: a library
used by ten processes is in the RSS of each. Pages in swap and hugetlb pages
are not in it. See also: PSS, rss-vs-top.)"},
    Explanation{"PSS|proportionally shared",
                R"(Proportional set size: private pages in full, each shared page divided by the
number of mappings of it. Sums of PSS over all processes are real memory, so it
is the number for "what does this program cost the board". It changes when
other processes start or end, though the process itself did nothing. Kernels
before 2.6.25 do not print it. See also: pss-rounding.)"},
    Explanation{"USS|private", R"(Unique set size: private clean + private dirty, the pages nobody else maps.
What would be free if the process ended now. A shared mapping that only one
process has open counts as private too: the kernel looks at how often a page is
mapped, not at how it was created.)"},
    Explanation{"shared|shared clean|shared dirty|breakdown",
                R"(Pages that at least two mappings have. Clean ones are the same as in their file
and can be dropped; dirty ones (shared memory, pages inherited through fork and
not written since) cannot. The split into shared and private is a moment's: it
moves when another process maps or drops the page.)"},
    Explanation{"clean|private clean",
                R"(Pages equal to what is in their file: the kernel drops them when memory is
short and reads them again when needed. Cheap in RAM, but on slow flash a
program whose code is dropped again and again crawls.)"},
    Explanation{"dirty|private dirty", R"(Pages that were written and exist nowhere else: without swap they stay in RAM
until freed. Private dirty is the number to bring down on a board without swap:
heap, stacks, .data, .bss, relocated tables. "Dirty" is not "anonymous": a
written page of a shared file mapping is dirty until it is written back.)"},
    Explanation{"padding|of which is padding|padding regions",
                R"(Mappings without any access (---p): guard pages, gaps between the segments of
libraries, address space reserved by allocators. Counted in VSZ, costs no RAM.
If padding has RSS, memory was written and then protected.)"},
    Explanation{"code", R"(Executable mappings of files: .text of programs and libraries. Clean and shared
as a rule. Dirty code means text relocations, breakpoints, or a program that
writes its own code. The summary's column also holds JIT code.)"},
    Explanation{"JIT code|JIT/SMC code",
                R"(Executable memory that is no file's text: made at run time by a JIT compiler,
or an executable and writable mapping. Always private dirty. On old ARM and
MIPS whole heaps are executable; those are recognised and counted as heap.)"},
    Explanation{"RO data|read only data|rodata|Read-only data (.rodata)",
                R"(Read-only mappings: .rodata, data files, locale archives, fonts, and RELRO, the
tables that the loader wrote and then locked. RELRO is private dirty in each
process though it looks read-only; the libraries report shows it on its own.)"},
    Explanation{"RELRO|relro_pss|relro_rss|RELRO RSS|relro_private_dirty|RELRO dirty",
                R"(Part of a library or program that the loader relocates at start and then makes
read-only. It costs every process its own dirty copy. Prelinking, fewer
exported symbols or static linking shrink it.)"},
    Explanation{"RW data|Writable data (.data, .bss)",
                R"(.data and .bss: writable variables of programs and libraries. .data is private
from the first write to each page, .bss is anonymous memory behind it and is
given to the file whose last segment it continues. What a program mapped before
it loaded a library may lie there too and be taken for the library's .bss,
unless it is 1 MiB or more and more than 16 times the library.)"},
    Explanation{"heap", R"(Memory from malloc and new: the brk area, arenas, and mappings that an
allocator named or that carry its marks. The summary's column adds "other
anonymous": large blocks come from mmap and have no name. RSS of heap is what
was touched and not given back, which may be much more than the program has in
use: freed blocks stay resident until the allocator trims them.)"},
    Explanation{"other anonymous", R"(Private memory without a file or a name whose use nothing tells: large malloc
blocks, buffers, stacks that could not be recognised. On Linux 5.17 or newer a
program can name its mappings (prctl PR_SET_VMA_ANON_NAME); glibc does so with
GLIBC_TUNABLES=glibc.mem.decorate_maps=1.)"},
    Explanation{"stack|main stack|thread stack|of which likely stack",
                R"(The main stack ([stack]) grows downwards as needed; its RSS never shrinks, it
is the deepest point ever reached. Thread stacks are mappings of fixed size
from the C library. The kernel does not mark them: they are found by name, by
the stack pointers the agent sends, by flags or by their guard page and size.
-v says by which. The kernel may make one mapping of a stack and of what malloc
mapped above it; where that is more than the stack, all of it is other anonymous
memory, and -v says so. Mapped size of stacks is cheap, touched pages are not.)"},
    Explanation{"shared memory|shmem|tmpfs|memfd|sysv|shared memory and tmpfs|mapped by the processes read, by "
                "PSS|mapped by no process read",
                R"(SYSV segments, memfd, POSIX shm, shared anonymous mappings, dma-buf, and files
below /run, /tmp and /var/volatile that are mapped shared from a tmpfs: memory
that belongs to no process. It stays when processes end without removing it, and
what no process maps is in no smaps at all: the system report shows the
difference to the kernel's Shmem.)"},
    Explanation{"device", R"(Mappings of device memory: registers, frame buffers, GPU buffers. Their size is
address space; RSS is mostly 0 because pages outside the kernel's bookkeeping
are not counted, even when a driver took them from RAM.)"},
    Explanation{"kernel-provided|vdso",
                R"([vdso], [vvar], [vectors], [sigpage] and the like: pages the kernel lends every
process. They cost nothing per process.)"},
    Explanation{"huge pages|hugetlb|shared hugetlb|private hugetlb|huge pages (hugetlb pool)",
                R"(Pages of the hugetlb pool. The kernel leaves them out of RSS and PSS for
historical reasons and prints them as Shared_Hugetlb and Private_Hugetlb (from
Linux 4.4 on; before that nowhere). Transparent huge pages are ordinary memory
and are in RSS; AnonHugePages says how much of it they are.)"},
    Explanation{"swap|of which swapped out",
                R"(Pages of the process that are in swap (on boards usually zram). A leak that is
swapped out does not raise RSS: watch RSS + swap. Before Linux 4.5 swapped
shared memory is in nobody's number. With zram a swapped page still costs RAM,
about a third of it.)"},
    Explanation{"swap PSS|swappss", R"(Swap with pages shared by several processes divided among them, as PSS does for
pages in RAM. From Linux 4.3 on.)"},
    Explanation{"anonymous|total anonymous",
                R"(Pages without a file behind them: heap, stacks, .bss, written pages of private
file mappings. Without swap they cannot be dropped. The kernel prints the sum
from 2.6.37 on; it also counts pages shared after fork.)"},
    Explanation{"referenced", R"(Pages touched since the kernel last cleared the mark. Reading it does not clear
it, so it only ever tells a lower bound of idleness. It changes without any
memory being taken or given, so a diff does not call an area changed for it.)"},
    Explanation{"locked", R"(The PSS part of memory locked with mlock. Some kernels around 4.14 print PSS
here for every mapping; only believe it where VmFlags has lo.)"},
    Explanation{"rss-vs-top|top|why RSS differs from top",
                R"(top, ps and status (VmRSS) read counters that are updated in batches: they can
be off by many pages per thread or CPU and lag. smaps walks the page tables and
counts. On the other hand smaps takes time: a process that runs meanwhile can
show numbers of slightly different moments. top's SHR is file and shmem pages,
no matter whether anyone shares them. When the two differ lastingly, believe
smaps.)"},
    Explanation{"pss-rounding|rounding",
                R"(The kernel computes PSS per mapping in fractions of a byte and prints whole kB,
rounded down. A sum over N mappings is therefore up to N kB too small, on
average half of that. smaps_rollup rounds only once; its PSS is the larger one.
No correction is added here: the sums are those of the printed numbers.)"},
    Explanation{"snapshot|consistency|torn",
                R"(The kernel fills smaps in pieces of a page of text and lets the process run in
between. A snapshot of a busy process can therefore miss a mapping or show one
twice. A note below the report names the process; the numbers are kept as
printed.)"},
    Explanation{"n/a|unknown", R"(Not known, with the reason given: no permission, process gone, kernel too old,
not sent. Never the same as 0. Totals leave such rows out and say so.)"},
    Explanation{"reasons|no permission|no such process|read error|process changed while it was read|not sent",
                R"(Why a number is n/a. No permission: smaps of another user's process needs root
or CAP_SYS_PTRACE, there where it is read. Process changed while it was read:
its pid was taken by another, or it started a new program in between. Not sent:
the source does not tell it, as a single smaps file tells no user.)"},
    Explanation{"kernel thread or zombie|kernel thread|zombie",
                R"(A process with no memory of its own: it works in the kernel's, or has ended and
waits for its parent to ask how. Its smaps is empty. Left out of tables unless
asked for by PID.)"},
    Explanation{
        "kernel without smaps|rollup|kernel without smaps, rollup only|kernel without smaps, maps only|a rollup "
        "has no single areas|not printed by this kernel",
        R"(The kernel was built without CONFIG_PROC_PAGE_MONITOR or has no MMU, or a copied
tree has no such file. Then smaps_rollup, one sum over all areas, or maps, which
has no memory in use but names and sizes, is read in its place. Single fields
that a kernel is too old for are "not printed".)"},
    Explanation{"growth|slope|verdict|leak|growth_kb_per_min|kB/min|low_kb_per_min|high_kb_per_min|from|to|grows "
                "steadily|grows in steps|returns|flat|shrinks",
                R"(Growth is the median of the slopes between all pairs of sweeps (Theil and Sen),
so single spikes do not move it; "from" and "to" are its 95 % interval, wider
the longer memory stays above or below the line. "Grows steadily": the slope
is above zero for sure. "In steps": a few levels tell the rise better than a
slope, or it has stopped; it ended higher and never gave half of that back.
"Returns": went up and came back. "Flat": less than a page, noise, or a change
in the first or last two sweeps only. A cache that fills looks like a leak until
it is full: watch longer than the program's longest cycle, leave start-up out.)"},
    Explanation{"MemAvailable|available|available without swapping|lowest MemAvailable",
                R"(The kernel's own estimate of what could be used without swapping: free memory
and the part of caches that can be dropped. From Linux 3.14 on. The best single
number for "how close is the board to the edge".)"},
    Explanation{"rest|unaccounted|rest, not accounted for",
                R"(MemTotal less everything the kernel names: pages drivers took for themselves
(DMA buffers, GPU, network), zram where it is n/a, other users of bare pages,
and rounding. Below zero: the kernel counts some pages in two of its lines.
A rest that grows is a leak in the kernel or a driver; no process will show it.)"},
    Explanation{"oom score|oom", R"(What the kernel would kill first when memory runs out: the process with the
highest number. 0 means never or nearly so; oom_score_adj shifts it.)"},
    // Columns and words of the tables.
    Explanation{"PID|pid_before|now", R"(The number of a process. Numbers are used again: a process is told from a later
one of the same number by its start time. In a diff "PID" is before, "now"
after.)"},
    Explanation{"program|process", R"(Base name of the executable; where that cannot be read of the first argument,
else the short command name. --name chooses by it.)"},
    Explanation{"user|uid", R"(Who a process runs as (real uid). Names come from --passwd FILE, the board's
/etc/passwd; without it the number is shown.)"},
    Explanation{"command", R"(The command line with blanks between the arguments, as /proc/PID/cmdline has
it.)"},
    Explanation{"threads", R"(Number of threads, as stat and status tell it.)"},
    Explanation{"thread stacks", R"(How many thread stacks were recognised. Fewer than threads less one: some
stacks look like any other anonymous memory and are counted there.)"},
    Explanation{"parent", R"(PID of the process that started this one, or took it over.)"},
    Explanation{"processes|unreadable|subtree_processes|subtree_unreadable",
                R"(How many processes a row is about; "unreadable" says how many of them had no
numbers and are in no sum of the row.)"},
    Explanation{"tree|depth|subtree_uss|subtree_pss|subtree_swap|Sum USS|Sum PSS|Sum swap",
                R"(Processes below their parents; a sum is of the process and all below it. There
are sums of PSS, USS and swap only: RSS of parent and children would count what
they share again and again.)"},
    Explanation{"ram_percent|% of RAM", R"(PSS in per cent of MemTotal.)"},
    Explanation{"ram|= RAM|private and shared",
                R"(What a program costs, all its instances together: "private" (private clean and
dirty) plus its share of what it shares ("+ shared": PSS less private). This is
the reckoning of ps_mem. Hugetlb pages, which PSS leaves out, are added.)"},
    Explanation{"shared part|+ shared",
                R"(The part of shared pages that is put down to a program: its PSS less its
private memory. On kernels without PSS the largest shared memory of any
instance.)"},
    Explanation{"private_dirty_per_process|per process",
                R"(Private dirty of a file in all processes, divided by the number of processes
that map it: what one more process with this library costs at least.)"},
    Explanation{"pss_per_process|PSS per process",
                R"(PSS of a file in all processes, divided by the number of processes that map it:
what each of them pays for it on average. In kB.)"},
    Explanation{"text|text_pss|text_rss|text RSS|text_private_dirty|text dirty",
                R"(Executable segment of a program or library: its code. Shared by all who map it
and clean as a rule. In report frames, "text" is the length of the smaps text.)"},
    Explanation{"ro|ro_pss|ro_rss|RO RSS|ro_private_dirty|RO dirty",
                R"(Read-only segments that were never written: constants, tables, ELF headers.)"},
    Explanation{"data|data_pss|data_rss|data RSS|data_private_dirty|data dirty",
                R"(Writable segment of a file: .data, initialised variables. A page costs RAM of
its own from the first write on.)"},
    Explanation{"bss|bss_pss|bss_rss|bss RSS|bss_private_dirty|bss dirty",
                R"(.bss, variables that begin as zero: anonymous memory right behind the writable
segment of a file, which the kernel does not name. It is given to that file.)"},
    Explanation{"mappings", R"(Number of memory areas (VMAs), one per entry of smaps.)"},
    Explanation{"mapping|mapped file|mapping_before|base name",
                R"(What a memory area is called: its file, else its name in brackets, else its
class in brackets. .bss goes with its file. "Base name" is without folders.)"},
    Explanation{"address|end", R"(First address of a memory area, and the first one behind it, in hex.)"},
    Explanation{"mode", R"(What is allowed in the area: r read, w write, x execute; p private (a write
makes a copy), s shared. It is not what was done: r--p may be dirty (RELRO).)"},
    Explanation{"offset", R"(Where in the file the area begins, in hex.)"},
    Explanation{"device", R"(As a column of mappings: number (major:minor) of the file system that holds the
file; 00:00 is memory without a file.)"},
    Explanation{"inode", R"(Number of the file in its file system. For SYSV shared memory its shmid.)"},
    Explanation{"VmFlags", R"(The kernel's own marks of the area, two letters each, from Linux 3.8 on. Used
to tell stacks (gd, gu, nh), devices (io, pf, mm, de), huge pages (ht), arenas
of malloc (nr) and data made read-only (ac).)"},
    Explanation{"class|other", R"(What a memory area is used for. Each has exactly one class, chosen by the first
rule that fits; -v names the rule. Sums over classes are the kernel's sums. The
summary's "other" is every class that has no column there.)"},
    Explanation{"rule", R"(Why an area has its class: its name, its flags, its neighbours, its size, or a
stack pointer in it. "Guard below, size is the stack limit" is a good guess,
"name" and "stack pointer" are certain. "2 stacks" behind it: the kernel keeps
that many in one mapping.)"},
    Explanation{"unknown", R"(As a class: smaps_rollup has one sum for all areas, nothing can be told apart.
As a status in a diff: could be read on one side only.)"},
    Explanation{"PSS dirty", R"(The dirty part of PSS: what cannot be dropped, each shared page divided among
those who map it. From Linux 6.0 on.)"},
    Explanation{"KSM", R"(Pages merged with equal ones of other areas (kernel same-page merging). From
Linux 6.7 on.)"},
    Explanation{"lazy free", R"(Pages given back with madvise(MADV_FREE): still in RSS, but the kernel takes
them when it needs memory. A heap full of these is not a leak.)"},
    Explanation{"anon huge pages|anon huge",
                R"(How much of the area is in transparent huge pages. Ordinary memory, in RSS. A
program that touches 4 kB of each gets 2 MB: a usual surprise in RSS.)"},
    Explanation{"shmem_pmd_mapped|shmem huge|file_pmd_mapped|file huge",
                R"(Shared memory, or file pages, mapped in huge pages. In RSS.)"},
    Explanation{"nonlinear", R"(Part of an area whose pages were rearranged with remap_file_pages; Linux 3.1 to
3.19.)"},
    Explanation{"kernel page size|MMU page size",
                R"(Size of the pages the kernel and the MMU use for the area, in kB. 2048 or more:
hugetlb.)"},
    Explanation{"THPeligible|protection key",
                R"(THPeligible: 1 where the area may get transparent huge pages. ProtectionKey:
the key of pkey_mprotect. Neither is a size.)"},
    Explanation{"time|time_s|span_s|span",
                R"(Seconds since the session's start. A sweep has one time, that of its beginning;
the processes are read one after the other.)"},
    Explanation{"level", R"(What a row is about: board (all processes read), user, program (its instances
together), process, class (over all processes), file (a mapped name over all
processes), process-class, mapping (a name and class in one process). In report
system: 0 is a part of MemTotal, 1 says more about the line above.)"},
    Explanation{"board|board_kb", R"(All processes that were read, together; in report peak the sum at that moment.
PSS is the measure that adds up: RSS counts shared pages once per process.)"},
    Explanation{"file|process-class",
                R"(Levels of series, growth and diff: a mapped name over all processes; a class in
one process.)"},
    Explanation{"first|last|change|before|after",
                R"(The figure at the beginning, at the end, and the difference. What was not there
counts 0, what could not be read is n/a.)"},
    Explanation{"sweeps|sweep", R"(One pass over all chosen processes. As a column: its number, or how many were
used.)"},
    Explanation{"measure", R"(Which figure growth is of; PSS if not said otherwise.)"},
    Explanation{"status|new|gone|renamed|changed|same",
                R"(In a diff: new and gone are on one side only, renamed has another version in
its name, changed has other numbers, same has not. In a budget: kept, BROKEN,
or not measured.)"},
    Explanation{"peak|at the|highest RSS|highest PSS",
                R"(The moment a board's processes had the largest sum. RSS and PSS may peak at
different times: RSS when most is mapped, PSS when most is really used.)"},
    Explanation{"limit|bound|max|min|max_growth_per_min|value|worst|allowed|room|broken_s|broken|broken "
                "at|at|by|unit|kept|not measured",
                R"(A line of a budget: what is limited and how; the worst value of the session,
the limit and what is left between them, when that was and by whom; "broken at"
is the first time. "Not measured": nothing of that name was seen or could be
read, or for too short a time; the run then fails, unless the limit is optional.)"},
    Explanation{"kind|key|delta|raw",
                R"(How a process's text came: key can be read on its own, delta says what changed
since the sweep before, raw is the text itself, where it did not fit the coder.)"},
    Explanation{"text_bytes|payload_bytes|payload|wire_bytes|wire|cost|cost us|loss|lost",
                R"(Report frames: length of the smaps text, of its coded form, and of all bytes on
the line for it. Cost is the time the sweep took on the board, in microseconds.
Lost are frames missing before it.)"},
    // Lines of the report system.
    Explanation{"area|all of it|percent|%|source|reckoned from",
                R"(Report system: MemTotal and the parts it is made of, which do not overlap; the
last part is what nothing accounts for. Indented lines say more about the line
above and are in no sum. "Reckoned from" names the lines of /proc/meminfo.
MemTotal is less than the RAM that was built in: the kernel's image and memory
reserved before it started are not in it.)"},
    Explanation{"free", R"(Pages nobody uses. Little of it is normal: the kernel uses free memory as
cache. Look at MemAvailable.)"},
    Explanation{"page cache of files|mapped by processes|block device buffers|page cache",
                R"(File contents in RAM, and blocks of file systems' own data. Given up when
memory is short, unless dirty or in use; "mapped by processes" is the part that
is in somebody's RSS, mostly code and libraries.)"},
    Explanation{"anonymous memory of processes|in the processes read, by PSS",
                R"(Memory of processes without a file: heap, stacks, .bss, written copies. The
kernel counts it (AnonPages); the line below is what smaps of the processes
read says. A large difference: processes that could not be read, or that ended.)"},
    Explanation{"slab|reclaimable|reclaimable kernel memory outside slab",
                R"(Memory of the kernel's own objects: inodes, dentries, sockets, tasks.
Reclaimable are caches that shrink when memory is short. Slab that grows and is
not reclaimable is a leak in the kernel: see /proc/slabinfo.)"},
    Explanation{"page tables|page tables of devices and guests",
                R"(What maps addresses to pages: a page per 2 MB of touched address space. Grows
with many processes and sparse mappings, and is in no process's smaps.)"},
    Explanation{"kernel stacks", R"(8 or 16 kB per thread of the system, whatever the thread does.)"},
    Explanation{"per-CPU memory|vmalloc, kernel stacks aside|vmalloc",
                R"(Kernel memory for each CPU; and memory the kernel mapped for itself: modules,
drivers' buffers, tables. VmallocUsed counts pages since Linux 5.3 only. On most
CPUs it has the kernel stacks in it, which stand in their own line; not on MIPS,
and not before 5.18 on ARM.)"},
    Explanation{"zram|compressed swap and disks in memory (zram)|compressed swap in memory (zswap)|zswap",
                R"(Swap, or a small file system, that is kept compressed in RAM. /proc/meminfo has
a line for zswap only. What zram takes (mem_used_total) is in the board's
/sys/block/zram*/mm_stat: it is read where the source is a tree with sys/block
beside it, as /proc itself has. An agent does not send it: then it is n/a and
part of the rest.)"},
    Explanation{"used of the CMA area (counted above)|CMA",
                R"(Memory reserved for drivers that need it in one piece. Until a driver takes it,
it holds movable pages, which are counted in their own lines.)"},
};

} // namespace

std::span<const Explanation> explanations() {
    return k_explanations;
}

} // namespace host::report
