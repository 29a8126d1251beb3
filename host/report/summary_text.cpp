#include "host/report/summary_text.hpp"

#include "host/base/escape.hpp"
#include "host/report/columns.hpp"
#include "host/report/process_cells.hpp"
#include "host/report/rssanalyse_text.hpp"
#include "host/report/summary_layout.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>

namespace host::report {
namespace {

using analyze::Classified;
using analyze::MemoryClass;
using analyze::ProcessTotals;
using analyze::Totals;
using model::Field;

struct Measure {
    const char* label;
    Field field;
};

constexpr std::array k_mapped{Measure{"VSZ", Field::size}};
constexpr std::array k_sizes{Measure{"VSZ", Field::size}, Measure{"RSS", Field::rss}};
constexpr std::array k_pages{Measure{"VSZ", Field::size},         Measure{"SC", Field::shared_clean},
                             Measure{"SD", Field::shared_dirty},  Measure{"PC", Field::private_clean},
                             Measure{"PD", Field::private_dirty}, Measure{"Swap", Field::swap}};
constexpr std::array k_huge{Measure{"VSZ", Field::size}, Measure{"S", Field::shared_hugetlb},
                            Measure{"P", Field::private_hugetlb}};

struct Listed {
    MemoryClass memory_class;
    const char* heading;
    std::span<const Measure> few; ///< with -v; empty: not shown
    std::span<const Measure> all; ///< with -vv
};

// The script's sections in its order, then the classes it does not know.
constexpr std::array k_listed{
    Listed{MemoryClass::padding, "Padding regions:", {}, k_mapped},
    Listed{MemoryClass::heap, "Heap:", k_sizes, k_sizes},
    Listed{MemoryClass::other_anonymous, "Other anonymous:", k_sizes, k_sizes},
    Listed{MemoryClass::main_stack, "Main stack:", k_sizes, k_sizes},
    Listed{MemoryClass::thread_stack, "Thread stack:", k_sizes, k_sizes},
    Listed{MemoryClass::code, "Code (.text):", k_sizes, k_pages},
    Listed{MemoryClass::jit_code, "JIT/SMC code:", k_sizes, k_pages},
    Listed{MemoryClass::ro_data, "Read-only data (.rodata):", k_sizes, k_pages},
    Listed{MemoryClass::rw_data, "Writable data (.data, .bss):", k_sizes, k_pages},
    Listed{MemoryClass::shared_memory, "Shared memory:", k_sizes, k_pages},
    Listed{MemoryClass::device, "Device:", k_sizes, k_pages},
    Listed{MemoryClass::huge_pages, "Huge pages:", k_huge, k_huge},
    Listed{MemoryClass::kernel_provided, "Kernel-provided:", k_sizes, k_sizes},
    Listed{MemoryClass::unknown, "Unknown:", k_sizes, k_sizes},
};

std::string values(const Totals& totals, std::span<const Measure> measures) {
    std::string text;
    for (const Measure& measure : measures) {
        text += totals.lacks_some(measure.field) ? std::string(measure.label) + ":n/a "
                                                 : labelled(measure.label, totals[measure.field].value_or(0));
    }
    return text;
}

/// Name, and in parentheses why it is in its class.
std::string name_and_rule(const model::Mapping& mapping, const Classified& classified) {
    std::string text = base::escape(mapping.file->name, base::Escape::display);
    text += (text.empty() ? "(" : "  (") + std::string(classified.rule);
    if (classified.owner != nullptr && classified.owner != mapping.file) {
        text += ", " + base::escape(classified.owner->name, base::Escape::display);
    }
    if (classified.stacks > 1) {
        text += ", " + std::to_string(classified.stacks) + " stacks";
    }
    return text + ')';
}

std::vector<std::size_t> in_address_order(const std::vector<model::Mapping>& mappings) {
    std::vector<std::size_t> order(mappings.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return mappings[a].start < mappings[b].start; });
    return order;
}

void append_sections(std::string& text, const std::string& prefix, const model::Process& process,
                     const std::vector<Classified>& classified, const ProcessTotals& totals, bool everything) {
    const auto& mappings = process.snapshot.mappings;
    const std::vector<std::size_t> order = in_address_order(mappings);
    for (const Listed& listed : k_listed) {
        const std::span<const Measure> measures = everything ? listed.all : listed.few;
        Section section{listed.heading, {}, values(totals[listed.memory_class], measures)};
        for (const std::size_t index : order) {
            if (classified[index].memory_class == listed.memory_class && !measures.empty()) {
                Totals one;
                one.add(mappings[index]);
                section.lines.push_back({address_range(mappings[index]), values(one, measures),
                                         name_and_rule(mappings[index], classified[index])});
            }
        }
        append_section(text, prefix, section);
    }
}

/// Figures out of the sums of a process.
class Figures {
  public:
    Figures(const model::Process& process, const ProcessTotals& totals) : totals_(totals) {
        if (!totals.classes_known()) {
            no_classes_ = no_classes_reason(process.status);
        }
    }

