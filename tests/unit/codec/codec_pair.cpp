#include "tests/unit/codec/codec_pair.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace test {

CodecPair::CodecPair(std::size_t memory_bytes) : memory_(memory_bytes, 0xA5), encoder_(memory_, text_.data()) {}

std::vector<std::uint8_t> CodecPair::encode(const Sweep& sweep, bool key, std::size_t portion) {
    Body body;
    encoder_.begin_sweep(key, body);
    for (const auto& [pid, read] : sweep) {
        encoder_.begin_process(pid);
        const auto* const data = reinterpret_cast<const std::uint8_t*>(read.text.data());
        for (std::size_t at = 0; at < read.text.size(); at += portion) {
            encoder_.text({data + at, std::min(portion, read.text.size() - at)});
        }
        encoder_.end_process(read.status);
    }
    changed = encoder_.end_sweep();
    coded_bytes = body.bytes.size();
    return body.bytes;
}

std::string CodecPair::pass(const Sweep& sweep, bool key, std::size_t portion) {
    const std::vector<std::uint8_t> coded = encode(sweep, key, portion);
    std::vector<host::model::Pid> present;
    for (const auto& [pid, read] : sweep) {
        present.push_back(pid);
    }
    const auto applied = decoder_.apply(coded, present, key, board);
    if (!applied) {
        return applied.error().text();
    }
    for (const auto& [pid, read] : sweep) {
        const std::string text = decoder_.text(pid);
        if (text != read.text) {
            const auto at =
                std::mismatch(text.begin(), text.end(), read.text.begin(), read.text.end()).first - text.begin();
            const std::size_t from = at > 60 ? static_cast<std::size_t>(at) - 60 : 0;
            return "text of " + std::to_string(pid) + " differs at byte " + std::to_string(at) + ": " +
                   text.substr(from, 120) + " for " + read.text.substr(from, 120);
        }
        if (board.processes[pid].status != static_cast<host::model::Status>(read.status)) {
            return "status of " + std::to_string(pid) + " differs";
        }
    }
    return encoder_.text_hash() == decoder_.text_hash() ? "" : "text hashes differ";
}

std::string slurp(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return std::move(text).str();
}

std::vector<std::string> snapshots(const std::string& folder) {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".smaps") {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> texts;
    for (const std::string& path : paths) {
        texts.push_back(slurp(path));
    }
    return texts;
}

std::vector<std::string> sequence_names() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(SMAPS_SEQUENCES)) {
        if (entry.is_directory()) {
            names.push_back(entry.path().filename());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> sequence(const std::string& name) {
    return snapshots(SMAPS_SEQUENCES "/" + name);
}

} // namespace test
