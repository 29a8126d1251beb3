#!/bin/sh
# Installs what the tests need, builds, runs every test. Stage after stage, each with its time; a stage that fails does not stop
# the others. Boards and soak, which wait more than they compute, run beside the stages that compile. The skipped tests and their reasons are
# listed at the end, before the closing line "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")/.." || exit 1
. toolchains/packages.sh
LC_ALL=C
export LC_ALL

usage='usage: sh tests/run.sh [--quick]'
quick=
case ${1-} in
    '') ;;
    --quick) quick=yes ;;
    --help)
        echo "$usage"
        cat <<'END'
Installs what is missing (each package is named; none is ever removed), builds, and runs every test: both compilers, every
CPU, sanitizers, clang-tidy, fuzzing, boards with real kernels, soak. About twenty minutes on two cores.
  --quick  unit tests, golden command lines, agent and host over loopback; under 3 minutes once it is built
The last line is "N passed, N failed, N skipped"; the exit code is 0 when none failed. Logs: build/results.
END
        exit 0
        ;;
    *)
        echo "tests/run.sh: $1: unknown option; $usage" >&2
        exit 2
        ;;
esac

# clang, its sanitizer runtime, lld and llvm-strip are the second compiler; the rest is what the tests talk to or compare with.
# Servers come without their services: dropbear-bin, openssh-sftp-server and dnsmasq-base start nothing.
test_packages='clang libclang-rt-14-dev|libclang-rt-dev clang-tidy lld llvm smem smemcap procps socat strace busybox mandoc
    clang-format netcat-openbsd python3 xz-utils binutils man-db openssh-client dropbear-bin openssh-sftp-server dnsmasq-base iproute2'
cross_packages='g++-arm-linux-gnueabi g++-arm-linux-gnueabihf g++-aarch64-linux-gnu g++-mips-linux-gnu g++-mipsel-linux-gnu
    g++-mips64el-linux-gnuabi64 g++-riscv64-linux-gnu g++-powerpc-linux-gnu g++-i686-linux-gnu|g++-multilib
    qemu-user-static qemu-system-arm qemu-system-mips device-tree-compiler'

jobs=$(nproc)
results=$PWD/build/results
rm -rf "$results" && mkdir -p "$results" || exit 1
passed=0 failed=0 skipped=0
group=
nothing_to_run=3 # exit code of a stage that found no tests of its kind

count() { # FILE ATTRIBUTE: a number of the <testsuite> line of a JUnit file
    sed -n "s/.*[[:space:]]$2=\"\([0-9]*\)\".*/\1/p;/<testcase/q" "$1" | head -n 1
}

# The skipped cases of a JUnit file, each with the reason that it printed ("skipped: ...").
skips() {
    awk '/<testcase/ { name = $0; sub(/.*<testcase name="/, "", name); sub(/".*/, "", name); skip = 0; why = "" }
         /<skipped/ { skip = 1 }
         /skipped: / { if (skip && why == "") { why = $0; sub(/.*skipped: /, "", why); why = plain(why) } }
         /<\/testcase/ { if (skip) print name ": " (why == "" ? "not run" : why) }
         function plain(xml) {
             sub(/<.*/, "", xml); gsub(/&lt;/, "<", xml); gsub(/&gt;/, ">", xml); gsub(/&quot;/, "\"", xml); gsub(/&amp;/, "\\&", xml)
             return xml
         }' "$1"
}

# The tests of a ctest log that failed and passed when they were tried again; the names of boards and soak have no blanks.
second_tries() {
    awk 'match($0, /Test +#[0-9]+: [^ ]+/) { name = substr($0, RSTART, RLENGTH); sub(/.*: /, "", name) }
         /Test +#[0-9]+: .*\*\*\*/ { failed[name] = 1 }
         /Test +#[0-9]+: .* Passed / { if (failed[name]) print name }' "$1"
}

# finish NAME SECONDS EXIT: the line that closes a stage, and its share of the sums.
finish() {
    junit=$results/$1.xml
    if [ -f "$junit" ]; then
        total=$(count "$junit" tests) broken=$(count "$junit" failures) left_out=$(($(count "$junit" skipped) + $(count "$junit" disabled)))
        passed=$((passed + total - broken - left_out)) failed=$((failed + broken)) skipped=$((skipped + left_out))
        skips "$junit" >>"$results/skipped"
        echo "== $1: $((total - broken - left_out)) passed, $broken failed, $left_out skipped in $2 s"
        # A run that failed without the name of a failed case is a failure of its own.
        [ "$3" = 0 ] || [ "$broken" != 0 ] || failed=$((failed + 1))
    elif [ "$3" = "$nothing_to_run" ]; then
        leave_out "$1" "no such tests in this build"
    elif [ "$3" = 0 ]; then
        passed=$((passed + 1))
        echo "== $1: passed in $2 s"
    else
        failed=$((failed + 1))
        echo "== $1: FAILED in $2 s"
    fi
}

# stage NAME COMMAND...: runs it; 0 when it did well.
stage() {
    stage_name=$1
    shift
    echo "== $stage_name"
    began=$(date +%s)
    "$@"
    code=$?
    finish "$stage_name" $(($(date +%s) - began)) $code
    return $code
}

