// The board's first process: brings a bare kernel up to where programs can run, then does what the test on the first
// UART asks. One line in, one line out, so that a test never has to guess when something has happened:
//
//     run PROGRAM WORD...     = PID           started; its output is on this UART too
//     as WHO PROGRAM WORD...  = PID           the same for WHO: UID:GID, or UID:GID+ptrace with CAP_SYS_PTRACE alone
//     tell PID WORD...        = ok            the words, as one line, on the standard input of PID
//     signal PID WHAT         = ok            WHAT: stop, continue, end; their numbers differ by CPU
//     cat PATH                = bytes N       then the N bytes, as read
//     pids                    = PID PID...    every process there is
//     set PATH WORD           = ok            writes the word to a file that is there
//     proc OPTIONS            = ok            /proc mounted again with these options
//     shell TTY PROGRAM       = PID           PROGRAM with TTY as its controlling terminal, set as a login leaves it
//
// `= error TEXT` answers what failed. In between come the programs' own lines, and of init: `! ready …`, `! exit PID
// STATUS` (wait status, decimal) and `! stop PID`.
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>

namespace {

constexpr std::size_t k_line_bytes = 1024;
constexpr std::size_t k_words_max = 48;
constexpr std::size_t k_children_max = 64;

struct Child {
    pid_t pid = 0;
    int input = -1;
};

/// The words of a command line, ended by a null pointer as execv wants them.
struct Words {
    std::array<char*, k_words_max + 1> at{};
    std::size_t count = 0;
};

std::array<Child, k_children_max> children;
int child_changed[2]; // SIGCHLD writes to it, so that poll sees what a signal alone could slip past

/// One line in one write: lines of several processes do not mix.
template <typename... T>
void say(const char* format, T... values) {
    std::array<char, k_line_bytes> line;
    const int length = std::snprintf(line.data(), line.size(), format, values...);
    if (length > 0)
        (void)!write(STDOUT_FILENO, line.data(), static_cast<std::size_t>(length));
}

void say_error(const char* what) {
    say("= error %s: %s\n", what, std::strerror(errno));
}

Words split(char* line) {
    Words words;
    for (char* word = std::strtok(line, " \n"); word && words.count < k_words_max; word = std::strtok(nullptr, " \n"))
        words.at[words.count++] = word;
    return words;
}

void mount_all() {
    for (const char* dir : {"/proc", "/sys", "/dev", "/tmp"})
        mkdir(dir, 0755);
    mount("proc", "/proc", "proc", 0, nullptr);
    mount("sysfs", "/sys", "sysfs", 0, nullptr);
    mount("dev", "/dev", "devtmpfs", 0, nullptr);
    mount("tmp", "/tmp", "tmpfs", 0, nullptr);
}

/// The console as a transparent line: what a program writes is what arrives.
void open_console() {
    const int console = open("/dev/console", O_RDWR | O_NOCTTY);
    if (console < 0)
        return;
    termios raw{};
    tcgetattr(console, &raw);
    cfmakeraw(&raw);
    tcsetattr(console, TCSANOW, &raw);
    for (int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        dup2(console, fd);
    if (console > STDERR_FILENO)
        close(console);
}

/// Loads the files that /modules lists, in its order.
void load_modules() {
    FILE* list = std::fopen("/modules", "r");
    if (!list)
        return;
    std::array<char, k_line_bytes> line;
    while (std::fgets(line.data(), line.size(), list)) {
        line[std::strcspn(line.data(), "\n")] = 0;
        const int module = open(line.data(), O_RDONLY | O_CLOEXEC);
        if (module < 0 || syscall(SYS_finit_module, module, "", 0) < 0)
            say("! module %s: %s\n", line.data(), std::strerror(errno));
        if (module >= 0)
            close(module);
    }
    std::fclose(list);
}

/// True when an interface of that name is there. Drivers loaded above may take a while to find their card; the kernel
/// reports when one appears.
bool interface_there(int sock, const char* name) {
    constexpr int k_patience_ms = 60'000;
    const int links = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    sockaddr_nl group{};
    group.nl_family = AF_NETLINK;
    group.nl_groups = RTMGRP_LINK;
    bind(links, reinterpret_cast<sockaddr*>(&group), sizeof group);
    ifreq request{};
    std::strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    pollfd changed{links, POLLIN, 0};
    bool there = ioctl(sock, SIOCGIFFLAGS, &request) == 0;
    while (!there && poll(&changed, 1, k_patience_ms) > 0) {
        std::array<char, 4096> drain;
        (void)!read(links, drain.data(), drain.size());
        there = ioctl(sock, SIOCGIFFLAGS, &request) == 0;
    }
    close(links);
    return there;
}

void set_address(ifreq& request, const char* address) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_addr.s_addr = inet_addr(address);
    std::memcpy(&request.ifr_addr, &in, sizeof in);
}

bool bring_up(int sock, const char* name, const char* address) {
    ifreq request{};
    std::strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    set_address(request, address);
    if (ioctl(sock, SIOCSIFADDR, &request) < 0)
        return false;
    set_address(request, "255.255.255.0");
    if (ioctl(sock, SIOCSIFNETMASK, &request) < 0)
        return false;
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    return ioctl(sock, SIOCSIFFLAGS, &request) == 0;
}

/// The addresses of the emulator's built-in network; NET in the environment (from the kernel's command line) names the
/// card.
const char* bring_network_up() {
    const char* card = std::getenv("NET");
    if (!card)
        return "none";
    const int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (sock < 0)
        return "missing";
    bring_up(sock, "lo", "127.0.0.1");
    const bool up = interface_there(sock, card) && bring_up(sock, card, "10.0.2.15");
    close(sock);
    return up ? card : "failed";
}

Child* find_child(pid_t pid) {
    for (Child& child : children)
        if (child.pid == pid)
            return &child;
    return nullptr;
}

/// In the child: the words become the program; never returns.
[[noreturn]] void become(const Words& words) {
    std::signal(SIGPIPE, SIG_DFL);
    execv(words.at[0], words.at.data());
    say("! run %s: %s\n", words.at[0], std::strerror(errno));
    _exit(127);
}

/// Who a program runs as, from UID:GID[+ptrace].
struct User {
    unsigned uid = 0;
    unsigned gid = 0;
    bool may_ptrace = false;
};

bool parse_user(const char* word, User& user) {
    std::array<char, 8> more{};
    const int found = word ? std::sscanf(word, "%u:%u%7s", &user.uid, &user.gid, more.data()) : 0;
    user.may_ptrace = std::strcmp(more.data(), "+ptrace") == 0;
    return found == 2 || (found == 3 && user.may_ptrace);
}

/// The capability has to be in every set to outlive the change of user, then the start of a program.
bool keep_ptrace_alone() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> sets{};
    sets[0].effective = sets[0].permitted = sets[0].inheritable = 1U << CAP_SYS_PTRACE;
    return syscall(SYS_capset, &header, sets.data()) == 0 &&
           prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_PTRACE, 0, 0) == 0;
}

