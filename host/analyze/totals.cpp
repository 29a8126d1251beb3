#include "host/analyze/totals.hpp"

#include <functional>

namespace host::analyze {
namespace {

constexpr std::size_t k_size = static_cast<std::size_t>(model::Field::size);

/// Whether the range tells the size: not in a rollup, whose one line spans everything from first to last.
bool size_from_range(const model::Mapping& mapping) {
    return !mapping.has(model::Field::size) && mapping.end > mapping.start && mapping.file->name != "[rollup]";
}

} // namespace

/// What was not printed is 0 in `values`, so that all can be added without asking.
template <typename Operation>
void Totals::apply(const model::Mapping& mapping, Operation operation) {
    for (std::size_t i = 0; i < model::k_field_count; ++i) {
        sums_[i] = operation(sums_[i], mapping.values[i]);
    }
    std::uint32_t printed = mapping.present;
    if (size_from_range(mapping)) {
        sums_[k_size] = operation(sums_[k_size], (mapping.end - mapping.start) / 1024);
        printed |= 1U << k_size;
    }
    if (printed == usual_) {
        usual_count_ = operation(usual_count_, std::uint64_t{1});
        return;
    }
    for (std::size_t i = 0; i < model::k_field_count; ++i) {
        others_[i] = operation(others_[i], std::uint64_t{printed >> i & 1});
    }
}

void Totals::add(const model::Mapping& mapping) {
    if (mappings_ == 0) {
        *this = {};
        usual_ = mapping.present;
    }
    ++mappings_;
    apply(mapping, std::plus<>{});
}

void Totals::subtract(const model::Mapping& mapping) {
    --mappings_;
    apply(mapping, std::minus<>{});
}

Totals& Totals::operator+=(const Totals& other) {
    if (mappings_ == 0 || other.mappings_ == 0) { // nearly all classes of a process
        return mappings_ == 0 && other.mappings_ != 0 ? *this = other : *this;
    }
    mappings_ += other.mappings_;
    const bool same_usual = usual_ == other.usual_;
    usual_count_ += same_usual ? other.usual_count_ : 0;
    for (std::size_t i = 0; i < model::k_field_count; ++i) {
        sums_[i] += other.sums_[i];
        others_[i] += same_usual ? other.others_[i] : other.printed(static_cast<model::Field>(i));
    }
    return *this;
}

Totals& Totals::operator-=(const Totals& other) {
    mappings_ -= other.mappings_;
    const bool same_usual = usual_ == other.usual_;
    usual_count_ -= same_usual ? other.usual_count_ : 0;
    for (std::size_t i = 0; i < model::k_field_count; ++i) {
        sums_[i] -= other.sums_[i];
        others_[i] -= same_usual ? other.others_[i] : other.printed(static_cast<model::Field>(i));
    }
    return *this;
}

bool operator==(const Totals& a, const Totals& b) {
    bool same = a.mappings_ == b.mappings_ && a.sums_ == b.sums_;
    for (std::size_t i = 0; i < model::k_field_count && same; ++i) {
        same = a.printed(static_cast<model::Field>(i)) == b.printed(static_cast<model::Field>(i));
    }
    return same;
}

std::uint64_t Totals::printed(model::Field field) const {
    const auto index = static_cast<std::size_t>(field);
    return others_[index] + ((usual_ >> index & 1) != 0 ? usual_count_ : 0);
}

std::optional<std::uint64_t> Totals::operator[](model::Field field) const {
    if (mappings_ != 0 && printed(field) == 0) {
        return std::nullopt;
    }
    return sums_[static_cast<std::size_t>(field)];
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
