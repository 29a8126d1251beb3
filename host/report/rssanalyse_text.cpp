#include "host/report/rssanalyse_text.hpp"

#include "host/analyze/rssanalyse_compat.hpp"
#include "host/report/summary_layout.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <vector>

namespace host::report {
namespace {

using analyze::RssAnalysis;
using analyze::RssCategory;
using analyze::RssSums;

struct Measure {
    const char* label;
    std::uint64_t RssSums::*sum;
};

constexpr std::array k_mapped{Measure{"VSZ", &RssSums::size}};
constexpr std::array k_sizes{Measure{"VSZ", &RssSums::size}, Measure{"RSS", &RssSums::rss}};
constexpr std::array k_pages{Measure{"VSZ", &RssSums::size},         Measure{"SC", &RssSums::shared_clean},
                             Measure{"SD", &RssSums::shared_dirty},  Measure{"PC", &RssSums::private_clean},
                             Measure{"PD", &RssSums::private_dirty}, Measure{"Swap", &RssSums::swap}};

struct Listed {
    RssCategory category;
    const char* heading;
    std::span<const Measure> few; ///< with -v; empty: not shown
    std::span<const Measure> all; ///< with -vv
};

constexpr std::array k_listed{
    Listed{RssCategory::padding, "Padding regions:", {}, k_mapped},
    Listed{RssCategory::heap, "Heap:", k_sizes, k_sizes},
    Listed{RssCategory::main_stack, "Main stack:", k_sizes, k_sizes},
    Listed{RssCategory::thread_stack, "Thread stack:", k_sizes, k_sizes},
    Listed{RssCategory::code, "Code (.text):", k_sizes, k_pages},
    Listed{RssCategory::jit_code, "JIT/SMC code:", k_sizes, k_pages},
    Listed{RssCategory::ro_data, "Read-only data (.rodata):", k_sizes, k_pages},
    Listed{RssCategory::rw_data, "Writable data (.data, .bss):", k_sizes, k_pages},
};

std::string values(const RssSums& sums, std::span<const Measure> measures) {
    std::string text;
    for (const Measure& measure : measures) {
        text += labelled(measure.label, sums.*measure.sum);
    }
    return text;
}

/// Indices of the mappings. Fault: addresses are sorted as text, so longer ones are in the wrong place.
std::vector<std::size_t> in_text_order(const std::vector<std::string>& addresses) {
    std::vector<std::size_t> order(addresses.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return addresses[a] < addresses[b]; });
    return order;
}

void append_sections(std::string& text, const std::string& prefix, const model::Process& process,
                     const RssAnalysis& analysis, bool everything) {
    std::vector<std::string> addresses;
    for (const model::Mapping& mapping : process.snapshot.mappings) {
        addresses.push_back(address_range(mapping));
    }
    const std::vector<std::size_t> order = in_text_order(addresses);
    for (const Listed& listed : k_listed) {
        const std::span<const Measure> measures = everything ? listed.all : listed.few;
        Section section{listed.heading, {}, values(analysis[listed.category], measures)};
        for (const std::size_t index : order) {
            if (analysis.categories[index] == listed.category && !measures.empty()) {
                const model::Mapping& mapping = process.snapshot.mappings[index];
                section.lines.push_back(
                    {addresses[index], values(analyze::rss_sums(mapping), measures), mapping.file->name});
            }
        }
        append_section(text, prefix, section);
    }
}

SharingFigures sharing(const RssAnalysis& analysis, std::uint64_t RssSums::*clean, std::uint64_t RssSums::*dirty) {
    const auto both = [&](RssCategory category) {
        return Figure{analysis[category].*clean + analysis[category].*dirty, {}};
    };
    return {{analysis.all.*clean, {}},
            {analysis.all.*dirty, {}},
            both(RssCategory::code),
            both(RssCategory::ro_data),
            both(RssCategory::rw_data),
            both(RssCategory::heap),
            both(RssCategory::main_stack) + both(RssCategory::thread_stack),
            {}};
}

SummaryFigures figures(const RssAnalysis& analysis) {
    const RssSums& all = analysis.all;
    SummaryFigures figures;
    figures.mapped = {all.size, {}};
    figures.padding = {analysis[RssCategory::padding].size, {}};
    figures.swapped = {all.swap, {}};
    figures.main_stack_mapped = {analysis[RssCategory::main_stack].size, {}};
    figures.thread_stack_mapped = {analysis[RssCategory::thread_stack].size, {}};
    figures.main_stack_rss = {analysis[RssCategory::main_stack].rss, {}};
    figures.thread_stack_rss = {analysis[RssCategory::thread_stack].rss, {}};
    figures.rss = {all.rss, {}};
    figures.pss = {all.pss, {}};
    figures.anonymous = {all.anonymous, {}};
    figures.shared = sharing(analysis, &RssSums::shared_clean, &RssSums::shared_dirty);
    figures.private_ = sharing(analysis, &RssSums::private_clean, &RssSums::private_dirty);
    return figures;
}

} // namespace

std::string rssanalyse_text(const model::Process& process, int verbosity, bool prefixed) {
    const RssAnalysis analysis = analyze::rssanalyse(process);
    const std::string prefix = prefixed ? std::to_string(process.pid) + ":  " : std::string();
    std::string text;
    if (prefixed) {
        text += command_line(prefix, process.info.cmdline.value_or("")) + '\n';
    }
    if (verbosity > 0) {
        text += prefix + "Memory classification:\n";
        append_sections(text, prefix, process, analysis, verbosity > 1);
        if (verbosity > 1) {
            text += prefix + "[S = Shared, P = Private; C = Clean, D = Dirty]\n";
        }
        text += prefix + '\n' + prefix + "Summary:\n";
    }
    append_summary(text, prefix, figures(analysis));
    return text;
}

} // namespace host::report