    SummaryFigures summary() const {
        SummaryFigures figures;
        figures.mapped = figure(totals_.all, Field::size);
        figures.padding = of(MemoryClass::padding, Field::size);
        figures.swapped = figure(totals_.all, Field::swap);
        figures.main_stack_mapped = of(MemoryClass::main_stack, Field::size);
        figures.thread_stack_mapped = of(MemoryClass::thread_stack, Field::size);
        figures.main_stack_rss = of(MemoryClass::main_stack, Field::rss);
        figures.thread_stack_rss = of(MemoryClass::thread_stack, Field::rss);
        figures.rss = figure(totals_.all, Field::rss);
        figures.pss = figure(totals_.all, Field::pss);
        figures.anonymous = figure(totals_.all, Field::anonymous);
        figures.shared = sharing(Field::shared_clean, Field::shared_dirty, Field::shared_hugetlb);
        figures.private_ = sharing(Field::private_clean, Field::private_dirty, Field::private_hugetlb);
        return figures;
    }

  private:
    static Figure figure(const std::optional<std::uint64_t>& kb, bool damaged) {
        return {kb, kb ? std::string() : std::string(damaged ? analyze::k_measure_damaged : k_not_printed)};
    }
    static Figure figure(const Totals& totals, Field field) { return figure(totals[field], totals.lacks_some(field)); }

    /// A sum of classes.
    Figure known(const std::optional<std::uint64_t>& kb, Field field) const {
        return no_classes_.empty() ? figure(kb, totals_.all.lacks_some(field)) : Figure{std::nullopt, no_classes_};
    }

    Figure of(MemoryClass memory_class, Field field) const { return known(totals_[memory_class][field], field); }

    SharingFigures sharing(Field clean, Field dirty, Field huge) const {
        const auto both = [&](MemoryClass memory_class) { return of(memory_class, clean) + of(memory_class, dirty); };
        SharingFigures sharing;
        sharing.clean = figure(totals_.all, clean);
        sharing.dirty = figure(totals_.all, dirty);
        sharing.code = both(MemoryClass::code) + both(MemoryClass::jit_code);
        sharing.ro_data = both(MemoryClass::ro_data);
        sharing.rw_data = both(MemoryClass::rw_data);
        sharing.heap = known(totals_.heap_kb(clean), clean) + known(totals_.heap_kb(dirty), dirty);
        sharing.stack = known(totals_.stack_kb(clean), clean) + known(totals_.stack_kb(dirty), dirty);
        if (no_classes_.empty()) {
            sharing.extras.emplace_back(both(MemoryClass::jit_code), "JIT code");
            sharing.extras.emplace_back(both(MemoryClass::shared_memory), "shared memory");
            sharing.extras.emplace_back(both(MemoryClass::device), "device");
        }
        // Kernels before 4.4 do not print them; where there are none that is no loss.
        const bool has_huge = totals_[MemoryClass::huge_pages].mappings() != 0 || totals_.all[huge];
        sharing.extras.emplace_back(has_huge ? figure(totals_.all, huge) : Figure{}, "huge pages (not in RSS)");
        return sharing;
    }

    const ProcessTotals& totals_;
    std::string no_classes_; ///< why classes are not known; empty: they are
};

} // namespace

std::string summary_text(const model::Process& process, const SummaryStyle& style) {
    if (style.compat) {
        return rssanalyse_text(process, style.verbosity, style.prefixed);
    }
    const std::string prefix = style.prefixed ? std::to_string(process.pid) + ":  " : std::string();
    std::string text;
    if (style.prefixed) {
        text += base::escape(command_line(prefix, process.info.cmdline.value_or("")), base::Escape::display) + '\n';
    }
    if (!analyze::has_memory(process)) {
        append_unknown_summary(text, prefix, std::string(model::status_reason(process.status)));
        return text;
    }
    const std::vector<Classified> classified = analyze::classify(process);
    const ProcessTotals totals = analyze::count_process(process, classified, {}).usage.totals;
    if (style.verbosity > 0) {
        text += prefix + "Memory classification:\n";
        append_sections(text, prefix, process, classified, totals, style.verbosity > 1);
        if (style.verbosity > 1) {
            text += prefix + "[S = Shared, P = Private; C = Clean, D = Dirty]\n";
        }
        text += prefix + '\n' + prefix + "Summary:\n";
    }
    append_summary(text, prefix, Figures(process, totals).summary());
    return text;
}

std::string summary_text(const model::Board& board, SummaryStyle style) {
    style.prefixed = style.prefixed || board.processes.size() > 1 || style.verbosity > 0;
    std::string text;
    for (const auto& [pid, process] : board.processes) {
        text += summary_text(process, style);
    }
    return text;
}

} // namespace host::report
