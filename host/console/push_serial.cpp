#include "host/console/push_serial.hpp"

#include "host/base/messages.hpp"
#include "host/console/printf_encoding.hpp"
#include "host/transport/serial_stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <array>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <vector>

namespace host::console {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using transport::Awaitable;
using transport::ByteStream;
using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t k_line_characters = 400; ///< a terminal takes 4,096, some shells' own editors 1,024
constexpr auto k_patience = 10s;
constexpr int k_tries = 3; ///< a line that was noisy before it was opened may spoil the first command

/// The quotes and the counter tell the output apart from the command, which the terminal echoes.
const std::string k_begin = std::string("F=") + k_pushed_path + "; : > $F && chmod 755 $F && echo \"@\"begin";
const std::string k_loop =
    "n=0; while read -r x && [ \"$x\" ]; do printf \"$x\" >> $F; n=$((n+1)); echo \"@\"$n.; done";
const std::string k_check = "echo \"@\"sum $( (crc32 $F || cksum $F || wc -c < $F) 2> /dev/null).";

/// A shell on the other side of a line: types, and waits for answers.
class Console {
  public:
    explicit Console(ByteStream& stream) : stream_(stream) {}

    Awaitable<Result<void>> type(std::string text) {
        text += '\n';
        co_return co_await stream_.write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }

    /// What is printed between `begin` and `end`; nothing when that does not come.
    Awaitable<std::optional<std::string>> heard(std::string begin, std::string end) {
        asio::steady_timer timer(co_await asio::this_coro::executor, k_patience);
        const auto waiting = std::make_shared<bool>(true);
        timer.async_wait([waiting, &stream = stream_](const boost::system::error_code& error) {
            if (!error && *waiting) {
                stream.cancel();
            }
        });
        const auto answer = co_await read_until(std::move(begin), std::move(end));
        *waiting = false;
        co_return answer;
    }

  private:
    Awaitable<std::optional<std::string>> read_until(std::string begin, std::string end) {
        std::array<std::uint8_t, 4096> buffer;
        for (;;) {
            if (const auto text = take(begin, end)) {
                co_return text;
            }
            const auto size = co_await stream_.read(buffer);
            if (!size || *size == 0) {
                co_return std::nullopt;
            }
            heard_.append(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*size));
        }
    }

    std::optional<std::string> take(const std::string& begin, const std::string& end) {
        const std::size_t from = heard_.find(begin);
        const std::size_t to = from == std::string::npos ? from : heard_.find(end, from + begin.size());
        if (to == std::string::npos) {
            return std::nullopt;
        }
        std::string text = heard_.substr(from + begin.size(), to - from - begin.size());
        heard_.erase(0, to + end.size());
        return text;
    }

    ByteStream& stream_;
    std::string heard_;
};

Awaitable<bool> find_shell(Console& console) {
    for (int i = 0; i < k_tries; ++i) {
        if (!co_await console.type("") || !co_await console.type(k_begin)) {
            co_return false;
        }
        if (co_await console.heard("@beg", "in")) {
            co_return true;
        }
    }
    co_return false;
}

/// Types everything; returns the board's answer about the result, or nothing after a message.
Awaitable<std::optional<std::string>> type_file(ByteStream& stream, const std::string& device, const Bytes& file) {
    Console console(stream);
    if (!co_await find_shell(console)) {
        base::say(Error{device, "no shell answers", "is it at a prompt, and may it write to /tmp?"});
        co_return std::nullopt;
    }
    const std::vector<std::string> lines = printf_lines(file, k_line_characters);
    bool answers = !!co_await console.type(k_loop);
    for (std::size_t i = 0; answers && i < lines.size(); ++i) {
        answers = co_await console.type(lines[i]) && co_await console.heard("@" + std::to_string(i + 1), ".");
    }
    answers = answers && co_await console.type("") && co_await console.type(k_check);
    std::optional<std::string> answer;
    if (answers) {
        answer = co_await console.heard("@sum ", ".");
    }
    if (!answer) {
        base::say(Error{device, "the shell stopped answering", "try again"});
    }
    co_return answer;
}

ExitCode judge(const std::string& device, const Bytes& file, const std::string& answer) {
    switch (compare_answer(file, answer)) {
    case FileMatch::different:
        base::say(Error{device, "the board's copy differs from the file (" + answer + ")", "try again"});
        return ExitCode::failed;
    case FileMatch::same_size:
        base::say(Error{device, "the board has no crc32 and no cksum", "the size is right"});
        break;
    case FileMatch::same_checksum: break;
    }
    base::say(device + ": " + std::to_string(file.size()) + " bytes are in " + k_pushed_path +
              "; start it with --start '" + k_pushed_path + " --stdio'");
    return ExitCode::done;
}

ExitCode push(const transport::SerialLine& line, const Bytes& file) {
    asio::io_context context;
    auto stream = transport::open_serial(context.get_executor(), line);
    if (!stream) {
        base::say(stream.error());
        return ExitCode::failed;
    }
    ExitCode code = ExitCode::failed;
    asio::co_spawn(context, type_file(**stream, line.device, file),
                   [&](const std::exception_ptr&, const std::optional<std::string>& answer) {
                       if (answer) {
                           code = judge(line.device, file, *answer);
                       }
                   });
    context.run();
    return code;
}

void print_lines(const Bytes& file) {
    std::cout << k_begin << '\n';
    for (const std::string& line : printf_lines(file, k_line_characters)) {
        std::cout << "printf '" << line << "' >> $F\n";
    }
    std::cout << k_check << '\n';
}

} // namespace

ExitCode push_serial(const std::string& line, const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    const Bytes file{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (file.empty()) {
        base::say(Error{path, "cannot be read, or is empty", "name the agent for the board's CPU"});
        return ExitCode::failed;
    }
    if (line == "-") {
        print_lines(file);
        return ExitCode::done;
    }
    const auto serial = transport::parse_serial(line);
    if (!serial) {
        base::say(serial.error());
        return ExitCode::usage;
    }
    return push(*serial, file);
}

} // namespace host::console