/// In the child, for ever.
bool turn_into(const User& user) {
    return prctl(PR_SET_KEEPCAPS, user.may_ptrace ? 1 : 0) == 0 && setgroups(0, nullptr) == 0 &&
           setgid(user.gid) == 0 && setuid(user.uid) == 0 && (!user.may_ptrace || keep_ptrace_alone());
}

/// The words after the first `skip` become a program of this user; null: of ours.
void start(Words& words, std::size_t skip, const User* user) {
    if (words.count <= skip)
        return say_error("start");
    std::memmove(words.at.data(), words.at.data() + skip, (words.count + 1 - skip) * sizeof(char*));
    int input[2];
    Child* const slot = find_child(0);
    if (!slot || pipe2(input, O_CLOEXEC) < 0)
        return say_error("start");
    const pid_t pid = fork();
    if (pid < 0)
        return say_error("start");
    if (pid == 0) {
        dup2(input[0], STDIN_FILENO);
        if (user && !turn_into(*user))
            _exit(126);
        become(words);
    }
    close(input[0]);
    *slot = {pid, input[1]};
    say("= %d\n", static_cast<int>(pid));
}

void run(Words& words) {
    start(words, 1, nullptr);
}

void run_as(Words& words) {
    User user;
    if (!parse_user(words.at[1], user))
        return say_error("as");
    start(words, 2, &user);
}

