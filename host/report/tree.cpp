// tree: processes under their parents. The sums of a subtree are of Pss and private memory only: shared pages are then
// counted once however many children map them, which sums of Rss cannot do.
#include "host/report/columns.hpp"
#include "host/report/omitted_processes.hpp"
#include "host/report/process_cells.hpp"
#include "host/report/reports.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace host::report {
namespace {

using analyze::ProcessUsage;
using model::Field;

/// A process at its place: parents come before their children.
struct Node {
    const ProcessUsage* process = nullptr;
    std::size_t parent = 0; ///< index of its node; its own index at the top
    std::size_t depth = 0;
};

struct Sum {
    std::uint64_t processes = 0;
    std::uint64_t unreadable = 0;
    analyze::Totals totals;

    Sum& operator+=(const Sum& other) {
        processes += other.processes;
        unreadable += other.unreadable;
        totals += other.totals;
        return *this;
    }
};

constexpr std::size_t k_indent_max = 30; ///< levels; deeper ones are not indented further

const MeasureColumns& measure_columns() {
    static const MeasureColumns columns{"uss", "pss", "rss"};
    return columns;
}

/// The processes in the order of the tree. A process is at the top if its parent is missing, or if it is its own
/// descendant (a sweep is not of one moment).
class Forest {
  public:
    explicit Forest(const analyze::BoardUsage& usage) {
        std::set<model::Pid> present;
        for (const ProcessUsage& process : usage.processes) {
            present.insert(process.pid);
        }
        std::vector<const ProcessUsage*> roots;
        for (const ProcessUsage& process : usage.processes) {
            const auto parent = process.info.parent;
            const bool is_root = !parent || *parent == process.pid || !present.contains(*parent);
            (is_root ? roots : children_[*parent]).push_back(&process);
        }
        for (const ProcessUsage* root : roots) {
            add_below(*root);
        }
        for (const ProcessUsage& process : usage.processes) {
            add_below(process); // only what is in a ring of parents is still missing
        }
    }

    std::vector<Node> nodes;

  private:
    void add_below(const ProcessUsage& top) {
        std::vector<Node> open{{&top, nodes.size(), 0}};
        while (!open.empty()) {
            const Node node = open.back();
            open.pop_back();
            if (!seen_.insert(node.process->pid).second) {
                continue;
            }
            const std::size_t index = nodes.size();
            nodes.push_back(node);
            const auto found = children_.find(node.process->pid);
            if (found != children_.end()) {
                for (auto child = found->second.rbegin(); child != found->second.rend(); ++child) {
                    open.push_back({*child, index, node.depth + 1});
                }
            }
        }
    }

    std::map<model::Pid, std::vector<const ProcessUsage*>> children_;
    std::set<model::Pid> seen_;
};

std::vector<Sum> subtree_sums(const std::vector<Node>& nodes) {
    std::vector<Sum> sums;
    for (const Node& node : nodes) {
        const bool unknown = !node.process->readable() && node.process->status != model::Status::empty;
        sums.push_back({1, unknown ? 1U : 0U, node.process->totals.all});
    }
    for (std::size_t i = nodes.size(); i-- > 0;) {
        if (nodes[i].parent != i) {
            sums[nodes[i].parent] += sums[i];
        }
    }
    return sums;
}

Row row_of(const Node& node, const Sum& sum) {
    const ProcessUsage& process = *node.process;
    const Cell parent = number_cell(process.info.parent, process.info, model::FileKind::stat, process.status);
    Row row{{integer(process.pid), parent, integer(node.depth)}, {}};
    if (process.readable()) {
        measure_columns().add_cells(row, process.totals.all);
    } else {
        measure_columns().add_unknown(row, unreadable_reason(process));
    }
    row.cells.push_back(integer(sum.processes));
    row.cells.push_back(integer(sum.unreadable));
    for (const auto& value : {sum.totals.uss_kb(), sum.totals[Field::pss], sum.totals[Field::swap]}) {
        row.cells.push_back(sum.unreadable != 0 ? Cell{Unknown{"processes in it could not be read"}}
                                                : integer_or(value, k_not_printed));
    }
    row.cells.push_back(program_cell(process.program, process.info, process.status));
    row.cells.emplace_back(std::string(std::min(node.depth, k_indent_max) * 2, ' ') + process.program);
    return row;
}

/// Of processes chosen by pid only the trees below them, each beginning at the left.
void keep_below_chosen(std::vector<Node>& nodes, const analyze::Filter& filter) {
    std::vector<Node> kept;
    std::map<std::size_t, std::size_t> place; ///< index before -> now
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        Node node = nodes[i];
        const auto parent = place.find(node.parent);
        if (parent == place.end() && !filter.picks_pid(node.process->pid)) {
            continue;
        }
        place[i] = kept.size();
        node.depth = parent == place.end() ? 0 : kept[parent->second].depth + 1;
        node.parent = parent == place.end() ? kept.size() : parent->second;
        kept.push_back(node);
    }
    nodes = std::move(kept);
}

} // namespace

Report build_tree(const Context& context) {
    Report report{"tree", origin_of(context.board), {}, {}, {}, {}};
    report.columns = {number_column("pid", "PID"), detail(number_column("parent", "Parent")),
                      detail(number_column("depth", "Depth"))};
    measure_columns().add_columns(report);
    report.columns.push_back(number_column("subtree_processes", "Processes"));
    report.columns.push_back(detail(number_column("subtree_unreadable", "Unreadable")));
    for (const auto& [key, title] : {std::pair("subtree_uss_kb", "Sum USS"), std::pair("subtree_pss_kb", "Sum PSS"),
                                     std::pair("subtree_swap_kb", "Sum swap")}) {
        report.columns.push_back(size_column(key, title));
        report.columns.back().summed = false; // a child's sum is in its parent's
    }
    report.columns.push_back(detail(name_column("program", "Program")));
    report.columns.push_back(name_column("tree", "Program"));
    analyze::BoardUsage usage = analyze::usage_of(context.board, context.filter.of_any_pid());
    omit_empty_processes(usage, context.filter, report);
    note_denied(usage, report);
    Forest forest(usage);
    if (context.filter.picks_pids()) {
        keep_below_chosen(forest.nodes, context.filter);
    }
    const std::vector<Sum> sums = subtree_sums(forest.nodes);
    for (std::size_t i = 0; i < sums.size(); ++i) {
        report.rows.push_back(row_of(forest.nodes[i], sums[i]));
    }
    add_totals(report);
    return report;
}

} // namespace host::report
