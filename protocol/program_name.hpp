// The name of a program, which --name, `programs`, budgets and differences use: one rule for agent and host.
#pragma once

#include <cstddef>
#include <string_view>

namespace protocol {

namespace name_detail {

constexpr std::size_t k_none = ~std::size_t{0};

constexpr std::size_t find(std::string_view text, char c) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == c) {
            return i;
        }
    }
    return k_none;
}

constexpr bool begins_with(std::string_view text, std::string_view start) {
    for (std::size_t i = 0; i < start.size(); ++i) {
        if (i == text.size() || text[i] != start[i]) {
            return false;
        }
    }
    return true;
}

constexpr std::string_view base_name(std::string_view path) {
    std::size_t start = path.size();
    while (start != 0 && path[start - 1] != '/') {
        --start;
    }
    return {path.data() + start, path.size() - start};
}

/// Programs that rewrite their command line join the arguments with blanks: what follows " -" is no part of the path.
constexpr std::string_view without_options(std::string_view argv0) {
    for (std::size_t i = 1; i < argv0.size(); ++i) {
        if (argv0[i] == '-' && argv0[i - 1] == ' ') {
            return {argv0.data(), i - 1};
        }
    }
    return argv0;
}

} // namespace name_detail

/// `exe` is the link's target: its base name counts, without the kernel's " (deleted)"; of a memfd the whole name
/// ("memfd:NAME"). Where the link cannot be read it is empty, and `argv0` counts if it is a path whose base name begins
/// with `comm`, which the kernel cuts at 15 bytes. A title ("nginx: master process /usr/sbin/nginx") is no path. Else
/// the name is `comm`. Where comm is unknown (empty), a path or a word without blanks in argv0 is the name.
constexpr std::string_view program_name(std::string_view exe, std::string_view argv0, std::string_view comm) {
    using namespace name_detail;
    if (!exe.empty()) {
        constexpr std::string_view k_deleted = " (deleted)";
        const std::size_t rest = exe.size() - k_deleted.size();
        if (exe.size() > k_deleted.size() && begins_with({exe.data() + rest, k_deleted.size()}, k_deleted)) {
            exe = {exe.data(), rest};
        }
        return begins_with(exe, "/memfd:") ? std::string_view{exe.data() + 1, exe.size() - 1} : base_name(exe);
    }
    const std::string_view path = without_options(argv0);
    const std::size_t slash = find(path, '/');
    const std::size_t blank = find(path, ' ');
    const bool is_path = slash != k_none && slash < blank;
    const std::string_view base = base_name(path);
    if (!comm.empty()) {
        return is_path && begins_with(base, comm) ? base : comm;
    }
    return is_path || blank == k_none ? base : comm;
}

} // namespace protocol
