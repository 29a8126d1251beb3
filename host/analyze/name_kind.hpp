// What the name at the end of a VMA's header line says of it, before flags, permissions and neighbours are looked at.
// Names differ by kernel, libc and system; each entry of the table in name_kind.cpp says whose it is.
#pragma once

#include "host/model/mapping.hpp"

#include <cstdint>

namespace host::analyze {

enum class NameKind : std::uint8_t {
    none, ///< no name and no device: anonymous
    rollup,
    kernel,
    main_stack,
    thread_stack,
    signal_stack,
    brk_heap,
    named_heap,
    named_bss,
    named_anonymous,
    filler, ///< room that only keeps segments apart
    huge,
    dma_buf,
    shared_memory,
    private_zero, ///< /dev/zero, the old way to anonymous memory
    device,
    kernel_object, ///< anon_inode, socket
    file,
};
inline constexpr std::size_t k_name_kind_count = 18;

/// `[stack:TID]` is a thread's stack, or the main one when TID is the pid: told apart in the classifier.
NameKind name_kind(const model::File& file);

} // namespace host::analyze
