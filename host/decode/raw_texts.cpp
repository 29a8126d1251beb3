#include "host/decode/raw_texts.hpp"

#include "protocol/checksum.hpp"

namespace host::decode {

void RawTexts::set(model::Pid pid, std::string text) {
    remove(pid);
    protocol::TextHash hash;
    hash.add(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    const std::uint64_t weighted = hash.value() * protocol::process_weight(pid);
    texts_[pid] = {std::move(text), weighted};
    sum_ += weighted;
}

void RawTexts::remove(model::Pid pid) {
    if (const auto found = texts_.find(pid); found != texts_.end()) {
        sum_ -= found->second.weighted_hash;
        texts_.erase(found);
    }
}

void RawTexts::clear() {
    texts_.clear();
    sum_ = 0;
}

const std::string* RawTexts::find(model::Pid pid) const {
    const auto found = texts_.find(pid);
    return found != texts_.end() ? &found->second.text : nullptr;
}

} // namespace host::decode