/// The settings that a getty leaves: line editing, echo, newline translation.
void set_login_mode(int terminal) {
    termios mode{};
    tcgetattr(terminal, &mode);
    mode.c_iflag = ICRNL | IXON;
    mode.c_oflag = OPOST | ONLCR;
    mode.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | IEXTEN;
    cfsetspeed(&mode, B115200);
    tcsetattr(terminal, TCSANOW, &mode);
}

void shell(Words& words) {
    Child* const slot = find_child(0);
    if (words.count < 3 || !slot)
        return say_error("shell");
    const char* const tty = words.at[1];
    std::memmove(words.at.data(), words.at.data() + 2, (words.count - 1) * sizeof(char*));
    const pid_t pid = fork();
    if (pid < 0)
        return say_error("shell");
    if (pid == 0) {
        setsid();
        const int terminal = open(tty, O_RDWR);
        if (terminal < 0)
            _exit(126);
        ioctl(terminal, TIOCSCTTY, 0);
        set_login_mode(terminal);
        for (int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            dup2(terminal, fd);
        if (terminal > STDERR_FILENO)
            close(terminal);
        become(words);
    }
    *slot = {pid, -1};
    say("= %d\n", static_cast<int>(pid));
}

void tell(const Words& words) {
    Child* const child = words.count > 2 ? find_child(std::atoi(words.at[1])) : nullptr;
    if (!child || child->input < 0)
        return say_error("tell");
    std::array<char, k_line_bytes> line{};
    for (std::size_t i = 2; i < words.count; ++i) {
        if (i > 2)
            std::strcat(line.data(), " ");
        std::strcat(line.data(), words.at[i]);
    }
    std::strcat(line.data(), "\n");
    if (write(child->input, line.data(), std::strlen(line.data())) < 0)
        return say_error("tell");
    say("= ok\n");
}

int signal_number(const char* what) {
    if (std::strcmp(what, "stop") == 0)
        return SIGSTOP;
    if (std::strcmp(what, "continue") == 0)
        return SIGCONT;
    return std::strcmp(what, "end") == 0 ? SIGKILL : -1;
}

void send_signal(const Words& words) {
    if (words.count < 3 || kill(std::atoi(words.at[1]), signal_number(words.at[2])) < 0)
        return say_error("signal");
    say("= ok\n");
}

void write_all(const char* bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t done = write(STDOUT_FILENO, bytes, size);
        if (done < 0 && errno != EINTR)
            return;
        if (done > 0) {
            bytes += done;
            size -= static_cast<std::size_t>(done);
        }
    }
}

/// Files of /proc have no size: all is read first, a page per read as the kernel gives it. Those of /proc/sys answer
/// nothing to a request they could not hold in one piece.
void cat(const char* path) {
    const int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return say_error(path ? path : "cat");
    static char content[4 << 20];
    constexpr std::size_t k_portion_bytes = 64 << 10;
    std::size_t size = 0;
    while (size < sizeof content) {
        const ssize_t got = read(fd, content + size, std::min(k_portion_bytes, sizeof content - size));
        if (got == 0 || (got < 0 && errno != EINTR))
            break;
        if (got > 0)
            size += static_cast<std::size_t>(got);
    }
    close(fd);
    say("= bytes %zu\n", size);
    write_all(content, size);
}

