#include "shape_library.hpp"

#include <array>
#include <utility>

namespace {

constexpr std::size_t k_bss_bytes = 512 * 1024;
constexpr std::size_t k_table_entries = 8192;

std::array<char, k_bss_bytes> bss;

/// Addresses are known only once the library is loaded: each entry is relocated, then the table is locked.
template <std::size_t... index>
constexpr std::array<const char*, sizeof...(index)> addresses(std::index_sequence<index...>) {
    return {(bss.data() + index)...};
}

constexpr std::array<const char*, k_table_entries> table = addresses(std::make_index_sequence<k_table_entries>{});

} // namespace

void* shape_bss() {
    return bss.data();
}

std::size_t shape_bss_bytes() {
    return k_bss_bytes;
}

const void* shape_relocated() {
    return table.data();
}

std::size_t shape_relocated_bytes() {
    return sizeof table;
}
