// Command line → driver → exit code; nothing else.
#include "host/app/driver.hpp"
#include "host/base/exit_code.hpp"
#include "host/base/messages.hpp"
#include "host/cli/options.hpp"
#include "host/cli/settings.hpp"

#include <iostream>

int main(int argc, char** argv) {
    using host::ExitCode;
    const auto command = host::cli::parse_options({argv + 1, argv + argc});
    if (!command) {
        host::base::say(command.error());
        return static_cast<int>(ExitCode::usage);
    }
    if (!command->print.empty()) {
        std::cout << command->print;
        return static_cast<int>(ExitCode::done);
    }
    const auto settings = host::cli::make_settings(command->options);
    if (!settings) {
        host::base::say(settings.error());
        return static_cast<int>(ExitCode::usage);
    }
    return static_cast<int>(host::app::run(*settings));
}
