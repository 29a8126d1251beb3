// The layout of a piece of text, found line by line. Whether the piece then really fits is the tokenizer's to say.
#include "agent/encode/tokenizer.hpp"

namespace agent::encode {

using namespace protocol::coder; // a schema is the coder's

namespace {

/// One line of the piece, without its newline.
struct Text {
    const std::uint8_t* data;
    std::size_t size;

    bool starts_with(std::string_view prefix) const {
        for (std::size_t i = 0; i < prefix.size(); ++i) {
            if (i >= size || data[i] != static_cast<std::uint8_t>(prefix[i])) {
                return false;
            }
        }
        return true;
    }
    std::size_t find(char letter) const {
        std::size_t at = 0;
        while (at < size && data[at] != static_cast<std::uint8_t>(letter)) {
            ++at;
        }
        return at;
    }
};

/// Address range, permissions, offset, device, inode, then the name.
void learn_header(const Text& line, Schema& schema) {
    std::size_t at = 0;
    for (unsigned blanks = 0; at < line.size && blanks < 5; ++at) {
        blanks += line.data[at] == ' ';
    }
    if (at == line.size) {
        schema.blank_after_inode = at != 0 && line.data[at - 1] == ' ';
        return;
    }
    const std::size_t fields = at;
    while (at < line.size && line.data[at] == ' ') {
        ++at;
    }
    if (at < schema.name_column || fields < at) { // else the fields were too long to tell
        schema.name_column = static_cast<std::uint8_t>(at < 255 ? at : 255);
    }
}

/// Slot of a key, k_slots when there is none left for it.
unsigned slot_of(const Text& key, Schema& schema) {
    for (unsigned slot = 0; slot < k_known_slots; ++slot) {
        const std::string_view known = key_of(schema, slot);
        if (known.size() == key.size && key.starts_with(known)) {
            return slot;
        }
    }
    unsigned slot = k_extra;
    while (slot < k_slots && schema.has(slot)) {
        ++slot;
    }
    if (slot == k_slots || key.size > k_extra_key_bytes_max) {
        return k_slots;
    }
    for (std::size_t i = 0; i <= k_extra_key_bytes_max; ++i) {
        schema.extra_keys[slot - k_extra][i] = i < key.size ? static_cast<char>(key.data[i]) : '\0';
    }
    return slot;
}

bool learn_line(const Text& text, Schema& schema) {
    const std::size_t colon = text.find(':');
    if (colon == 0 || colon == text.size || schema.count == k_lines_max) {
        return false;
    }
    const unsigned slot = slot_of({text.data, colon}, schema);
    if (slot == k_slots || schema.has(slot)) {
        return false;
    }
    std::size_t at = colon + 1;
    std::size_t tabs = 0;
    for (; at < text.size && (text.data[at] == ' ' || text.data[at] == '\t'); ++at) {
        tabs += text.data[at] == '\t';
    }
    const std::size_t digits = at;
    while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9') {
        ++at;
    }
    if (at == digits || at > 40) {
        return false;
    }
    const std::size_t wide = at - digits > 8 ? at - digits - 8 : 0;
    const auto end = static_cast<std::uint8_t>(tabs != 0 ? 0 : at - wide);
    schema.lines[schema.count++] = {.slot = static_cast<std::uint8_t>(slot),
                                    .end = end,
                                    .tabs = static_cast<std::uint8_t>(tabs < 3 ? tabs : 3),
                                    .kb = at < text.size};
    schema.present |= 1U << slot;
    return true;
}

/// Pages are of the size that the kernel says, if it does and it is one; huge ones say nothing of the others.
std::uint8_t page_shift(const Text& line, std::uint8_t usual) {
    std::uint32_t kb = 0;
    for (std::size_t i = line.find(':'); i < line.size; ++i) {
        kb = line.data[i] >= '0' && line.data[i] <= '9' && kb < 100000 ? kb * 10 + line.data[i] - '0' : kb;
    }
    for (unsigned shift = 12; shift <= 16; ++shift) {
        usual = kb == 1U << (shift - 10) ? static_cast<std::uint8_t>(shift) : usual;
    }
    return usual;
}

} // namespace

bool learn_schema(const std::uint8_t* text, std::size_t size, const Schema* before, Schema& schema) {
    schema = Schema();
    if (before != nullptr) {
        schema.name_column = before->name_column;
        schema.blank_after_inode = before->blank_after_inode;
        schema.name_line = before->name_line;
        schema.page_shift = before->page_shift;
    }
    std::size_t index = 0;
    for (std::size_t at = 0; at < size; ++index) {
        Text line{text + at, size - at};
        line.size = line.find('\n');
        at += line.size + 1;
        if (index == 0) {
            learn_header(line, schema);
        } else if (index == 1 && line.starts_with("Name:")) {
            schema.name_line = true;
        } else if (schema.flags_line) {
            return false; // nothing follows VmFlags
        } else if (line.starts_with("VmFlags:")) {
            schema.flags_line = true;
        } else if (!learn_line(line, schema)) {
            return false;
        }
        if (line.starts_with("KernelPageSize:")) {
            schema.page_shift = page_shift(line, schema.page_shift);
        }
    }
    return schema.count != 0;
}

} // namespace agent::encode
