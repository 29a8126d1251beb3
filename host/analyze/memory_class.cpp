#include "host/analyze/memory_class.hpp"

namespace host::analyze {

std::optional<MemoryClass> find_class(std::string_view name) {
    for (std::size_t i = 0; i < k_class_count; ++i) {
        if (k_class_names[i].text == name || k_class_names[i].snake == name) {
            return static_cast<MemoryClass>(i);
        }
    }
    return std::nullopt;
}

} // namespace host::analyze
