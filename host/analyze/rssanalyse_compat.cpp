#include "host/analyze/rssanalyse_compat.hpp"

#include <charconv>
#include <optional>
#include <string>

namespace host::analyze {
namespace {

constexpr std::uint64_t k_default_stack_bytes = 8192 * 1024;

struct NamedSum {
    std::string_view key;
    std::uint64_t RssSums::*sum;
};

constexpr std::array<NamedSum, 9> k_sums{{
    {"Size", &RssSums::size},
    {"Rss", &RssSums::rss},
    {"Pss", &RssSums::pss},
    {"Swap", &RssSums::swap},
    {"Anonymous", &RssSums::anonymous},
    {"Shared_Clean", &RssSums::shared_clean},
    {"Shared_Dirty", &RssSums::shared_dirty},
    {"Private_Clean", &RssSums::private_clean},
    {"Private_Dirty", &RssSums::private_dirty},
}};

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

struct FoundField {
    std::string_view key;
    std::uint64_t value;
};

/// What its expression `(\w+):\s*(\d+) kB` finds at this colon.
std::optional<FoundField> field_at(std::string_view text, std::size_t colon) {
    std::size_t start = colon;
    while (start > 0 && is_word(text[start - 1])) {
        --start;
    }
    const std::size_t digits = text.find_first_not_of(" \t\r\f\v", colon + 1);
    if (start == colon || digits == std::string_view::npos) {
        return std::nullopt;
    }
    FoundField found{text.substr(start, colon - start), 0};
    const auto [end, error] = std::from_chars(text.data() + digits, text.data() + text.size(), found.value);
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    return error == std::errc{} && unit.starts_with(" kB") ? std::optional(found) : std::nullopt;
}

/// Fault: the expression is not anchored, so it matches inside names as well; the first match of a line counts.
void add_fields_of_name(std::string_view name, RssSums& sums) {
    for (std::size_t colon = name.find(':'); colon != std::string_view::npos; colon = name.find(':', colon + 1)) {
        const std::optional<FoundField> found = field_at(name, colon);
        if (!found) {
            continue;
        }
        for (const NamedSum& named : k_sums) {
            if (named.key == found->key) {
                sums.*named.sum += found->value;
            }
        }
        return;
    }
}

bool without_device(const model::Mapping& mapping) {
    return mapping.file->major == 0 && mapping.file->minor == 0;
}

/// Fault: anything in brackets but the heap counts as special, wherever the bracket stands in the name.
bool has_special_name(std::string_view name) {
    for (std::size_t at = name.find('['); at != std::string_view::npos; at = name.find('[', at + 1)) {
        if (!name.substr(at + 1).starts_with("heap")) {
            return true;
        }
    }
    return false;
}

RssCategory writable_private(const model::Mapping& mapping, const model::Mapping* before, std::uint64_t stack_bytes) {
    const bool anonymous = without_device(mapping);
    // Fault: the VMA before need neither be adjacent nor anonymous.
    if (anonymous && mapping.end - mapping.start == stack_bytes && before != nullptr && before->permissions == 0) {
        return RssCategory::thread_stack;
    }
    if (has_special_name(mapping.file->name)) {
        return RssCategory::none;
    }
    if (!anonymous) {
        return RssCategory::rw_data;
    }
    const bool bss = before != nullptr && before->end == mapping.start && !without_device(*before);
    return bss ? RssCategory::rw_data : RssCategory::heap;
}

/// The first rule that applies.
RssCategory categorise(const model::Mapping& mapping, const model::Mapping* before, std::uint64_t stack_bytes,
                       std::string_view own_stack) {
    const std::string_view name = mapping.file->name;
    if (name == "[stack]" || name == own_stack) {
        return RssCategory::main_stack;
    }
    if (name.find("[stack:") != std::string_view::npos) {
        return RssCategory::none; // fault: meant to be a thread stack
    }
    switch (mapping.permissions) {
    case model::k_read | model::k_write: return writable_private(mapping, before, stack_bytes);
    case model::k_read | model::k_write | model::k_shared:
        return without_device(mapping) ? RssCategory::none : RssCategory::rw_data;
    case model::k_read:
    case model::k_read | model::k_shared: return RssCategory::ro_data;
    case model::k_read | model::k_execute: return RssCategory::code;
    case model::k_read | model::k_write | model::k_execute: return RssCategory::jit_code;
    case 0: return RssCategory::padding;
    default: return RssCategory::none;
    }
}

} // namespace

RssSums& RssSums::operator+=(const RssSums& other) {
    for (const NamedSum& named : k_sums) {
        this->*named.sum += other.*named.sum;
    }
    return *this;
}

RssSums rss_sums(const model::Mapping& mapping) {
    using model::Field;
    return {mapping[Field::size],         mapping[Field::rss],           mapping[Field::pss],
            mapping[Field::swap],         mapping[Field::anonymous],     mapping[Field::shared_clean],
            mapping[Field::shared_dirty], mapping[Field::private_clean], mapping[Field::private_dirty]};
}

RssAnalysis rssanalyse(const model::Process& process) {
    const std::uint64_t stack_bytes =
        process.info.stack_unlimited ? 0 : process.info.stack_limit_bytes.value_or(k_default_stack_bytes);
    const std::string own_stack = "[stack:" + std::to_string(process.pid) + ']';
    RssAnalysis analysis;
    const model::Mapping* before = nullptr;
    for (const model::Mapping& mapping : process.snapshot.mappings) {
        const RssCategory category = categorise(mapping, before, stack_bytes, own_stack);
        const RssSums sums = rss_sums(mapping);
        analysis.categories.push_back(category);
        analysis.by_category[static_cast<std::size_t>(category)] += sums;
        analysis.all += sums;
        add_fields_of_name(mapping.file->name, analysis.all);
        before = &mapping;
    }
    return analysis;
}

} // namespace host::analyze
