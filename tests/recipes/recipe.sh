#!/bin/sh
# One way to get the agent onto a board, as toolchains/README.md writes it: sh recipe.sh scp|ssh|wget|tftp BIN_DIR SCRATCH.
# The board is this machine in a network of its own, where every port is free. What arrived must be the agent, byte for byte, and
# stream to the host. Exit 77 (skipped) where a program is missing or no network can be made.
set -u
PATH=$PATH:/usr/sbin
recipe=$1 bin=$(cd "$2" && pwd) scratch=$3
skip() { echo "skipped: $*"; exit 77; }
fail() { echo "recipe.sh: $recipe: $*" >&2; cat "$scratch"/*.log >&2 2>/dev/null; exit 1; }

if [ -z "${RECIPE_NETWORK-}" ]; then
    unshare -n -m true 2>/dev/null || skip "a network of its own needs root and unshare"
    RECIPE_NETWORK=own exec unshare -n -m sh "$0" "$@"
fi
# needs PROGRAM PACKAGE...
needs() {
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null 2>&1 || skip "$1 is not installed (package $2)"
        shift 2
    done
}
needs ip iproute2 busybox busybox
ip link set lo up || skip "no loopback"

rm -rf "$scratch" && mkdir -p "$scratch/board" || exit 1
scratch=$(cd "$scratch" && pwd) board=$scratch/board server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null' EXIT

# retry COMMAND...: until it succeeds, for two minutes: a server that has just been started.
retry() {
    give_up=$(($(date +%s) + 120))
    until "$@" 2>>"$scratch/client.log"; do
        [ "$(date +%s)" -lt $give_up ] && kill -0 "$server" 2>/dev/null || fail "$1: no success"
    done
}

# dropbear is what boards have, and its package starts no service. The user it lets in has a home of its own: the list of users is
# another one for this test, in a mount namespace.
start_sshd() {
    needs dropbear dropbear-bin dropbearkey dropbear-bin ssh openssh-client scp openssh-client ssh-keygen openssh-client
    mkdir -p -m 700 "$scratch/home/.ssh" && dropbearkey -t ed25519 -f "$scratch/host-key" >/dev/null 2>&1 &&
        ssh-keygen -q -t ed25519 -N '' -f "$scratch/key" && cp "$scratch/key.pub" "$scratch/home/.ssh/authorized_keys" || fail "no keys"
    awk -F : -v OFS=: -v user="$(id -un)" -v home="$scratch/home" '$1 == user { $6 = home; $7 = "/bin/sh" } 1' /etc/passwd >"$scratch/passwd" &&
        mount --bind "$scratch/passwd" /etc/passwd || fail "no list of users"
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
    dropbear -F -E -s -r "$scratch/host-key" -p 127.0.0.1:2222 -P "$scratch/pid" 2>"$scratch/server.log" &
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
        [ -x /usr/lib/sftp-server ] || skip "sftp-server is not installed (package openssh-sftp-server)"
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
        dnsmasq --no-daemon --conf-file=/dev/null --port=0 --user="$(id -un)" --enable-tftp --tftp-root="$bin" \
            --pid-file="$scratch/pid" 2>"$scratch/server.log" &
        server=$!
        retry busybox tftp -g -r smaps-agent -l "$board/smaps-agent" 127.0.0.1
        chmod +x "$board/smaps-agent" && command=$board/smaps-agent
        ;;
    *) fail "unknown recipe" ;;
esac
cmp "$bin/smaps-agent" "$board/smaps-agent" || fail "other bytes"
report "$command"