# stage_beside NAME COMMAND...: starts it beside those that follow; join_beside waits for it and shows what it printed.
stage_beside() {
    beside=$1
    shift
    echo "== $beside (beside what follows)"
    (
        began=$(date +%s)
        "$@"
        echo $? $(($(date +%s) - began)) >"$results/$beside.ended"
    ) >"$results/$beside.out" 2>&1 &
    beside_pid=$!
    trap 'kill -- -"$(cat "$results/group")"; exit 130' INT TERM
}

join_beside() {
    wait $beside_pid
    trap - INT TERM
    echo "== $beside"
    cat "$results/$beside.out"
    read -r code seconds <"$results/$beside.ended"
    finish "$beside" "$seconds" "$code"
}

# A stage that cannot run because an earlier one failed is not silent.
leave_out() { # NAME REASON
    skipped=$((skipped + 1))
    echo "$1: $2" >>"$results/skipped"
}

quietly() { # LOG COMMAND...: the output only when it fails
    log=$results/$1.log
    shift
    "$@" >"$log" 2>&1 || {
        code=$?
        tail -n 60 "$log"
        return $code
    }
}

build() { # PRESET [TARGET...]
    preset=$1
    shift
    quietly "configure-$preset" cmake --preset "$preset" -D SMAPS_WERROR=ON &&
        quietly "build-$preset" cmake --build --preset "$preset" -j "$jobs" ${1:+--target "$@"}
}

# A command in a process group of its own, the group's number in FILE: an interrupt then ends the emulators, too.
group_of() { # FILE COMMAND...
    setsid -w sh -c 'echo $$ >"$0"; exec "$@"' "$@"
}

tests() { # STAGE PRESET CTEST-OPTION...
    junit=$results/$1.xml preset=$2
    shift 2
    if ctest --preset "$preset" -N "$@" | grep -q '^Total Tests: 0$'; then
        return $nothing_to_run
    fi
    ${group:+group_of "$group"} ctest --preset "$preset" -j "$jobs" --output-junit "$junit" --output-log "$junit.log" "$@"
}

# Boards and soak get a second try: another program of this machine may disturb emulated hardware once. The summary names it.
tests_of_boards() {
    group=$results/group
    tests boards dev -L '^(boards|soak)$' --repeat until-pass:2
    code=$?
    second_tries "$results/boards.xml.log" >>"$results/tried-again"
    return $code
}

summary() {
    echo
    if [ -s "$results/skipped" ]; then
        echo "Skipped:"
        sed 's/^/  /' "$results/skipped"
    else
        echo "Nothing was skipped."
    fi
    if [ -s "$results/tried-again" ]; then
        echo "Passed at the second try only:"
        sed 's/^/  /' "$results/tried-again"
    fi
    echo "All of it in $(($(date +%s) - start)) s; logs in build/results"
    echo
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
}

install_packages() { # each group by itself: what cannot be had costs the stages that need it, no more
    need_packages tests/run.sh $host_packages $dev_packages || return
    [ -z "$quick" ] || return 0
    need_packages tests/run.sh $test_packages && need_packages tests/run.sh $cross_packages
}

# has TOOL STAGE...: whether a program is there; where not, the stages are listed as skipped.
has() {
    tool=$1
    shift
    command -v "$tool" >/dev/null 2>&1 && return
    for without in "$@"; do
        leave_out "$without" "$tool is not installed"
    done
    return 1
}

start=$(date +%s)
stage packages install_packages
if ! stage build build dev; then
    leave_out "everything else" "the build failed"
    summary
    exit
fi
if [ -n "$quick" ]; then
    stage quick tests quick dev -L '^(unit|cli|integration|check|fuzz)$' -LE slow
    # What the full run installs and these tests use where it is there.
    has python3 unit_boards
    has mandoc "manual pages through mandoc"
    has man "manual pages through man"
    has busybox "integration_console with busybox"
    leave_out "second compiler, sanitizers, clang-tidy, fuzzing, other CPUs, other programs, boards, soak" "--quick"
    summary
    exit
fi

if stage agents build agents; then
    # The boards' agents exist now, so everything that runs them can run.
    stage tests tests tests dev -LE '^(boards|soak)$'
else
    stage tests tests tests dev -LE '^(boards|soak|arch)$'
    leave_out "cross-built agents" "the build of the agents failed"
fi
stage_beside boards tests_of_boards
asan=
if has clang++ agents-clang asan clang-tidy fuzzing; then
    stage agents-clang build agents-clang
    if stage build-asan build asan; then
        asan=built
        if has clang-tidy clang-tidy; then
            stage clang-tidy sh tests/checks/tidy.sh build/asan 300
            if grep -q '^skipped: ' build/asan/tidy.log; then
                leave_out clang-tidy "$(sed -n 's/^skipped: //p' build/asan/tidy.log)"
            fi
        fi
    else
        leave_out "tests under AddressSanitizer and UBSan, clang-tidy, fuzzing" "the build with clang failed"
    fi
fi
join_beside
if [ -n "$asan" ]; then
    stage asan tests asan asan -L '^(unit|integration|cli)$'
    stage fuzzing tests fuzzing asan -L '^fuzzing$'
fi
summary
