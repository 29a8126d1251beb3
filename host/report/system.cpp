// system: the parts of MemTotal. The lines of the first level do not overlap; together with the rest, which nothing
// accounts for, they add up to MemTotal. Lines of the second level say more about the line above and are in no sum.
#include "host/report/columns.hpp"
#include "host/report/meminfo_meaning.hpp"
#include "host/report/omitted_processes.hpp"
#include "host/report/process_cells.hpp"
#include "host/report/reports.hpp"

#include <algorithm>

namespace host::report {
namespace {

using analyze::MemoryClass;
using model::Field;
using Size = std::optional<std::uint64_t>;

Size minus(Size a, Size b) {
    return a && b ? Size{*a - std::min(*a, *b)} : std::nullopt;
}

Size plus(Size a, Size b) {
    return a && b ? Size{*a + *b} : std::nullopt;
}

/// Memory of the processes according to their smaps, each page counted once (Pss).
struct Mapped {
    Size anonymous{0}, shared_memory{0};
    std::string_view reason; ///< why one of them is not known

    void add(const analyze::UsageGroup& part);
};

/// A VMA's anonymous pages by Pss: all of it without a file; else no more than its Anonymous line.
Size anonymous_part(const analyze::Totals& totals) {
    const Size pss = totals[Field::pss];
    const Size anonymous = totals[Field::anonymous];
    return pss && anonymous ? Size{std::min(*pss, *anonymous)} : std::nullopt;
}

void Mapped::add(const analyze::UsageGroup& part) {
    const Size pss = part.totals[Field::pss];
    if (part.memory_class == MemoryClass::unknown) {
        shared_memory.reset();
        reason = no_classes_reason(model::Status::ok);
    }
    if (part.memory_class == MemoryClass::shared_memory) {
        shared_memory = plus(shared_memory, pss);
    } else {
        const Size own = anonymous_part(part.totals);
        anonymous = plus(anonymous, own);
        // A program or library that was loaded from a memfd is tmpfs all the same.
        shared_memory = part.name.starts_with("/memfd:") ? plus(shared_memory, minus(pss, own)) : shared_memory;
    }
    reason = pss && part.totals[Field::anonymous] ? reason : k_not_printed;
}

Mapped mapped_by(const analyze::BoardUsage& usage) {
    Mapped sum;
    for (const analyze::ProcessUsage& process : usage.processes) {
        for (const analyze::UsageGroup& part : process.groups) {
            sum.add(part);
        }
    }
    return sum;
}

/// Lines of meminfo that are in this report, are part of one that is, or count no memory in use.
constexpr std::string_view k_known_lines[] = {
    "MemTotal",       "MemFree",      "MemAvailable",  "Buffers",         "Cached",         "SwapCached",
    "Active",         "Inactive",     "Active(anon)",  "Inactive(anon)",  "Active(file)",   "Inactive(file)",
    "Unevictable",    "Mlocked",      "HighTotal",     "HighFree",        "LowTotal",       "LowFree",
    "MmapCopy",       "SwapTotal",    "SwapFree",      "Zswap",           "Zswapped",       "Dirty",
    "Writeback",      "AnonPages",    "Mapped",        "Shmem",           "KReclaimable",   "Slab",
    "SReclaimable",   "SUnreclaim",   "KernelStack",   "PageTables",      "SecPageTables",  "NFS_Unstable",
    "Bounce",         "WritebackTmp", "CommitLimit",   "Committed_AS",    "VmallocTotal",   "VmallocUsed",
    "VmallocChunk",   "Percpu",       "AnonHugePages", "ShmemHugePages",  "ShmemPmdMapped", "FileHugePages",
    "FilePmdMapped",  "CmaTotal",     "CmaFree",       "HugePages_Total", "HugePages_Free", "HugePages_Rsvd",
    "HugePages_Surp", "Hugepagesize", "Hugetlb",       "GPUActive",       "GPUReclaim",     "HardwareCorrupted"};

bool is_known_line(std::string_view key) {
    return key.starts_with("DirectMap") ||
           std::find(std::begin(k_known_lines), std::end(k_known_lines), key) != std::end(k_known_lines);
}

class SystemReport {
  public:
    SystemReport(const analyze::BoardUsage& usage, Report& report)
        : usage_(usage), report_(report), total_(usage.meminfo["MemTotal"]) {}

