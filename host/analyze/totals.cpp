#include "host/analyze/totals.hpp"

#include <functional>

namespace host::analyze {
namespace {

using model::Field;
using Size = std::optional<std::uint64_t>;

Size both(Size a, Size b) {
    return a && b ? Size{*a + *b} : std::nullopt;
}

template <Field field>
Size plain(const Totals& totals) {
    return totals[field];
}

template <Field first, Field second>
Size sum_of(const Totals& totals) {
    return both(totals[first], totals[second]);
}

template <Field field>
constexpr Measure kernels(std::string_view title) {
    return {model::k_field_names[static_cast<std::size_t>(field)].snake, title, plain<field>};
}

constexpr std::array k_measures{
    kernels<Field::size>("VSZ"),
    kernels<Field::rss>("RSS"),
    kernels<Field::pss>("PSS"),
    Measure{"uss_kb", "USS", sum_of<Field::private_clean, Field::private_dirty>},
    Measure{"shared_kb", "Shared", sum_of<Field::shared_clean, Field::shared_dirty>},
    kernels<Field::shared_clean>("Shared clean"),
    kernels<Field::shared_dirty>("Shared dirty"),
    kernels<Field::private_clean>("Private clean"),
    kernels<Field::private_dirty>("Private dirty"),
    Measure{"dirty_kb", "Dirty", sum_of<Field::shared_dirty, Field::private_dirty>},
    kernels<Field::swap>("Swap"),
    kernels<Field::swap_pss>("Swap PSS"),
    kernels<Field::anonymous>("Anonymous"),
    kernels<Field::referenced>("Referenced"),
    kernels<Field::pss_dirty>("PSS dirty"),
    kernels<Field::locked>("Locked"),
    kernels<Field::ksm>("KSM"),
    kernels<Field::lazy_free>("Lazy free"),
    kernels<Field::anon_huge_pages>("Anon huge"),
    kernels<Field::shmem_pmd_mapped>("Shmem huge"),
    kernels<Field::file_pmd_mapped>("File huge"),
    kernels<Field::shared_hugetlb>("Shared hugetlb"),
    kernels<Field::private_hugetlb>("Private hugetlb"),
    kernels<Field::nonlinear>("Nonlinear"),
};

constexpr std::string_view k_suffix = "_kb";

constexpr std::size_t k_size = static_cast<std::size_t>(Field::size);

/// Whether the range tells the size: not in a rollup, whose one line spans everything from first to last.
bool size_from_range(const model::Mapping& mapping) {
    return !mapping.has(model::Field::size) && mapping.end > mapping.start && mapping.file->name != "[rollup]";
}

/// A kernel prints these for some mappings only.
bool of_some_mappings(model::Field field) {
    return field == model::Field::nonlinear || field == model::Field::thp_eligible ||
           field == model::Field::protection_key;
}

} // namespace

/// What was not printed is 0 in `values`, so that all can be added without asking.
template <typename Operation>
void Totals::apply(const model::Mapping& mapping, Operation operation) {
    blank_ = operation(blank_, std::uint64_t{mapping.present == 0 ? 1U : 0U});
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

void Totals::replace(const model::Mapping& before, const model::Mapping& now) {
    if (before.present != now.present || !now.has(model::Field::size)) {
        subtract(before);
        add(now);
        return;
    }
    for (std::size_t i = 0; i < model::k_field_count; ++i) {
        sums_[i] += now.values[i] - before.values[i];
    }
}

Totals& Totals::operator+=(const Totals& other) {
    if (mappings_ == 0 || other.mappings_ == 0) { // nearly all classes of a process
        return mappings_ == 0 && other.mappings_ != 0 ? *this = other : *this;
    }
    mappings_ += other.mappings_;
    blank_ += other.blank_;
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
    blank_ -= other.blank_;
    const bool same_usual = usual_ == other.usual_;
    usual_count_ -= same_usual ? other.usual_count_ : 0;
    for (std::size_t i = 0; i < model::k_field_count; ++i) {
        sums_[i] -= other.sums_[i];
        others_[i] -= same_usual ? other.others_[i] : other.printed(static_cast<model::Field>(i));
    }
    return *this;
}

bool operator==(const Totals& a, const Totals& b) {
    bool same = a.mappings_ == b.mappings_ && a.blank_ == b.blank_ && a.sums_ == b.sums_;
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
    if (mappings_ != 0 && (printed(field) == 0 || lacks_some(field))) {
        return std::nullopt;
    }
    return sums_[static_cast<std::size_t>(field)];
}

bool Totals::lacks_some(model::Field field) const {
    const std::uint64_t count = printed(field);
    return count != 0 && count + blank_ < mappings_ && !of_some_mappings(field);
}

Totals Totals::of_printed() const {
    Totals printed = *this;
    printed.blank_ = printed.mappings_;
    return printed;
}

std::optional<std::uint64_t> Totals::uss_kb() const {
    return both((*this)[Field::private_clean], (*this)[Field::private_dirty]);
}

std::optional<std::uint64_t> Totals::shared_kb() const {
    return both((*this)[Field::shared_clean], (*this)[Field::shared_dirty]);
}

std::optional<std::uint64_t> ProcessTotals::heap_kb(Field field) const {
    return classes_known() ? both((*this)[MemoryClass::heap][field], (*this)[MemoryClass::other_anonymous][field])
                           : std::nullopt;
}

std::optional<std::uint64_t> ProcessTotals::stack_kb(Field field) const {
    return classes_known() ? both((*this)[MemoryClass::main_stack][field], (*this)[MemoryClass::thread_stack][field])
                           : std::nullopt;
}

std::string_view reason_of_unknown(const Totals& totals, std::optional<std::uint64_t> (*of)(const Totals&)) {
    return of(totals.of_printed()) ? k_measure_damaged : k_measure_not_printed;
}

std::span<const Measure> measures() {
    return k_measures;
}

const Measure* find_measure(std::string_view name) {
    for (const Measure& measure : k_measures) {
        if (measure.key == name || measure.key.substr(0, measure.key.size() - k_suffix.size()) == name) {
            return &measure;
        }
    }
    return nullptr;
}

std::string measure_keys() {
    std::string keys;
    for (const Measure& measure : k_measures) {
        keys += (keys.empty() ? "" : ", ") + std::string(measure.key);
    }
    return keys;
}

} // namespace host::analyze