void pids() {
    DIR* const dir = opendir("/proc");
    if (!dir)
        return say_error("/proc");
    std::array<char, k_line_bytes * 4> line;
    std::size_t used = 1;
    line[0] = '=';
    while (const dirent* entry = readdir(dir))
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && used + 16 < line.size())
            used += static_cast<std::size_t>(std::snprintf(line.data() + used, 16, " %.13s", entry->d_name));
    closedir(dir);
    line[used++] = '\n';
    write_all(line.data(), used);
}

/// The kernel's own refusal is the answer: some of its settings cannot be taken back.
void set(const Words& words) {
    const int fd = words.count > 2 ? open(words.at[1], O_WRONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return say_error("set");
    const ssize_t done = write(fd, words.at[2], std::strlen(words.at[2]));
    if (done < 0)
        say_error(words.at[1]);
    else
        say("= ok\n");
    close(fd);
}

void remount_proc(const char* options) {
    if (!options || mount(nullptr, "/proc", nullptr, MS_REMOUNT, options) < 0)
        return say_error("proc");
    say("= ok\n");
}

struct Command {
    const char* name;
    void (*obey)(Words&);
};

constexpr Command k_commands[] = {
    {"run", run},
    {"as", run_as},
    {"set", [](Words& words) { set(words); }},
    {"proc", [](Words& words) { remount_proc(words.at[1]); }},
    {"tell", [](Words& words) { tell(words); }},
    {"signal", [](Words& words) { send_signal(words); }},
    {"cat", [](Words& words) { cat(words.at[1]); }},
    {"pids", [](Words&) { pids(); }},
    {"shell", shell},
};

void obey(char* line) {
    Words words = split(line);
    if (words.count == 0)
        return;
    const auto found = std::find_if(std::begin(k_commands), std::end(k_commands), [&](const Command& command) {
        return std::strcmp(words.at[0], command.name) == 0;
    });
    errno = EINVAL;
    found != std::end(k_commands) ? found->obey(words) : say_error(words.at[0]);
}

void reap() {
    std::array<char, 16> drain;
    (void)!read(child_changed[0], drain.data(), drain.size());
    int status = 0;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0;) {
        if (WIFSTOPPED(status)) {
            say("! stop %d\n", static_cast<int>(pid));
            continue;
        }
        if (Child* const child = find_child(pid)) {
            if (child->input >= 0)
                close(child->input);
            *child = {};
        }
        say("! exit %d %d\n", static_cast<int>(pid), status);
    }
}

void watch_children() {
    if (pipe2(child_changed, O_CLOEXEC | O_NONBLOCK) < 0)
        say_error("pipe");
    std::signal(SIGPIPE, SIG_IGN);
    struct sigaction action {};
    action.sa_handler = [](int) { (void)!write(child_changed[1], "", 1); };
    action.sa_flags = SA_RESTART;
    sigaction(SIGCHLD, &action, nullptr);
}

[[noreturn]] void serve() {
    static char line[k_line_bytes];
    std::size_t used = 0;
    pollfd ready[2] = {{STDIN_FILENO, POLLIN, 0}, {child_changed[0], POLLIN, 0}};
    for (;;) {
        if (poll(ready, 2, -1) < 0)
            continue;
        if (ready[1].revents)
            reap();
        if (!ready[0].revents)
            continue;
        char byte = 0;
        if (read(STDIN_FILENO, &byte, 1) != 1)
            continue;
        if (byte != '\n') {
            if (used + 1 < sizeof line)
                line[used++] = byte;
            continue;
        }
        line[used] = 0;
        used = 0;
        obey(line);
    }
}

} // namespace

int main() {
    mount_all();
    open_console();
    load_modules();
    const char* const network = bring_network_up();
    // From here on nothing can be written but /tmp, as on many a product.
    const bool sealed = mount(nullptr, "/", nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
    constexpr int k_set_console_level = 8;
    klogctl(k_set_console_level, nullptr, 1); // from here on the line is ours
    watch_children();
    utsname kernel{};
    uname(&kernel);
    say("\n! ready network=%s root=%s kernel=%s machine=%s\n", network, sealed ? "read-only" : "writable",
        kernel.release, kernel.machine);
    serve();
}