    void build() {
        line("all of it", 0, total_, "MemTotal", reason());
        part("free", get("MemFree"), "MemFree");
        add_page_cache();
        add_processes();
        add_kernel();
        add_drivers();
        add_rest();
        of_which("available without swapping", get("MemAvailable"), "MemAvailable");
        of_which("used of CMA (counted above)", minus(get("CmaTotal"), get("CmaFree")), "CmaTotal - CmaFree");
        add_other_lines();
    }

  private:
    Size get(std::string_view key) const { return usage_.meminfo[key]; }

    void add_page_cache() {
        part("page cache of files", minus(get("Cached"), get("Shmem")), "Cached - Shmem");
        of_which("mapped by processes", minus(get("Mapped"), get("Shmem")), "Mapped - Shmem, or more");
        part("block device buffers", get("Buffers"), "Buffers");
    }

    void add_processes() {
        const Mapped mapped = mapped_by(usage_);
        part("anonymous memory of processes", get("AnonPages"), "AnonPages");
        by_pss("in the processes read, by PSS", mapped.anonymous, mapped.reason, "sum of PSS, no more than Anonymous");
        part("shared memory and tmpfs", get("Shmem"), "Shmem");
        by_pss("mapped by the processes read, by PSS", mapped.shared_memory, mapped.reason,
               "PSS of shared memory and memfds");
        const Size unmapped = minus(get("Shmem"), mapped.shared_memory);
        by_pss("mapped by no process read", unmapped, get("Shmem") ? mapped.reason : reason(),
               "Shmem - the line above");
    }

    void add_kernel() {
        part("slab", get("Slab"), "Slab");
        of_which("reclaimable", get("SReclaimable"), "SReclaimable");
        optional_part("reclaimable kernel memory outside slab", minus(get("KReclaimable"), get("SReclaimable")),
                      "KReclaimable - SReclaimable");
        part("page tables", get("PageTables"), "PageTables");
        optional_part("page tables of devices and guests", get("SecPageTables"), "SecPageTables");
        part("kernel stacks", get("KernelStack"), "KernelStack");
        optional_part("per-CPU memory", get("Percpu"), "Percpu");
        add_vmalloc();
        part("huge pages (hugetlb pool)", hugetlb_pool(),
             get("Hugetlb") ? "Hugetlb" : "HugePages_Total x Hugepagesize");
        optional_part("compressed swap in memory (zswap)", get("Zswap"), "Zswap");
        part("compressed swap and disks in memory (zram)", usage_.zram_kb, "mem_used_total of zram",
             "not in meminfo, and no sys/block beside it; part of the rest");
    }

    void add_vmalloc() {
        const model::Agent& agent = usage_.agent;
        const bool pages = vmalloc_counts_pages(agent);
        const bool stacks = stacks_are_in_vmalloc(agent);
        const Size used = pages ? get("VmallocUsed") : std::nullopt;
        part("vmalloc, kernel stacks aside", stacks ? minus(used, get("KernelStack")) : used,
             stacks ? "VmallocUsed - KernelStack" : "VmallocUsed",
             pages                          ? reason()
             : agent.kernel_release.empty() ? "kernel version not known; before 5.3 not a count of pages"
                                            : "before Linux 5.3 not a count of pages; part of the rest");
    }

    void add_drivers() {
        driver_part("GPU drivers, in use", get("GPUActive"), "GPUActive");
        driver_part("GPU drivers, reclaimable", get("GPUReclaim"), "GPUReclaim");
        driver_part("pages with hardware errors", get("HardwareCorrupted"), "HardwareCorrupted");
    }

