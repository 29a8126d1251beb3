#include "host/decode/name_table.hpp"

#include "protocol/protocol.hpp"

namespace host::decode {

namespace coder = protocol::coder;

void NameTable::reset(model::NameTable& names) {
    names_ = &names;
    files_ = {names.unnamed()};
    kinds_ = {coder::k_unnamed};
    flag_sets_.clear();
    last_file_ = names.unnamed();
    last_flag_set_ = names.flags("");
}

std::uint32_t NameTable::keep(const coder::FileName& file, bool kept) {
    const auto* const name = reinterpret_cast<const char*>(file.name.data);
    last_file_ = names_->file(file.major, file.minor, file.inode, {name, file.name.size});
    if (!kept || files_.size() >= protocol::k_files_max) {
        return coder::k_no_file;
    }
    files_.push_back(last_file_);
    kinds_.push_back(coder::kind_of(file));
    return files() - 1;
}

std::uint16_t NameTable::keep(coder::Bytes flags, bool kept) {
    last_flag_set_ = names_->flags({reinterpret_cast<const char*>(flags.data), flags.size});
    if (!kept || flag_sets_.size() >= coder::k_no_flags) {
        return coder::k_no_flags;
    }
    flag_sets_.push_back(last_flag_set_);
    return static_cast<std::uint16_t>(flag_sets_.size() - 1);
}

std::uint8_t* NameTable::buffer(std::size_t size) {
    if (buffer_.size() < size + 1) {
        buffer_.resize(size + 1);
    }
    return buffer_.data();
}

} // namespace host::decode
