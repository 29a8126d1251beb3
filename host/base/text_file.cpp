#include "host/base/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace host::base {

Result<void> make_directories(const std::string& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) {
        return failure({path, error.message(), "choose another folder"});
    }
    return {};
}

Result<void> write_text_file(const std::string& path, std::string_view text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) {
        return failure({path, std::strerror(errno), "is there room?"});
    }
    return {};
}

} // namespace host::base