    /// A part of MemTotal unless it is more than what is left: then its count is wrong, and it is shown only.
    void driver_part(std::string_view name, Size size, std::string_view source) {
        if (size.value_or(0) == 0) {
            return;
        }
        if (total_ && *size <= *total_ - std::min(parts_, *total_)) {
            part(name, size, source);
        } else {
            of_which(std::string(name) + " (more than is left; not counted)", size, source);
        }
    }

    /// Where the kernel counts a page in two lines, nothing is left.
    void add_rest() {
        line("rest, not accounted for", 0, minus(total_, Size{parts_}), "MemTotal - all lines above", reason());
        if (total_ && parts_ > *total_) {
            report_.notes.push_back("The lines add up to " + std::to_string(parts_ - *total_) +
                                    " kB more than MemTotal: the kernel counts some pages in two lines.");
        }
    }

    /// Whether these are in lines above or in the rest is not known.
    void add_other_lines() {
        for (const auto& [key, kb] : usage_.meminfo.values()) {
            if (kb != 0 && !is_known_line(key)) {
                of_which("other line of meminfo: " + key, Size{kb}, key);
            }
        }
    }

    Size hugetlb_pool() const {
        const Size all = get("Hugetlb"); // of every size, since 4.19
        const Size count = get("HugePages_Total");
        const Size size = get("Hugepagesize");
        if (all || (count && *count == 0)) {
            return all ? all : Size{0};
        }
        return count && size ? Size{*count * *size} : std::nullopt;
    }

    /// Why a line of meminfo is not there.
    std::string_view reason() const { return !usage_.meminfo.known() ? "no meminfo from this source" : k_not_printed; }

    /// A part of MemTotal; when it is unknown it stays in the rest.
    void part(std::string_view name, Size size, std::string_view source) { part(name, size, source, reason()); }
    void part(std::string_view name, Size size, std::string_view source, std::string_view why) {
        line(name, 0, size, source, why);
        parts_ += size.value_or(0);
    }

    /// A part that older kernels do not have.
    void optional_part(std::string_view name, Size size, std::string_view source) {
        if (size) {
            part(name, size, source);
        }
    }

    void of_which(std::string_view name, Size size, std::string_view source) {
        line("  " + std::string(name), 1, size, source, reason());
    }

    /// A line from smaps, which needs no meminfo.
    void by_pss(std::string_view name, Size size, std::string_view why, std::string_view source) {
        line("  " + std::string(name), 1, size, source, why);
    }

    void line(std::string_view name, int level, Size size, std::string_view source, std::string_view why) {
        const Cell share = size && total_ && *total_ != 0
                               ? Cell{100.0 * static_cast<double>(*size) / static_cast<double>(*total_)}
                               : Cell{Unknown{std::string(size ? reason() : why)}};
        report_.rows.push_back(
            {{std::string(name), integer_or(size, why), share, std::int64_t{level}, std::string(source)}, {}});
    }

    const analyze::BoardUsage& usage_;
    Report& report_;
    Size total_;
    std::uint64_t parts_ = 0; ///< sum of the lines of the first level so far
};

} // namespace

Report build_system(const Context& context) {
    Report report{"system", origin_of(context.board), {}, {}, {}, {}};
    report.columns = {name_column("area", "Area"),
                      {.key = "size_kb", .title = "Size", .unit = Unit::kb},
                      {.key = "percent", .title = "%", .unit = Unit::percent},
                      detail(number_column("level", "Level")),
                      name_column("source", "Source")};
    const analyze::BoardUsage usage = analyze::usage_of(context.board, context.filter);
    SystemReport(usage, report).build();
    note_unreadable(usage, context.filter, report);
    if (context.filter.picks_processes() || context.filter.picks_mappings()) {
        report.notes.emplace_back(
            "Lines by PSS, and memory that no process maps, are computed from the chosen processes and mappings only.");
    }
    return report;
}

} // namespace host::report
