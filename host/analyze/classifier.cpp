#include "host/analyze/classifier.hpp"

#include "host/analyze/area.hpp"
#include "host/analyze/stack_finder.hpp"

#include <array>
#include <string>

namespace host::analyze {
namespace {

constexpr std::uint64_t k_mib = std::uint64_t{1} << 20;

/// All that a rule may ask about.
struct Question {
    const Area& area;
    const StackEvidence& stack;
    const AreaList& process;
    std::string_view own_stack; ///< "[stack:PID]"
};

struct Rule {
    std::string_view name; ///< empty: the stack finder's own words
    MemoryClass memory_class;
    bool (*fits)(const Question&);
};

bool is(const Question& question, NameKind kind) {
    return question.area.name == kind;
}

bool named_main_stack(const Question& q) {
    const std::string_view name = q.area.mapping->file->name;
    return is(q, NameKind::main_stack) && (!name.starts_with("[stack:") || name == q.own_stack);
}

bool huge_page(const Question& q) {
    static const std::uint64_t hugetlb = model::flag_bit("ht");
    return is(q, NameKind::huge) || q.area.flag(hugetlb) ||
           (*q.area.mapping)[model::Field::kernel_page_size] >= 1024; // kB; no CPU has base pages of 1 MiB
}

/// mmap of a device's own memory: no struct page behind it (io, pf), or a driver's mix.
bool device_flags(const Question& q) {
    static const std::uint64_t always = model::flag_bit("io") | model::flag_bit("pf");
    static const std::uint64_t of_drivers = model::flag_bit("mm") | model::flag_bit("de");
    const bool can_be_driver = !is(q, NameKind::file); // files on persistent memory carry mm too
    return q.area.flag(always) || (can_be_driver && q.area.flag(of_drivers));
}

/// The segment a .bss continues, or null.
const Area* bss_segment(const Area& area) {
    const Area* below = area.below;
    return area.plain() && below != nullptr && below->name == NameKind::file && !below->shared() ? below : nullptr;
}

/// glibc reserves arenas of 64 MiB (1 MiB on 32 bits), aligned to their size, and opens them from below.
bool glibc_arena(const Question& q) {
    const Area& area = q.area;
    if (!area.plain() || area.above == nullptr || area.above->name != NameKind::none || !area.above->no_access()) {
        return false;
    }
    const std::uint64_t start = area.mapping->start;
    for (const std::uint64_t arena : {64 * k_mib, k_mib}) {
        const bool wide = start >> 32 != 0;
        if (wide == (arena != k_mib) && start % arena == 0 && area.above->mapping->end % arena == 0) {
            return true;
        }
    }
    return false;
}

/// Go puts its heap at 0xc000000000 on every 64-bit system, in arenas of 64 MiB.
bool go_heap(const Question& q) {
    return q.area.plain() && q.area.mapping->start >= 0xc000000000 && q.area.mapping->end <= 0xd000000000 &&
           q.area.mapping->start % (4 * k_mib) == 0;
}

bool aligned_extent(const Question& q) {
    return q.process.aligned_allocator && q.area.plain() && q.area.mapping->start % (2 * k_mib) == 0;
}

/// Memory without a file of the file system behind it, whatever it is called.
bool fileless(const Question& q) {
    return is(q, NameKind::none) || is(q, NameKind::named_anonymous) || is(q, NameKind::shared_memory) ||
           is(q, NameKind::private_zero);
}

bool meant_executable(const Question& q) {
    return q.area.executable() && !(q.process.executable_data && q.area.writable());
}

// First match wins: what the kernel's name or flag settles stands above what only neighbours suggest.
constexpr std::array k_rules{
    Rule{"rollup", MemoryClass::unknown, [](const Question& q) { return is(q, NameKind::rollup); }},
    Rule{"name given by the kernel", MemoryClass::kernel_provided,
         [](const Question& q) { return is(q, NameKind::kernel); }},
    Rule{"huge page", MemoryClass::huge_pages, huge_page},
    Rule{"no access", MemoryClass::padding,
         [](const Question& q) { return q.area.no_access() || is(q, NameKind::filler); }},
    Rule{"name", MemoryClass::main_stack, named_main_stack},
    Rule{"name", MemoryClass::thread_stack,
         [](const Question& q) { return is(q, NameKind::main_stack) || is(q, NameKind::thread_stack); }},
    Rule{"name (signal stack)", MemoryClass::thread_stack,
         [](const Question& q) { return is(q, NameKind::signal_stack); }},
    Rule{"brk", MemoryClass::heap, [](const Question& q) { return is(q, NameKind::brk_heap); }},
    Rule{"name of an allocator", MemoryClass::heap, [](const Question& q) { return is(q, NameKind::named_heap); }},
    Rule{"name (.bss)", MemoryClass::rw_data, [](const Question& q) { return is(q, NameKind::named_bss); }},
    Rule{"dma-buf", MemoryClass::shared_memory, [](const Question& q) { return is(q, NameKind::dma_buf); }},
    Rule{"device by name", MemoryClass::device, [](const Question& q) { return is(q, NameKind::device); }},
    Rule{"device by flags", MemoryClass::device, device_flags},
    Rule{"kernel object", MemoryClass::device, [](const Question& q) { return is(q, NameKind::kernel_object); }},
    Rule{"", MemoryClass::main_stack, [](const Question& q) { return q.stack.main_stack; }},
    Rule{"Go heap address", MemoryClass::heap, go_heap},
    Rule{"", MemoryClass::thread_stack, [](const Question& q) { return !q.stack.rule.empty(); }},
    Rule{".bss above its file", MemoryClass::rw_data, [](const Question& q) { return bss_segment(q.area) != nullptr; }},
    Rule{"glibc arena", MemoryClass::heap, glibc_arena},
    Rule{"aligned as its allocator does", MemoryClass::heap, aligned_extent},
    Rule{"executable, no file", MemoryClass::jit_code,
         [](const Question& q) { return fileless(q) && meant_executable(q); }},
    Rule{"shared, no file", MemoryClass::shared_memory,
         [](const Question& q) { return is(q, NameKind::shared_memory) || (q.area.shared() && fileless(q)); }},
    Rule{"anonymous, read only", MemoryClass::ro_data,
         [](const Question& q) { return is(q, NameKind::none) && !q.area.writable(); }},
    Rule{"anonymous", MemoryClass::other_anonymous, fileless},
    Rule{"file, writable and executable", MemoryClass::jit_code,
         [](const Question& q) { return q.area.writable() && meant_executable(q); }},
    Rule{"file, executable", MemoryClass::code, meant_executable},
    Rule{"file, writable", MemoryClass::rw_data, [](const Question& q) { return q.area.writable(); }},
    Rule{"file, read only", MemoryClass::ro_data, [](const Question&) { return true; }},
};

const Rule& first_fit(const Question& question) {
    for (const Rule& rule : k_rules) {
        if (rule.fits(question)) {
            return rule;
        }
    }
    return k_rules.back();
}

const model::File* owner(const Area& area, MemoryClass memory_class) {
    if (area.name == NameKind::none || area.name == NameKind::named_bss) {
        const Area* below = area.below;
        const bool bss = memory_class == MemoryClass::rw_data && below != nullptr && below->name == NameKind::file;
        return bss ? below->mapping->file : nullptr;
    }
    return area.name == NameKind::file || area.name == NameKind::shared_memory || area.name == NameKind::device ||
                   area.name == NameKind::dma_buf || area.name == NameKind::huge
               ? area.mapping->file
               : nullptr;
}

std::uint32_t stacks(MemoryClass memory_class, const Area& area, const StackEvidence& evidence) {
    if (memory_class != MemoryClass::thread_stack || area.name == NameKind::signal_stack) {
        return 0;
    }
    return std::max(evidence.stacks, 1U);
}

} // namespace

std::vector<Classified> classify(const model::Process& process) {
    std::vector<Classified> result;
    classify(process, result);
    return result;
}

void classify(const model::Process& process, std::vector<Classified>& result) {
    AreaList list;
    std::vector<StackEvidence> evidence;
    list_areas(process, list);
    find_stacks(process, list, evidence);
    const std::string own_stack = "[stack:" + std::to_string(process.pid) + ']';
    result.clear();
    result.reserve(list.areas.size());
    for (std::size_t i = 0; i < list.areas.size(); ++i) {
        const Area& area = list.areas[i];
        const Rule& rule = first_fit({area, evidence[i], list, own_stack});
        result.push_back({rule.memory_class, rule.name.empty() ? evidence[i].rule : rule.name,
                          owner(area, rule.memory_class), stacks(rule.memory_class, area, evidence[i])});
    }
}

} // namespace host::analyze
