#include "host/decode/info.hpp"

#include "host/decode/field_list.hpp"
#include "protocol/protocol.hpp"

#include <optional>
#include <vector>

namespace host::decode {
namespace {

using protocol::InfoField;

void apply_changes(const FieldView& field, model::Meminfo& meminfo) {
    std::vector<model::Meminfo::LineChange> changes;
    protocol::Reader in = field.reader();
    while (in.ok && in.left() != 0) {
        const std::uint64_t index = in.varint();
        const std::int64_t difference = in.svarint();
        if (in.ok) {
            changes.push_back({static_cast<std::size_t>(index), difference});
        }
    }
    meminfo.change(changes);
}

std::vector<SweepCost> read_costs(const FieldView& field) {
    std::vector<SweepCost> costs;
    protocol::Reader in = field.reader();
    while (in.ok && in.left() != 0) {
        const SweepCost cost{in.varint(), in.varint()};
        if (in.ok) {
            costs.push_back(cost);
        }
    }
    return costs;
}

std::optional<Info::Totals> read_totals(const FieldView& field) {
    protocol::Reader in = field.reader();
    const Info::Totals totals{in.varint(), in.varint(), in.varint(), in.varint()};
    return in.ok ? std::optional(totals) : std::nullopt;
}

} // namespace

Info apply_info(std::span<const std::uint8_t> payload, model::Board& board) {
    Info info;
    FieldList fields(payload);
    while (const auto field = fields.next()) {
        switch (static_cast<InfoField>(field->tag)) {
        case InfoField::next_sweep: info.next_sweep = field->varint().value_or(0); break;
        case InfoField::meminfo_text: board.meminfo = model::Meminfo(field->text()); break;
        case InfoField::meminfo_changes: apply_changes(*field, board.meminfo); break;
        case InfoField::sweep_costs: info.costs = read_costs(*field); break;
        case InfoField::totals: info.totals = read_totals(*field); break;
        default: break;
        }
    }
    return info;
}

} // namespace host::decode
