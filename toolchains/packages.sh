# Sourced by try.sh and tests/run.sh: Debian packages, named before they are installed, left alone when they are there.
# A package written as one|other is satisfied by either; the first that apt knows is installed.

# What `cmake --preset default` needs, and what preset dev needs besides.
host_packages='g++ cmake ninja-build libboost-dev|libboost1.81-dev libexpected-dev nlohmann-json3-dev libcli11-dev libutf8proc-dev libarchive-dev'
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

known_packages() { # PACKAGE[|OTHER]...: for each the first that apt can install; one that apt does not know is left out
    for wanted in "$@"; do
        for one in $(echo "$wanted" | tr '|' ' '); do
            if apt-cache show "$one" >/dev/null 2>&1; then
                echo "$one"
                break
            fi
        done
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# What apt-get would have to remove to install these; nothing here ever lets it.
in_the_way() { # PACKAGE...
    apt-get -s install -y --no-install-recommends "$@" 2>/dev/null | sed -n 's/^Remv \([^ ]*\).*/\1/p'
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
        echo "$program: packages: neither root nor sudo here; as root run: apt-get install --no-remove" $absent >&2
        return 1
    fi
    # The lists may be old or absent on a new machine; without a network apt may still have what is asked for.
    as_root apt-get -qq update || echo "$program: packages: apt-get update failed; trying with the lists that are here" >&2
    known=$(known_packages $absent)
    if [ -n "$known" ]; then
        echo "$program: installing with apt-get:" $known
        said=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-remove --no-install-recommends $known 2>&1) || {
            printf '%s\n' "$said" >&2
            obstacles=$(in_the_way $known)
            if [ -n "$obstacles" ]; then
                echo "$program: packages:" $known": not installed, as apt-get would remove" $obstacles"; decide yourself which to keep" >&2
            else
                echo "$program: packages: apt-get could not install" $known"; the lines above say why" >&2
            fi
            return 1
        }
    fi
    absent=$(missing_packages "$@")
    [ -z "$absent" ] || echo "$program: packages: apt-get does not know" $absent >&2
    [ -z "$absent" ]
}
