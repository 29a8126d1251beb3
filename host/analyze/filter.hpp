// What of a board is wanted: --pid, --name, --user, --class, --map. Values of one option are alternatives, options
// together all have to hold.
#pragma once

#include "host/analyze/classifier.hpp"
#include "host/analyze/user_names.hpp"
#include "host/base/result.hpp"
#include "host/model/board.hpp"

#include <bitset>
#include <string>
#include <utility>
#include <vector>

namespace host::analyze {

/// The same as people write it.
struct FilterText {
    std::vector<model::Pid> pids{};
    std::vector<std::string> names{};   ///< globs on the program
    std::vector<std::string> users{};   ///< globs on names and uids
    std::vector<std::string> classes{}; ///< globs on either spelling of class_name(), or `stack` for both kinds
    std::vector<std::string> maps{};    ///< globs on the mapped file (path or base name), or hex addresses `LOW[-HIGH]`
};

class Filter {
  public:
    Filter() = default; ///< everything

    /// \errors a user or class nobody knows; the message lists the classes.
    static Result<Filter> from(const FilterText& text, const UserNames& users);

    bool accepts(const model::Process& process) const;
    bool accepts(const model::Mapping& mapping, const Classified& classified) const;

    /// Whether any process, and of one that can be read any mapping, is accepted.
    bool chooses_any(const model::Board& board) const;

    /// The same for processes of any pid.
    Filter of_any_pid() const;
    bool picks_pid(model::Pid pid) const;

    bool picks_pids() const { return !pids_.empty(); }
    bool picks_processes() const { return picks_pids() || !names_.empty() || !users_.empty(); }
    bool picks_mappings() const { return classes_.any() || !maps_.empty() || !ranges_.empty(); }

  private:
    bool accepts_part_of(const model::Process& process) const;
    bool is_of_chosen_user(std::uint32_t uid) const;

    std::vector<model::Pid> pids_;
    std::vector<std::string> names_;
    std::vector<std::string> users_;
    UserNames user_names_; ///< none where users_ is empty
    std::bitset<k_class_count> classes_;
    std::vector<std::string> maps_;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges_; ///< [low, high)
};

/// The classes a word or glob of --class or of a budget stands for; none when unknown.
std::bitset<k_class_count> classes_named(const std::string& word);

/// Every word classes_named() knows, for messages.
std::string class_words();

/// What a mapping is called in reports: the file it belongs to (.bss too), else its own name, else its class in
/// brackets.
std::string mapping_name(const model::Mapping& mapping, const Classified& classified);

} // namespace host::analyze
