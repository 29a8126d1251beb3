#include "host/procfs/archive.hpp"

#include "host/procfs/proc_decoder.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <charconv>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace host::procfs {
namespace {

struct CloseArchive {
    void operator()(archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, CloseArchive>;

/// Reads tar of any age: smemcap writes V7 headers and no blocks at the end.
Reader open_tar(std::string_view bytes) {
    Reader reader(archive_read_new());
    archive_read_support_format_tar(reader.get());
    archive_read_open_memory(reader.get(), bytes.data(), bytes.size());
    return reader;
}

bool is_entry(int result) {
    return result == ARCHIVE_OK || result == ARCHIVE_WARN;
}

/// The release in `Linux version 5.10.0 (…`.
std::string release_of(std::string_view version) {
    constexpr std::string_view k_before = "Linux version ";
    const std::string_view rest = version.starts_with(k_before) ? version.substr(k_before.size()) : version;
    return std::string(rest.substr(0, rest.find_first_of(" \n")));
}

/// What an archive has of one process.
struct ArchivedProcess {
    ProcTexts texts;
    std::optional<std::uint32_t> owner; ///< of its folder; smemcap's files of an unreadable process hold garbage
};

/// smemcap leaves no trace of why smaps was empty. Kernel threads and zombies have no command line either.
void judge_empty(ProcTexts& texts) {
    if (texts.status == model::Status::empty && !texts.cmdline.value_or("").empty()) {
        texts.status = model::Status::denied;
    }
}

/// Where the text of `name` belongs; null when it is not needed.
std::optional<std::string>* place_of(std::string_view name, ProcTexts& texts) {
    const std::pair<std::string_view, std::optional<std::string>*> places[] = {
        {"cmdline", &texts.cmdline}, {"stat", &texts.stat}, {"status", &texts.status_text},
        {"limits", &texts.limits},   {"comm", &texts.comm}, {"oom_score", &texts.oom_score}};
    for (const auto& [file, place] : places) {
        if (file == name) {
            return place;
        }
    }
    return nullptr;
}

class ArchiveLoader {
  public:
    ArchiveLoader(std::string_view bytes, std::size_t bytes_max, model::Board& board)
        : reader_(open_tar(bytes)), room_(bytes_max), board_(board) {}

    ArchiveContents load() {
        archive_entry* entry = nullptr;
        int result = ARCHIVE_OK;
        while (!stopped_ && is_entry(result = archive_read_next_header(reader_.get(), &entry))) {
            member_at_ = archive_read_header_position(reader_.get());
            take(entry);
        }
        if (result != ARCHIVE_EOF && !contents_.too_large) {
            contents_.damaged_at =
                static_cast<std::size_t>(stopped_ ? member_at_ : archive_filter_bytes(reader_.get(), 0));
        }
        finish();
        return contents_;
    }

  private:
    /// `meminfo`, `version`, `PID`, `PID/` or `PID/FILE`, below `proc/` or not.
    void take(archive_entry* entry) {
        const char* const path = archive_entry_pathname(entry);
        std::string_view name = path != nullptr ? path : "";
        name.remove_prefix(name.starts_with("./") ? 2 : 0);
        name.remove_prefix(name.starts_with("proc/") ? 5 : 0);
        const bool is_directory = archive_entry_filetype(entry) == AE_IFDIR;
        if (!is_directory && archive_entry_filetype(entry) != AE_IFREG) {
            return;
        }
        if (name == "meminfo") {
            board_.meminfo = model::Meminfo(content().value_or(""));
        } else if (name == "version") {
            board_.agent.kernel_release = release_of(content().value_or(""));
        } else {
            take_of_process(name, is_directory, archive_entry_uid(entry));
        }
    }

    void take_of_process(std::string_view name, bool is_directory, std::int64_t uid) {
        model::Pid pid = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
        const std::string_view rest = name.substr(static_cast<std::size_t>(end - name.data()));
        if (error != std::errc{} || pid == 0 || !(rest.empty() || rest.starts_with('/'))) {
            return;
        }
        const auto [it, is_new] = processes_.try_emplace(pid);
        if (is_new) {
            it->second.texts.pid = pid;
            it->second.texts.status = model::Status::failed; // until its smaps comes
        }
        if (is_directory && rest.size() <= 1 && uid >= 0 && uid <= UINT32_MAX) {
            it->second.owner = static_cast<std::uint32_t>(uid);
        } else if (!is_directory && !rest.empty()) {
            take_file(rest.substr(1), it->second.texts);
        }
    }

    void take_file(std::string_view name, ProcTexts& texts) {
        if (name == "smaps") {
            if (auto text = content()) {
                texts.status = text->empty() ? model::Status::empty : model::Status::ok;
                texts.smaps = *std::move(text);
            }
        } else if (std::optional<std::string>* const place = place_of(name, texts)) {
            *place = content();
        }
    }

    /// Of the present member; nothing when it is cut, or too much.
    std::optional<std::string> content() {
        std::string text;
        for (;;) {
            const void* block = nullptr;
            std::size_t size = 0;
            std::int64_t offset = 0;
            const int result = archive_read_data_block(reader_.get(), &block, &size, &offset);
            if (result == ARCHIVE_EOF) {
                return text;
            }
            // A sparse file has blocks behind gaps; no file of /proc does.
            contents_.too_large = is_entry(result) && size > room_;
            if (!is_entry(result) || contents_.too_large || static_cast<std::size_t>(offset) != text.size()) {
                stopped_ = true;
                return {};
            }
            room_ -= size;
            text.append(static_cast<const char*>(block), size);
        }
    }

    void finish() {
        ProcDecoder decoder(board_.names);
        for (auto& [pid, found] : processes_) {
            judge_empty(found.texts);
            model::Process& process = board_.processes[pid];
            decoder.decode(found.texts, process);
            process.info.uid = process.info.uid ? process.info.uid : found.owner;
        }
        contents_.processes = processes_.size();
    }

    Reader reader_;
    std::size_t room_;
    model::Board& board_;
    std::map<model::Pid, ArchivedProcess> processes_;
    ArchiveContents contents_;
    std::int64_t member_at_ = 0; ///< offset of the present member
    bool stopped_ = false;       ///< the present member cannot be read
};

} // namespace

bool starts_like_tar(std::string_view head) {
    archive_entry* entry = nullptr;
    const Reader reader = open_tar(head);
    return is_entry(archive_read_next_header(reader.get(), &entry));
}

ArchiveContents read_archive(std::string_view bytes, model::Board& board, std::size_t bytes_max) {
    return ArchiveLoader(bytes, bytes_max, board).load();
}

} // namespace host::procfs
