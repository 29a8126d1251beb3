#include "host/analyze/totals.hpp"

#include <functional>

namespace host::analyze {
namespace {

constexpr std::size_t k_size = static_cast<std::size_t>(model::Field::size);

/// Whether the range tells the size: not in a rollup, whose one line spans everything from first to last.
bool size_from_range(const model::Mapping& mapping) {
    return !mapping.has(model::Field::size) && mapping.end > mapping.start && mapping.file->name != "[rollup]";
}

/// Adds or takes away one mapping; the field loop has no branch so that it can be vectorised.
template <typename Operation>
void apply(const model::Mapping& mapping, std::array<std::uint64_t, model::k_field_count>& sums,
           std::array<std::uint32_t, model::k_field_count>& printed, Operation operation) {
    for (std::size_t i = 0; i < model::k_field_count; ++i) {
        const std::uint32_t is_printed = mapping.present >> i & 1;
        sums[i] = operation(sums[i], mapping.values[i] & (std::uint64_t{0} - is_printed));
        printed[i] = operation(printed[i], is_printed);
    }
    if (size_from_range(mapping)) {
        sums[k_size] = operation(sums[k_size], (mapping.end - mapping.start) / 1024);
        printed[k_size] = operation(printed[k_size], 1U);
    }
}

} // namespace

void Totals::add(const model::Mapping& mapping) {
    ++mappings_;
    apply(mapping, sums_, printed_, std::plus<>{});
}

void Totals::subtract(const model::Mapping& mapping) {
    --mappings_;
    apply(mapping, sums_, printed_, std::minus<>{});
}

Totals& Totals::operator+=(const Totals& other) {
    mappings_ += other.mappings_;
    for (std::size_t i = 0; i < model::k_field_count; ++i) {
        sums_[i] += other.sums_[i];
        printed_[i] += other.printed_[i];
    }
    return *this;
}

Totals& Totals::operator-=(const Totals& other) {
    mappings_ -= other.mappings_;
    for (std::size_t i = 0; i < model::k_field_count; ++i) {
        sums_[i] -= other.sums_[i];
        printed_[i] -= other.printed_[i];
    }
    return *this;
}

std::optional<std::uint64_t> Totals::operator[](model::Field field) const {
    const auto index = static_cast<std::size_t>(field);
    if (mappings_ != 0 && printed_[index] == 0) {
        return std::nullopt;
    }
    return sums_[index];
}

std::optional<std::uint64_t> Totals::uss_kb() const {
    const auto clean = (*this)[model::Field::private_clean];
    const auto dirty = (*this)[model::Field::private_dirty];
    return clean && dirty ? std::optional(*clean + *dirty) : std::nullopt;
}

std::optional<std::uint64_t> Totals::shared_kb() const {
    const auto clean = (*this)[model::Field::shared_clean];
    const auto dirty = (*this)[model::Field::shared_dirty];
    return clean && dirty ? std::optional(*clean + *dirty) : std::nullopt;
}

bool has_memory(const model::Process& process) {
    return !process.snapshot.mappings.empty();
}

ProcessTotals total(const model::Process& process, const std::vector<Classified>& classified) {
    ProcessTotals totals;
    for (std::size_t i = 0; i < classified.size(); ++i) {
        totals[classified[i].memory_class].add(process.snapshot.mappings[i]);
        totals.thread_stacks += classified[i].stacks;
    }
    for (const Totals& one : totals.classes) {
        totals.all += one;
    }
    return totals;
}

ProcessTotals total(const model::Process& process) {
    return total(process, classify(process));
}

} // namespace host::analyze
