#!/bin/sh
# What `demo` runs: sh tests/demo.sh BIN_DIR. An agent on a loopback port that the system chooses watches a process whose heap
# grows; the host prints its report and a few lines of the series. Ends with the host's exit code, leaves nothing running.
set -u
bin=$1
here=$bin/../demo
agent= workload=
mkdir -p "$here" && rm -f "$here/input" "$here/ready" "$here/said" && mkfifo "$here/input" "$here/ready" "$here/said" || exit 1
stop() {
    exec 4>&-
    [ -z "$agent" ] || kill "$agent" 2>/dev/null
    [ -z "$workload" ] || kill "$workload" 2>/dev/null
}
trap stop EXIT
trap 'exit 130' INT TERM

# The workload: 4 MB of heap, 512 kB more every second. It ends with its input, which is open as long as this script.
"$bin/workload_grow" 4096 512 <"$here/input" >"$here/ready" &
workload=$!
exec 4>"$here/input"
read -r line <"$here/ready" || { echo "demo: workload_grow: ended early" >&2; exit 1; }

# The agent prints where it listens on its first lines of stderr.
"$bin/smaps-agent" --listen 127.0.0.1:0 --pid "$workload" 2>"$here/said" 4>&- &
agent=$!
exec 3<"$here/said"
port=
while [ -z "$port" ] && read -r line <&3; do
    case $line in *"listening on "*) port=${line##*:} ;; esac
done
[ -n "$port" ] || { echo "demo: smaps-agent: ended before it listened" >&2; exit 1; }

echo "board\$ smaps-agent --listen 127.0.0.1:$port --pid $workload &"
echo "host\$  host-analyze --connect 127.0.0.1:$port --period 500ms --count 6"
echo
"$bin/host-analyze" --connect "127.0.0.1:$port" --period 500ms --count 6
