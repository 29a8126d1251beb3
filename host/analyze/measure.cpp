#include "host/analyze/measure.hpp"

#include <array>

namespace host::analyze {
namespace {

using model::Field;

template <Field field>
std::optional<std::uint64_t> plain(const Totals& totals) {
    return totals[field];
}

template <Field first, Field second>
std::optional<std::uint64_t> both(const Totals& totals) {
    const auto a = totals[first];
    const auto b = totals[second];
    return a && b ? std::optional(*a + *b) : std::nullopt;
}

template <Field field>
constexpr Measure kernels(std::string_view title) {
    return {model::k_field_names[static_cast<std::size_t>(field)].snake, title, plain<field>};
}

constexpr std::array k_measures{
    kernels<Field::size>("VSZ"),
    kernels<Field::rss>("RSS"),
    kernels<Field::pss>("PSS"),
    Measure{"uss_kb", "USS", both<Field::private_clean, Field::private_dirty>},
    Measure{"shared_kb", "Shared", both<Field::shared_clean, Field::shared_dirty>},
    kernels<Field::shared_clean>("Shared clean"),
    kernels<Field::shared_dirty>("Shared dirty"),
    kernels<Field::private_clean>("Private clean"),
    kernels<Field::private_dirty>("Private dirty"),
    Measure{"dirty_kb", "Dirty", both<Field::shared_dirty, Field::private_dirty>},
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

} // namespace

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
