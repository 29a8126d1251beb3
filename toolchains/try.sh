#!/bin/sh
# From a fresh clone to a first report: installs what the build needs, builds, lets the agent watch a live process and the host
# print what it saw. Nothing is written outside build/.
set -u
cd "$(dirname "$0")/.." || exit 1
. toolchains/packages.sh

need_packages try.sh $host_packages || exit 1
echo "try.sh: building (build/default)"
mkdir -p build
cmake --preset default >build/try.log 2>&1 && cmake --build --preset default --target demo_programs >>build/try.log 2>&1 || {
    tail -n 40 build/try.log >&2
    echo "try.sh: build: failed; all of its output is in build/try.log" >&2
    exit 1
}
exec sh tests/demo.sh build/default/bin
