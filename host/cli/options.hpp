// The command line of host-analyze as data: a field for each option, with its default. parse_options fills it once and
// finds every mistake before anything is opened. What the options mean to people: host-analyze.1.
#pragma once

#include "host/base/result.hpp"
#include "host/cli/time_selection.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace host::cli {

enum class SourceKind : std::uint8_t { proc, connect, listen, serial, exec, replay, import };

struct Source {
    SourceKind kind = SourceKind::proc;
    std::string where = "/proc"; ///< directory, HOST:PORT, DEV[:BAUD], command, file
};

enum class Format : std::uint8_t { text, json, ndjson, csv };
enum class Units : std::uint8_t { kib, mib, bytes };

/// WHICH: what of all that a source has is wanted. Empty lists: no restriction.
struct Which {
    std::vector<std::uint32_t> pids;
    std::vector<std::string> names;   ///< globs on Process::program()
    std::vector<std::string> users;   ///< names or uids
    std::vector<std::string> classes; ///< class names
    std::vector<std::string> maps;    ///< globs on mapped files' names
    bool all = false;
    std::optional<std::int64_t> period_us; ///< what the agent was started with when absent
    TimeSelection time;
};

/// HOW: presentation and by-products.
struct How {
    int verbosity = 0; ///< 0 to 2
    bool compat_rssanalyse = false;
    Format format = Format::text;
    std::string sort; ///< a column; empty: the report's own order
    bool reverse = false;
    std::optional<std::size_t> top;
    std::vector<std::string> columns;
    Units units = Units::kib;
    bool quiet = false;
    std::string record;                          ///< capture file to append to
    std::optional<std::int64_t> key_interval_us; ///< 0: the first key frame only
    std::string extract;                         ///< directory
    std::string budget;                          ///< file of limits
    std::string passwd;                          ///< the board's passwd file
    std::vector<std::string> by;                 ///< levels of reports over time; empty: the report's own
    std::string measure;                         ///< what growth is of; empty: Pss, else Rss
    std::optional<std::int64_t> settle_us;       ///< growth skips this much at the start of each life
};

struct Options {
    std::vector<Source> sources; ///< never empty; several only of kind connect or replay
    Which which;
    std::string report; ///< empty: summary for 1 to 8 processes, processes for more
    How how;
    std::string start;       ///< with a serial source: command typed on the board's console
    std::string push_serial; ///< serial line, or `-`: the agent is typed there instead of everything else
    std::string agent_file;  ///< with push_serial: the file
    std::string explain;     ///< a term to be explained instead of everything else
};

/// What a command line asks for: to run with options, or to print a text and end.
struct Command {
    Options options;
    std::string print; ///< --help or --version; empty otherwise
};

/// `arguments` without the program's name. An Error is a usage error (exit 2).
Result<Command> parse_options(std::span<const char* const> arguments);

} // namespace host::cli
