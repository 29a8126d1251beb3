#include "host/analyze/classifier.hpp"

#include "host/analyze/mapping_view.hpp"
#include "host/analyze/stack_finder.hpp"

#include <array>
#include <string>

namespace host::analyze {
namespace {

constexpr std::uint64_t k_mib = std::uint64_t{1} << 20;
const std::uint64_t k_hugetlb = model::flag_bit("ht");
const std::uint64_t k_accounted = model::flag_bit("ac");
const std::uint64_t k_no_reserve = model::flag_bit("nr");
/// Advice that malloc never gives for its arenas.
const std::uint64_t k_advised = model::flag_bit("dc") | model::flag_bit("dd") | model::flag_bit("nh");
const std::uint64_t k_no_struct_page = model::flag_bit("io") | model::flag_bit("pf");
const std::uint64_t k_of_drivers = model::flag_bit("mm") | model::flag_bit("de");

/// All that a rule may ask about.
struct Question {
    const MappingView& view;
    const StackEvidence& stack;
    const ProcessFacts& process;
    std::string_view own_stack; ///< "[stack:PID]"
};

using Names = std::uint32_t; ///< bit per NameKind

constexpr Names bit(NameKind kind) {
    return Names{1} << static_cast<unsigned>(kind);
}

template <typename... Kinds>
constexpr Names on(Kinds... kinds) {
    return (bit(kinds) | ...);
}

constexpr Names k_any_name = ~Names{0};
/// Memory without a file of the file system behind it, whatever it is called.
constexpr Names k_fileless =
    on(NameKind::none, NameKind::named_anonymous, NameKind::shared_memory, NameKind::private_zero);

struct Rule {
    std::string_view name; ///< empty: the stack finder's own words
    MemoryClass memory_class;
    Names names;                   ///< the rule is for mappings called so
    bool (*fits)(const Question&); ///< and for which this holds
};

bool always(const Question&) {
    return true;
}

bool whole_process(const Question& q) {
    const std::string_view name = q.view.mapping->file->name;
    return !name.starts_with("[stack:") || name == q.own_stack;
}

bool huge_page(const Question& q) {
    return q.view.flag(k_hugetlb) ||
           (*q.view.mapping)[model::Field::kernel_page_size] >= 1024; // kB; no CPU has base pages of 1 MiB
}

/// A device's own memory has no struct page behind it.
bool device_memory(const Question& q) {
    return q.view.flag(k_no_struct_page);
}

bool driver_flags(const Question& q) {
    return q.view.flag(k_of_drivers);
}

/// Data of a program or library: writable, or RELRO, which was accounted for before it lost that right. Without VmFlags
/// any file that is only read may be RELRO.
bool data_segment(const MappingView& view) {
    const bool relro = view.mapping->flags == nullptr || view.flag(k_accounted);
    return view.name == NameKind::file && !view.shared() && (view.writable() || (relro && !view.executable()));
}

/// Allocators and the runtimes of sanitizers have tables of any size in their .bss.
bool has_large_tables(const model::File& library) {
    const std::string_view path = library.name;
    const std::string_view base = path.substr(path.rfind('/') + 1);
    const auto contains = [&](std::string_view part) { return base.find(part) != std::string_view::npos; };
    return contains("alloc") || contains("hoard") || contains("scudo") || contains("asan") || contains("tsan") ||
           contains("lsan") || contains("ubsan") || contains("clang_rt");
}

/// Libraries are mapped below what was mapped before them, which may be a block of malloc: a .bss larger than its
/// library is that. Nothing is mapped near a program, whose .bss has any size.
bool too_large_for_bss(const Question& q) {
    const MappingView& view = q.view;
    const model::File* const program = q.process.program;
    const bool library = program != nullptr && view.below->mapping->file != program;
    return library && view.large() && view.below_file_bytes != 0 && view.bytes() > 2 * view.below_file_bytes &&
           !has_large_tables(*view.below->mapping->file);
}

/// Anonymous memory that begins where the data of a file ends: the .bss of that file, mapped with the same permissions
/// and accounted for. Above what is only read (locales, fonts) or run lies whatever was mapped next.
bool above_segment(const Question& q) {
    const MappingView& view = q.view;
    return view.plain() && !view.flag(k_no_reserve) && view.below != nullptr && data_segment(*view.below) &&
           view.executable() == view.below->executable() && !too_large_for_bss(q);
}

/// The end of the reserve that lies above without access; else of the mapping.
std::uint64_t reserve_end(const MappingView& view) {
    const bool reserve = view.above != nullptr && view.above->name == NameKind::none && view.above->no_access();
    return (reserve ? view.above : &view)->mapping->end;
}

/// glibc reserves arenas of 64 MiB (1 MiB on 32 bits), aligned to their size, and opens them from below; a full one has
/// no reserve above. The flag nr stays on what is opened; the heaps of virtual machines, laid out likewise, lose it or
/// have advice.
bool glibc_arena(const Question& q) {
    const MappingView& view = q.view;
    const std::uint64_t start = view.mapping->start, end = reserve_end(view);
    const std::uint64_t arena = start >> 32 != 0 ? 64 * k_mib : k_mib;
    if (!view.plain() || view.executable() || view.flag(k_advised) || start % arena != 0 || end % arena != 0) {
        return false;
    }
    const bool opened = end != view.mapping->end && end == start + arena;
    return opened || (view.flag(k_no_reserve) && view.bytes() <= 64 * arena); // strict overcommit leaves no nr
}

/// Go puts its heap at 0xc000000000 on 64-bit systems, at 0x4000000000 on arm64, in arenas of 64 MiB.
bool go_heap(const Question& q) {
    const std::uint64_t start = q.view.mapping->start, end = q.view.mapping->end;
    const auto within = [&](std::uint64_t base) { return start >= base && end <= base + (std::uint64_t{1} << 36); };
    return q.view.plain() && start % (4 * k_mib) == 0 && (within(0xc000000000) || within(0x4000000000));
}

/// jemalloc gives back what it does not need on either side, and reserves without accounting.
bool aligned_extent(const Question& q) {
    const auto aligned = [](std::uint64_t address) { return address % (2 * k_mib) == 0; };
    return q.process.aligned_allocator() && q.view.plain() &&
           (aligned(q.view.mapping->start) || aligned(q.view.mapping->end) || q.view.flag(k_no_reserve));
}

bool meant_executable(const Question& q) {
    return q.view.executable() && !(q.process.executable_data() && q.view.writable());
}

/// Written and then taken out of reach, it takes as much memory as before.
bool out_of_reach(const Question& q) {
    return q.view.no_access() && q.view.has_own_pages();
}

/// Pages of a mapping without access take memory only when they are private, or of a file in memory.
bool only_addresses(const Question& q) {
    const bool file = q.view.name == NameKind::file || !q.view.shared();
    return q.view.no_access() && !q.view.has_own_pages() && (file || (*q.view.mapping)[model::Field::rss] == 0);
}

/// In a heap that can all be run lies what was mapped from a file to begin with, too.
bool image_of_heap(const Question& q) {
    const ProcessFacts& facts = q.process;
    return q.view.writable() && q.view.executable() && !q.view.shared() && !facts.all_data_executable() &&
           facts.memory.mostly_executable();
}

/// A file that only the kernel has, as memfd_secret() makes: no folder, and no device.
bool memory_file(const Question& q) {
    const model::File& file = *q.view.mapping->file;
    return q.view.shared() && file.major == 0 && file.name.starts_with('/') && file.name.rfind('/') == 0 &&
           file.name.ends_with(" (deleted)");
}

/// Pages of a file in memory have no other place to go; where boards have such files, by their paths. A tmpfs has no
/// device, so its major number is 0.
bool on_tmpfs(const Question& q) {
    const model::File& file = *q.view.mapping->file;
    const auto below = [&](std::string_view directory) { return std::string_view(file.name).starts_with(directory); };
    return q.view.shared() && file.major == 0 && (below("/run/") || below("/tmp/") || below("/var/volatile/"));
}

bool writable(const Question& q) {
    return q.view.writable();
}

// First match wins: what the kernel's name or flag settles stands above what only neighbours suggest.
constexpr std::array k_rules{
    Rule{"rollup", MemoryClass::unknown, on(NameKind::rollup), always},
    Rule{"name given by the kernel", MemoryClass::kernel_provided, on(NameKind::kernel), always},
    Rule{"huge page by name", MemoryClass::huge_pages, on(NameKind::huge), always},
    Rule{"huge page", MemoryClass::huge_pages, k_any_name, huge_page},
    Rule{"no access", MemoryClass::padding, k_any_name, only_addresses},
    Rule{"no access, but in memory", MemoryClass::other_anonymous, k_fileless | on(NameKind::file), out_of_reach},
    Rule{"filler by name", MemoryClass::padding, on(NameKind::filler), always},
    Rule{"name", MemoryClass::main_stack, on(NameKind::main_stack), whole_process},
    Rule{"name", MemoryClass::thread_stack, on(NameKind::main_stack, NameKind::thread_stack), always},
    Rule{"name (signal stack)", MemoryClass::thread_stack, on(NameKind::signal_stack), always},
    Rule{"brk", MemoryClass::heap, on(NameKind::brk_heap), always},
    Rule{"name of an allocator, executable", MemoryClass::jit_code, on(NameKind::named_heap), meant_executable},
    Rule{"name of an allocator", MemoryClass::heap, on(NameKind::named_heap), always},
    Rule{"name (.bss)", MemoryClass::rw_data, on(NameKind::named_bss), always},
    Rule{"dma-buf", MemoryClass::shared_memory, on(NameKind::dma_buf), always},
    Rule{"device by name", MemoryClass::device, on(NameKind::device), always},
    Rule{"device by flags io, pf", MemoryClass::device, k_any_name, device_memory},
    // Files on persistent memory carry mm too.
    Rule{"device by flags mm, de", MemoryClass::device, k_any_name & ~on(NameKind::file), driver_flags},
    Rule{"kernel object", MemoryClass::device, on(NameKind::kernel_object), always},
    Rule{"", MemoryClass::main_stack, on(NameKind::none), [](const Question& q) { return q.stack.main_stack; }},
    Rule{"Go heap address", MemoryClass::heap, on(NameKind::none), go_heap},
    Rule{"", MemoryClass::thread_stack, on(NameKind::none),
         [](const Question& q) { return !q.stack.rule.empty() && !q.stack.mixed; }},
    Rule{".bss above its file", MemoryClass::rw_data, on(NameKind::none), above_segment},
    Rule{"glibc arena", MemoryClass::heap, on(NameKind::none), glibc_arena},
    Rule{"aligned as its allocator does", MemoryClass::heap, on(NameKind::none), aligned_extent},
    Rule{"executable, no file", MemoryClass::jit_code, k_fileless, meant_executable},
    Rule{"shared mappings to write and to run", MemoryClass::jit_code, on(NameKind::shared_memory, NameKind::file),
         [](const Question& q) { return q.view.run_shared; }},
    Rule{"private copy of a file in memory", MemoryClass::other_anonymous, on(NameKind::shared_memory),
         [](const Question& q) { return q.view.writable() && q.view.only_own_pages(); }},
    Rule{"shared memory by name", MemoryClass::shared_memory, on(NameKind::shared_memory), always},
    Rule{"shared, no file", MemoryClass::shared_memory, k_fileless, [](const Question& q) { return q.view.shared(); }},
    Rule{"anonymous, merged with a thread's stack", MemoryClass::other_anonymous, on(NameKind::none),
         [](const Question& q) { return q.stack.mixed; }},
    Rule{"anonymous, read only", MemoryClass::ro_data, on(NameKind::none),
         [](const Question& q) { return !q.view.writable(); }},
    Rule{"anonymous", MemoryClass::other_anonymous, k_fileless, always},
    Rule{"shared, file of the kernel's own", MemoryClass::shared_memory, on(NameKind::file), memory_file},
    Rule{"shared, file of a tmpfs", MemoryClass::shared_memory, on(NameKind::file), on_tmpfs},
    Rule{"file, executable as the whole heap", MemoryClass::heap, on(NameKind::file), image_of_heap},
    Rule{"file, writable and executable", MemoryClass::jit_code, k_any_name,
         [](const Question& q) { return q.view.writable() && meant_executable(q); }},
    Rule{"file, executable", MemoryClass::code, k_any_name, meant_executable},
    Rule{"file, writable", MemoryClass::rw_data, k_any_name, writable},
    Rule{"file, read only", MemoryClass::ro_data, k_any_name, always},
};

/// The rules that can apply to each kind of name, in the table's order; the last entry of each is the last rule.
struct RulesByName {
    std::array<std::array<std::uint8_t, k_rules.size()>, k_name_kind_count> rules{};

