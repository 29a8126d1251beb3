#include "host/analyze/name_kind.hpp"

#include <array>
#include <string_view>

namespace host::analyze {
namespace {

struct Prefix {
    std::string_view text;
    NameKind kind;
};

// The first prefix that fits decides, so the longer of two stands before the shorter.
constexpr std::array k_bracketed{
    Prefix{"[heap]", NameKind::brk_heap},
    Prefix{"[stack", NameKind::main_stack},          // [stack]; [stack:TID] in Linux 3.4 to 4.4
    Prefix{"[thread stack", NameKind::thread_stack}, // 2.6.32-era patches
    Prefix{"[rollup]", NameKind::rollup},            // smaps_rollup
    Prefix{"[page size compat]", NameKind::filler},  // Android 16, 4 kB programs on 16 kB pages
    Prefix{"[anon_shmem:", NameKind::shared_memory},
};

// After "[anon:" and a blank, if any.
constexpr std::array k_anonymous{
    Prefix{"stack_and_tls:main", NameKind::main_stack}, // bionic: the main thread's TLS
    Prefix{"stack_and_tls:", NameKind::thread_stack},
    Prefix{"thread signal stack", NameKind::signal_stack},
    Prefix{"glibc: pthread stack", NameKind::thread_stack}, // glibc.mem.decorate_maps
    Prefix{"glibc: pthread user stack", NameKind::thread_stack},
    Prefix{"glibc: malloc", NameKind::named_heap},
    Prefix{"glibc: loader malloc", NameKind::named_heap},
    Prefix{".bss", NameKind::named_bss}, // bionic's linker
    Prefix{"libc_malloc", NameKind::named_heap},
    Prefix{"scudo:", NameKind::named_heap},
    Prefix{"GWP-ASan", NameKind::named_heap},
    Prefix{"jemalloc", NameKind::named_heap},
    Prefix{"tcmalloc", NameKind::named_heap},
    Prefix{"mimalloc", NameKind::named_heap},
    Prefix{"native_heap", NameKind::named_heap}, // OpenHarmony
    Prefix{"ArkTS Heap", NameKind::named_heap},
    Prefix{"ArkJS Heap", NameKind::named_heap},
    Prefix{"dalvik-main space", NameKind::named_heap}, // Android's Java heap
    Prefix{"dalvik-alloc space", NameKind::named_heap},
    Prefix{"dalvik-zygote space", NameKind::named_heap},
    Prefix{"dalvik-non moving space", NameKind::named_heap},
    Prefix{"dalvik-large object space", NameKind::named_heap},
    Prefix{"dalvik-free list large object space", NameKind::named_heap},
    Prefix{"partition_alloc", NameKind::named_heap}, // Chromium
    Prefix{"v8", NameKind::named_heap},
    Prefix{"blink_gc", NameKind::named_heap},
    Prefix{"zend_alloc", NameKind::named_heap}, // PHP
    Prefix{"Go: heap", NameKind::named_heap},
    Prefix{"Ruby:GC:", NameKind::named_heap},
};

constexpr std::array k_paths{
    Prefix{"/SYSV", NameKind::shared_memory},
    Prefix{"/memfd:java_heap", NameKind::named_heap}, // HotSpot's ZGC maps it several times
    Prefix{"/memfd:JSGCHeap", NameKind::named_heap},  // Qt's JavaScript engine
    Prefix{"/memfd:", NameKind::shared_memory},
    Prefix{"/dev/shm/", NameKind::shared_memory},
    Prefix{"/run/shm/", NameKind::shared_memory},
    Prefix{"/dev/zero (deleted)", NameKind::shared_memory}, // anonymous MAP_SHARED
    Prefix{"/dev/zero", NameKind::private_zero},
    Prefix{"/dev/ashmem/dalvik-main space", NameKind::named_heap}, // Android before named anonymous memory
    Prefix{"/dev/ashmem/dalvik-alloc space", NameKind::named_heap},
    Prefix{"/dev/ashmem/dalvik-zygote space", NameKind::named_heap},
    Prefix{"/dev/ashmem/dalvik-non moving space", NameKind::named_heap},
    Prefix{"/dev/ashmem/dalvik-large object space", NameKind::named_heap},
    Prefix{"/dev/ashmem/dalvik-heap", NameKind::named_heap},
    Prefix{"/dev/ashmem", NameKind::shared_memory},
    Prefix{"/dev/__properties__", NameKind::shared_memory}, // Android: files on a tmpfs
    Prefix{"/dmabuf", NameKind::dma_buf},
    Prefix{"anon_inode:dmabuf", NameKind::dma_buf},
    Prefix{"/anon_hugepage", NameKind::huge},
    Prefix{"/dev/hugepages/", NameKind::huge},
    Prefix{"/dev/", NameKind::device},
    Prefix{"/drm mm object", NameKind::device}, // GPU memory handed out by DRM drivers
    Prefix{"/i915", NameKind::device},
    Prefix{"anon_inode:", NameKind::kernel_object},
    Prefix{"socket:[", NameKind::kernel_object},
};

/// Second letters of the paths above.
constexpr std::string_view k_path_starts = "Smdrai";

/// A prefix that does not fit is told by its last byte, nearly always.
bool begins(std::string_view name, std::string_view prefix) {
    const std::size_t size = prefix.size();
    return name.size() >= size && name[size - 1] == prefix[size - 1] && name.starts_with(prefix);
}

template <std::size_t count>
NameKind first_fit(const std::array<Prefix, count>& table, std::string_view name, NameKind otherwise) {
    for (const Prefix& prefix : table) {
        if (begins(name, prefix.text)) {
            return prefix.kind;
        }
    }
    return otherwise;
}

/// The name ends in `word`, or in `word` and a number: "minor heap 0", "fiber_stack".
bool ends_in(std::string_view name, std::string_view word) {
    const std::size_t last = name.find_last_not_of("0123456789:#-_ ]");
    return last != std::string_view::npos && name.substr(0, last + 1).ends_with(word);
}

/// `name` is what follows "[anon:". Programs name their memory as they like; the last word says what it is.
NameKind anonymous_kind(std::string_view name) {
    const NameKind known = first_fit(k_anonymous, name, NameKind::named_anonymous);
    if (known != NameKind::named_anonymous || name.starts_with("dalvik-") || ends_in(name, "mark stack")) {
        return known; // garbage collectors have stacks of objects
    }
    if (ends_in(name, "stack")) {
        return NameKind::thread_stack;
    }
    return ends_in(name, "heap") || ends_in(name, "Heap") ? NameKind::named_heap : known;
}

} // namespace

NameKind name_kind(const model::File& file) {
    const std::string_view name = file.name;
    if (name.empty()) {
        return file.major == 0 && file.minor == 0 && file.inode == 0 ? NameKind::none : NameKind::file;
    }
    if (name.starts_with("[anon:")) {
        return anonymous_kind(name.substr(name.starts_with("[anon: ") ? 7 : 6));
    }
    if (name.front() == '[') { // anything else in brackets is the kernel's own: [vdso], [vvar], [vectors], …
        return first_fit(k_bracketed, name, NameKind::kernel);
    }
    // Most names are paths none of the table begins like.
    const bool worth_a_look =
        name.front() != '/' || name.size() < 2 || k_path_starts.find(name[1]) != std::string_view::npos;
    return worth_a_look ? first_fit(k_paths, name, NameKind::file) : NameKind::file;
}

} // namespace host::analyze
