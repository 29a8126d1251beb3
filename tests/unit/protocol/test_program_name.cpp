#include "protocol/program_name.hpp"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("a program has one name, of its executable, a path in argv[0] or comm") {
    struct Case {
        std::string exe, argv0, comm, name;
    };
    const Case cases[] = {
        {"/usr/sbin/upsd", "x", "y", "upsd"},
        {"/usr/sbin/upsd (deleted)", "", "", "upsd"},
        {" (deleted)", "", "", " (deleted)"},
        {"/memfd:tool (deleted)", "", "tool", "memfd:tool"},
        {"/memfd:a/b (deleted)", "", "3", "memfd:a/b"},
        {"", "/usr/bin/a-rather-long-name", "a-rather-long-n", "a-rather-long-name"},
        {"", "/usr/bin/python3.11", "python3", "python3.11"},
        {"", "bin/tool", "tool", "tool"},
        {"", "/bin/busybox", "sh", "sh"},
        {"", "-bash", "bash", "bash"},
        {"", "nginx: master process /usr/sbin/nginx -c /etc/nginx/nginx.conf", "nginx", "nginx"},
        {"", "sshd-session: user@pts/0", "sshd-session", "sshd-session"},
        {"", "php-fpm: master process (/etc/php/8.4/fpm/php-fpm.conf)", "php-fpm8.4", "php-fpm8.4"},
        {"", "/usr/lib/chromium/chromium --type=gpu --dir=/home/u/chromium-x", "chromium", "chromium"},
        {"", "/opt/Plex Media Server/Plex Media Server", "Plex Media Serv", "Plex Media Server"},
        {"", "", "comm", "comm"},
        {"", "/usr/bin/app", "", "app"},
        {"", "app", "", "app"},
        {"", "sshd: user [priv]", "", ""},
        {"", "", "", ""},
    };
    for (const Case& one : cases) {
        CAPTURE(one.argv0);
        CHECK(protocol::program_name(one.exe, one.argv0, one.comm) == one.name);
    }
}
