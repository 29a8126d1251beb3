// Command line → driver → exit code; nothing else.
#include "host/base/exit_code.hpp"
#include "host/options.hpp"
#include "host/run/driver.hpp"
#include "host/run/messages.hpp"
#include "host/run/settings.hpp"

#include <iostream>

int main(int argc, char** argv) {
    using host::ExitCode;
    const auto command = host::run::parse_options({argv + 1, argv + argc});
    if (!command) {
        host::run::say(command.error());
        return static_cast<int>(ExitCode::usage);
    }
    if (!command->print.empty()) {
        std::cout << command->print;
        return static_cast<int>(ExitCode::done);
    }
    const auto settings = host::run::make_settings(command->options);
    if (!settings) {
        host::run::say(settings.error());
        return static_cast<int>(ExitCode::usage);
    }
    return static_cast<int>(host::run::run(*settings));
}
