#!/bin/sh
# One way to get the agent onto a board, as toolchains/README.md writes it: sh recipe.sh scp|ssh|wget|tftp BIN_DIR SCRATCH.
# The board is this machine in a network of its own, where every port is free. What arrived must be the agent, byte for byte, and
# stream to the host. Exit 77 (skipped) where a program is missing or no network can be made.
set -u
recipe=$1 bin=$(cd "$2" && pwd) scratch=$3
skip() { echo "skipped: $*"; exit 77; }
fail() { echo "recipe.sh: $recipe: $*" >&2; cat "$scratch"/*.log >&2 2>/dev/null; exit 1; }

if [ -z "${RECIPE_NETWORK-}" ]; then
    unshare -n true 2>/dev/null || skip "a network of its own needs root and unshare"
    RECIPE_NETWORK=own exec unshare -n sh "$0" "$@"
fi
# needs PROGRAM PACKAGE...
needs() {
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || skip "$1 is not installed (package $2)"
        shift 2
    done
}
needs ip iproute2 busybox busybox
ip link set lo up || skip "no loopback"

rm -rf "$scratch" && mkdir -p "$scratch/board" || exit 1
scratch=$(cd "$scratch" && pwd) board=$scratch/board server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null' EXIT

# retry COMMAND...: until it succeeds, for half a minute: a server that has just been started.
retry() {
    tries=0
    until "$@" 2>>"$scratch/client.log"; do
        tries=$((tries + 1))
        [ $tries -lt 150 ] || fail "$1: no success"
        sleep 0.2
    done
}

start_sshd() {
    needs sshd openssh-server ssh openssh-client scp openssh-client ssh-keygen openssh-client
    ssh-keygen -q -t ed25519 -N '' -f "$scratch/key" && cp "$scratch/key.pub" "$scratch/keys" || fail "no key"
    mkdir -p /run/sshd # where sshd shuts itself in; its package's service makes it at boot
    cat >"$scratch/sshd_config" <<END
ListenAddress 127.0.0.1:2222
HostKey $scratch/key
AuthorizedKeysFile $scratch/keys
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
Subsystem sftp internal-sftp
END
    cat >"$scratch/config" <<END
Host board
    HostName 127.0.0.1
    Port 2222
    User $(id -un)
    IdentityFile $scratch/key
    IdentitiesOnly yes
    BatchMode yes
    LogLevel ERROR
    StrictHostKeyChecking no
    UserKnownHostsFile /dev/null
END
    /usr/sbin/sshd -D -e -f "$scratch/sshd_config" 2>"$scratch/server.log" &
    server=$!
    retry ssh -F "$scratch/config" board true
}

# report COMMAND: what the host gets to see by --exec COMMAND must be the agent's own process.
report() {
    "$bin/host-analyze" --exec "$1 --stdio --name smaps-agent --count 1" --format csv --columns program >"$scratch/report" ||
        fail "the host ended with $?"
    grep -qx smaps-agent "$scratch/report" || fail "not in the report: $(cat "$scratch/report")"
}

case $recipe in
    scp)
        start_sshd
        scp -q -F "$scratch/config" "$bin/smaps-agent" "board:$board/" || fail "scp"
        mv "$board/smaps-agent" "$board/by-sftp" && cmp "$bin/smaps-agent" "$board/by-sftp" || fail "other bytes"
        scp -q -O -F "$scratch/config" "$bin/smaps-agent" "board:$board/" || fail "scp -O"
        command="ssh -F $scratch/config board $board/smaps-agent"
        ;;
    ssh)
        start_sshd
        ssh -F "$scratch/config" board "cat >$board/smaps-agent && chmod +x $board/smaps-agent" <"$bin/smaps-agent" || fail "ssh"
        command="ssh -F $scratch/config board $board/smaps-agent"
        ;;
    wget)
        busybox httpd -f -p 127.0.0.1:8000 -h "$bin" &
        server=$!
        retry busybox wget -q -O "$board/smaps-agent" http://127.0.0.1:8000/smaps-agent
        chmod +x "$board/smaps-agent" && command=$board/smaps-agent
        ;;
    tftp)
        needs dnsmasq dnsmasq-base
        # As root it serves what everybody may read; in a test it stays who it is.
        /usr/sbin/dnsmasq --no-daemon --conf-file=/dev/null --port=0 --user="$(id -un)" --enable-tftp --tftp-root="$bin" \
            --pid-file="$scratch/pid" 2>"$scratch/server.log" &
        server=$!
        retry busybox tftp -g -r smaps-agent -l "$board/smaps-agent" 127.0.0.1
        chmod +x "$board/smaps-agent" && command=$board/smaps-agent
        ;;
    *) fail "unknown recipe" ;;
esac
cmp "$bin/smaps-agent" "$board/smaps-agent" || fail "other bytes"
report "$command"
