#include "host/analyze/segment.hpp"

#include <array>

namespace host::analyze {
namespace {

constexpr std::array<std::string_view, k_segment_count> k_names{"none", "text", "ro", "relro", "data", "bss"};

/// The loader maps RELRO writable, relocates it and then takes the right to write away. VmFlags keep the trace (`ac`:
/// memory was accounted for as writable); without VmFlags private pages of its own give it away.
bool was_writable(const model::Mapping& mapping) {
    static const std::uint64_t accounted = model::flag_bit("ac");
    if (mapping.flags != nullptr) {
        return (mapping.flags->bits & accounted) != 0;
    }
    return mapping[model::Field::anonymous] != 0 || mapping[model::Field::private_dirty] != 0;
}

} // namespace

std::string_view segment_name(Segment segment) {
    return k_names[static_cast<std::size_t>(segment)];
}

Segment segment_of(const model::Mapping& mapping, const Classified& classified) {
    if (classified.owner == nullptr) {
        return Segment::none;
    }
    switch (classified.memory_class) {
    case MemoryClass::code:
    case MemoryClass::jit_code: return Segment::text;
    case MemoryClass::ro_data: {
        const bool is_private = (mapping.permissions & model::k_shared) == 0;
        return is_private && was_writable(mapping) ? Segment::relro : Segment::ro;
    }
    case MemoryClass::rw_data: return classified.owner == mapping.file ? Segment::data : Segment::bss;
    default: return Segment::none;
    }
}

} // namespace host::analyze
