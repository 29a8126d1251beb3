# Sourced by try.sh and tests/run.sh: Debian packages, named before they are installed, left alone when they are there.
# A package written as one|other is satisfied by either; the first that apt knows is installed.

# What `cmake --preset default` needs, and what preset dev needs besides.
host_packages='g++ cmake ninja-build libboost-dev libexpected-dev nlohmann-json3-dev libcli11-dev'
dev_packages='doctest-dev pkg-config libzstd-dev'

installed() { # PACKAGE: is it there?
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_packages() { # PACKAGE[|OTHER]...: those that are not there, an alternative in its first form
    for wanted in "$@"; do
        found=
        for one in $(echo "$wanted" | tr '|' ' '); do
            installed "$one" && found=yes
        done
        [ -n "$found" ] || echo "$wanted"
    done
}

known_packages() { # PACKAGE[|OTHER]...: for each the first that apt can install, else the first
    for wanted in "$@"; do
        choice=${wanted%%|*}
        for one in $(echo "$wanted" | tr '|' ' '); do
            if apt-cache show "$one" >/dev/null 2>&1; then
                choice=$one
                break
            fi
        done
        echo "$choice"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# need_packages PROGRAM PACKAGE[|OTHER]...: 0 when all are there in the end. One line says why not.
need_packages() {
    program=$1
    shift
    command -v dpkg-query >/dev/null 2>&1 || {
        echo "$program: packages: this is not a Debian system; install the equivalents of \"$*\", then use cmake --preset default" >&2
        return 1
    }
    absent=$(missing_packages "$@")
    [ -n "$absent" ] || return 0
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; then
        echo "$program: packages: neither root nor sudo here; as root run: apt-get install" $absent >&2
        return 1
    fi
    # The lists may be old or absent on a new machine; without a network apt may still have what is asked for.
    as_root apt-get -qq update || echo "$program: packages: apt-get update failed; trying with the lists that are here" >&2
    absent=$(known_packages $absent)
    echo "$program: installing with apt-get:" $absent
    said=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $absent 2>&1) || {
        printf '%s\n' "$said" >&2
        echo "$program: packages: apt-get could not install" $absent"; the lines above say why" >&2
        return 1
    }
}
