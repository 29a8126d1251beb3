// --help, made from the declared options: a heading per group, a line per option. Options of a group that have the same
// description share a line, so that all of it fits a terminal.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace host::cli {

class HelpFormatter final : public CLI::Formatter {
  public:
    std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

} // namespace host::cli
