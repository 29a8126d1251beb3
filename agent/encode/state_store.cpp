#include "agent/encode/state_store.hpp"

namespace agent::encode {

namespace {

void move_down(std::uint8_t* to, const std::uint8_t* from, const std::uint8_t* end) {
    __builtin_memmove(to, from, static_cast<std::size_t>(end - from));
}

void move_up(std::uint8_t* begin, const std::uint8_t* end, std::size_t bytes) {
    __builtin_memmove(begin + bytes, begin, static_cast<std::size_t>(end - begin));
}

std::size_t bytes_of(const std::uint8_t* block) {
    return Block::k_bytes + Block::load(block).bytes;
}

} // namespace

void StateStore::reset(std::uint8_t* base) {
    base_ = write_ = read_ = end_ = old_end_ = base;
    block_ = nullptr;
    stateless_ = forgot_ = false;
}

bool StateStore::next(Block& block) const {
    if (read_ == end_) {
        return false;
    }
    block = Block::load(read_);
    return true;
}

void StateStore::drop() {
    read_ += bytes_of(read_);
}

void StateStore::keep() {
    const std::size_t bytes = bytes_of(read_);
    if (write_ != read_) {
        move_down(write_, read_, read_ + bytes);
    }
    write_ += bytes;
    read_ += bytes;
}

void StateStore::look(const Block& old, PackedState& reader) {
    reader.start(read_ + Block::k_bytes);
    old_end_ = reader.at() + old.bytes;
}

bool StateStore::open(const Block* old, PackedState& reader, const std::uint8_t* limit) {
    read_ += old != nullptr ? Block::k_bytes : 0;
    old_end_ = read_ + (old != nullptr ? old->bytes : 0);
    reader.start(read_);
    block_ = write_;
    stateless_ = false;
    if (!make_gap(Block::k_bytes, reader, limit)) {
        forgot_ = true;
        stateless_ = true;
        block_ = nullptr;
        return false;
    }
    write_ += Block::k_bytes;
    return true;
}

bool StateStore::make_room(PackedState& writer, PackedState& reader, const std::uint8_t* limit) {
    read_ = reader.at();
    if (stateless_) {
        return false;
    }
    if (!make_gap(k_record_bytes_max, reader, limit)) {
        stateless_ = true;
        write_ = block_ + Block::k_bytes;
        return false;
    }
    writer.shift(write_ - writer.at());
    return true;
}

void StateStore::close(Block block) {
    read_ = old_end_;
    if (block_ != nullptr) {
        block.bytes = static_cast<std::uint32_t>(write_ - block_ - static_cast<std::ptrdiff_t>(Block::k_bytes));
        block.stateless = stateless_;
        block.store(block_);
    }
    block_ = nullptr;
}

/// Widens the gap to `bytes` and a little more: by what is free above, then at the cost of other processes.
bool StateStore::make_gap(std::size_t bytes, PackedState& reader, const std::uint8_t* limit) {
    while (static_cast<std::size_t>(read_ - write_) < bytes) {
        const auto free = static_cast<std::size_t>(limit - end_);
        const std::size_t step = free < k_widen_bytes ? free : k_widen_bytes;
        if (static_cast<std::size_t>(read_ - write_) + step < bytes) {
            if (!evict(reader)) {
                return false;
            }
            continue;
        }
        move_up(read_, end_, step);
        read_ += step;
        end_ += step;
        old_end_ += step;
        reader.shift(static_cast<std::ptrdiff_t>(step));
    }
    return true;
}

/// The block with the most records from `begin` to `end`, or `other` when that is larger.
std::uint8_t* StateStore::largest(std::uint8_t* begin, const std::uint8_t* end, std::uint8_t* other) const {
    for (; begin != end; begin += bytes_of(begin)) {
        if (other == nullptr || Block::load(begin).bytes > Block::load(other).bytes) {
            other = begin;
        }
    }
    return other;
}

/// The process with the largest state loses it; false when that is the open one.
bool StateStore::evict(PackedState& reader) {
    std::uint8_t* const victim = largest(old_end_, end_, largest(base_, block_, nullptr));
    Block block = victim != nullptr ? Block::load(victim) : Block();
    const std::size_t bytes = block.bytes;
    if (bytes == 0 ||
        static_cast<std::ptrdiff_t>(bytes) < write_ - block_ - static_cast<std::ptrdiff_t>(Block::k_bytes)) {
        return false;
    }
    block.bytes = 0;
    block.stateless = true;
    block.store(victim);
    std::uint8_t* const records = victim + Block::k_bytes;
    if (victim < block_) {
        move_down(records, records + bytes, write_);
        block_ -= bytes;
        write_ -= bytes;
    } else {
        move_up(read_, records, bytes);
        read_ += bytes;
        old_end_ += bytes;
        reader.shift(static_cast<std::ptrdiff_t>(bytes));
    }
    return true;
}

std::uint32_t StateStore::stateless_processes() const {
    std::uint32_t count = 0;
    for (const std::uint8_t* block = base_; block != end_; block += bytes_of(block)) {
        count += Block::load(block).stateless;
    }
    return count;
}

} // namespace agent::encode
