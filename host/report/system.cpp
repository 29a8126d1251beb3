// system: where all of MemTotal is. The lines of the first level are parts that do not overlap; with the rest, which
// nothing accounts for, they make up MemTotal. Lines of the second level say more about the one above and are in no
// sum.
#include "host/report/columns.hpp"
#include "host/report/reports.hpp"

#include <algorithm>
#include <charconv>

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

/// Memory the processes hold, as their smaps tell it, each page counted once (Pss).
struct Mapped {
    Size anonymous, shared_memory;
};

/// A VMA's anonymous pages by Pss: all of it without a file; else no more than its Anonymous line.
Size anonymous_part(const analyze::Totals& totals) {
    const Size pss = totals[Field::pss];
    const Size anonymous = totals[Field::anonymous];
    return pss && anonymous ? Size{std::min(*pss, *anonymous)} : std::nullopt;
}

Mapped mapped_by(const analyze::Picture& picture) {
    Mapped sum{0, 0};
    for (const analyze::ProcessPicture& process : picture.processes) {
        for (const analyze::Part& part : process.parts) {
            if (part.memory_class == MemoryClass::unknown) { // a rollup: how much of it is shared memory nothing tells
                sum.shared_memory.reset();
            }
            if (part.memory_class == MemoryClass::shared_memory) {
                sum.shared_memory = plus(sum.shared_memory, part.totals[Field::pss]);
            } else {
                sum.anonymous = plus(sum.anonymous, anonymous_part(part.totals));
            }
        }
    }
    return sum;
}

/// VmallocUsed counts pages since Linux 5.3; before, it was 0 or the address space in use. Of an unknown kernel too
/// little is known to believe it.
bool vmalloc_counts_pages(const std::string& release) {
    unsigned major = 0;
    unsigned minor = 0;
    const char* const end = release.data() + release.size();
    const auto first = std::from_chars(release.data(), end, major);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '.' ||
        std::from_chars(first.ptr + 1, end, minor).ec != std::errc{}) {
        return false;
    }
    return major > 5 || (major == 5 && minor >= 3);
}

class SystemReport {
  public:
    SystemReport(const analyze::Picture& picture, Report& report)
        : picture_(picture), report_(report), total_(picture.meminfo("MemTotal")) {}

    void build() {
        line("all of it", total_, "MemTotal");
        part("free", get("MemFree"), "MemFree");
        add_page_cache();
        add_processes();
        add_kernel();
        add_rest();
        of_which("available without swapping", get("MemAvailable"), "MemAvailable");
        of_which("used of the CMA area (counted above)", minus(get("CmaTotal"), get("CmaFree")), "CmaTotal - CmaFree");
    }

  private:
    Size get(std::string_view key) const { return picture_.meminfo(key); }

    void add_page_cache() {
        part("page cache of files", minus(get("Cached"), get("Shmem")), "Cached - Shmem");
        of_which("mapped by processes", minus(get("Mapped"), get("Shmem")), "Mapped - Shmem, or more");
        part("block device buffers", get("Buffers"), "Buffers");
    }

    void add_processes() {
        const Mapped mapped = mapped_by(picture_);
        part("anonymous memory of processes", get("AnonPages"), "AnonPages");
        of_which("in the processes read, by PSS", mapped.anonymous, "sum of PSS, no more than Anonymous");
        part("shared memory and tmpfs", get("Shmem"), "Shmem");
        of_which("mapped by the processes read, by PSS", mapped.shared_memory, "PSS of class shared memory");
        of_which("mapped by no process read", minus(get("Shmem"), mapped.shared_memory), "Shmem - the line above");
        note_unreadable(picture_, report_);
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
        part("huge pages (hugetlb pool)", hugetlb_pool(), "HugePages_Total x Hugepagesize");
        optional_part("compressed swap in memory (zswap)", get("Zswap"), "Zswap");
        Row row = row_for("zram", 0, std::nullopt, "zsmalloc pages");
        row.cells[1] = row.cells[2] = Unknown{"not in meminfo; in the rest"};
        report_.rows.push_back(std::move(row));
    }

    void add_vmalloc() {
        const bool pages = vmalloc_counts_pages(picture_.agent.kernel_release);
        // Kernel stacks come from vmalloc on most CPUs and have their own line.
        const Size size = pages ? minus(get("VmallocUsed"), get("KernelStack")) : std::nullopt;
        Row row = row_for("vmalloc, kernel stacks aside", 0, size, "VmallocUsed - KernelStack");
        if (!pages) {
            const bool known = !picture_.agent.kernel_release.empty();
            row.cells[1] = row.cells[2] =
                Unknown{known ? "before Linux 5.3 not a count of pages; in the rest"
                              : "kernel's version not known, before 5.3 not a count of pages"};
        }
        report_.rows.push_back(std::move(row));
        parts_ += size.value_or(0);
    }

    /// Below zero where the kernel counts a page in two lines.
    void add_rest() {
        Row row = row_for("rest, not accounted for", 0, total_, "MemTotal - all lines above");
        if (total_) {
            const auto rest = static_cast<std::int64_t>(*total_ - parts_);
            row.cells[1] = rest;
            row.cells[2] = 100.0 * static_cast<double>(rest) / static_cast<double>(std::max<std::uint64_t>(*total_, 1));
        }
        report_.rows.push_back(std::move(row));
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

    /// A part of MemTotal; when it is unknown it stays in the rest.
    void part(std::string_view name, Size size, std::string_view source) {
        line(name, size, source);
        parts_ += size.value_or(0);
    }

    /// A part that older kernels do not have.
    void optional_part(std::string_view name, Size size, std::string_view source) {
        if (size) {
            part(name, size, source);
        }
    }

    void line(std::string_view name, Size size, std::string_view source) {
        report_.rows.push_back(row_for(name, 0, size, source));
    }

    void of_which(std::string_view name, Size size, std::string_view source) {
        report_.rows.push_back(row_for("  " + std::string(name), 1, size, source));
    }

    Row row_for(std::string_view name, int level, Size size, std::string_view source) const {
        const std::string_view reason = picture_.meminfo_kb.empty() ? "no meminfo from this source" : k_not_printed;
        const Cell share = size && total_ && *total_ != 0
                               ? Cell{100.0 * static_cast<double>(*size) / static_cast<double>(*total_)}
                               : Cell{Unknown{std::string(reason)}};
        return {{std::string(name), integer_or(size, reason), share, std::int64_t{level}, std::string(source)}, {}};
    }

    const analyze::Picture& picture_;
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
                      name_column("source", "Reckoned from")};
    const analyze::Picture picture = analyze::picture_of(context.board, context.filter);
    SystemReport(picture, report).build();
    return report;
}

} // namespace host::report
