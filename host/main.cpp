// Command line → driver → exit code; nothing else.
#include "host/base/exit_code.hpp"
#include "host/options.hpp"

#include <iostream>

int main(int argc, char** argv) {
    using host::ExitCode;
    const auto command = host::run::parse_options({argv + 1, argv + argc});
    if (!command) {
        std::cerr << "host-analyze: " << command.error().text() << '\n';
        return static_cast<int>(ExitCode::usage);
    }
    if (!command->print.empty()) {
        std::cout << command->print;
        return static_cast<int>(ExitCode::done);
    }
    return static_cast<int>(ExitCode::done);
}