    constexpr RulesByName() {
        for (std::size_t kind = 0; kind < k_name_kind_count; ++kind) {
            std::size_t count = 0;
            for (std::size_t i = 0; i < k_rules.size(); ++i) {
                if ((k_rules[i].names >> kind & 1) != 0) {
                    rules[kind][count++] = static_cast<std::uint8_t>(i);
                }
            }
        }
    }
};
constexpr RulesByName k_rules_by_name;

const Rule& first_fit(const Question& question) {
    const std::uint8_t* index = k_rules_by_name.rules[static_cast<std::size_t>(question.view.name)].data();
    while (!k_rules[*index].fits(question)) { // the last one always does
        ++index;
    }
    return k_rules[*index];
}

const model::File* owner(const MappingView& view, MemoryClass memory_class) {
    if (view.name == NameKind::none || view.name == NameKind::named_bss) {
        const MappingView* below = view.below;
        const bool bss = memory_class == MemoryClass::rw_data && below != nullptr && below->name == NameKind::file;
        return bss ? below->mapping->file : nullptr;
    }
    return view.name == NameKind::file || view.name == NameKind::shared_memory || view.name == NameKind::device ||
                   view.name == NameKind::dma_buf || view.name == NameKind::huge
               ? view.mapping->file
               : nullptr;
}

std::uint32_t stacks(MemoryClass memory_class, const MappingView& view, const StackEvidence& evidence) {
    if (memory_class != MemoryClass::thread_stack || view.name == NameKind::signal_stack) {
        return evidence.mixed && memory_class == MemoryClass::other_anonymous ? evidence.stacks : 0;
    }
    return std::max(evidence.stacks, 1U);
}

Classified answer(const Question& question) {
    const Rule& rule = first_fit(question);
    return {rule.memory_class, rule.name.empty() ? question.stack.rule : rule.name,
            owner(question.view, rule.memory_class), stacks(rule.memory_class, question.view, question.stack)};
}

std::string own_stack_of(const model::Process& process) {
    return "[stack:" + std::to_string(process.pid) + ']';
}

} // namespace

Classified classify_alone(const model::Process& process, const MappingView& view, const ProcessFacts& facts) {
    return answer({view, StackEvidence{}, facts, own_stack_of(process)});
}

void Classifier::classify(const model::Process& process, std::vector<Classified>& result) {
    view_mappings(process, list_);
    find_stacks(process, list_, evidence_);
    const std::string own_stack = own_stack_of(process);
    result.clear();
    result.reserve(list_.views.size());
    for (std::size_t i = 0; i < list_.views.size(); ++i) {
        result.push_back(answer({list_.views[i], evidence_[i], list_.facts, own_stack}));
    }
}

std::vector<Classified> classify(const model::Process& process) {
    std::vector<Classified> result;
    Classifier().classify(process, result);
    return result;
}

} // namespace host::analyze
