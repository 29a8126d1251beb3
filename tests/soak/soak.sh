#!/bin/sh
# The agent for minutes on a process that never rests: sh soak.sh BIN_DIR SCRATCH [SECONDS]
# One agent, host after host: each records a few hundred sweeps, every other one is killed in the middle. What was recorded must
# replay without a word of damage (frames and text hashes are checked on the way), and the agent's memory must not grow.
set -u
bin=$1 scratch=$2 seconds=${3:-120}
rm -rf "$scratch"; mkdir -p "$scratch" && cd "$scratch" && mkfifo input ready said || exit 1
agent= workload=
stop() {
    exec 4>&-
    [ -z "$agent" ] || kill "$agent" 2>/dev/null
    [ -z "$workload" ] || kill "$workload" 2>/dev/null
}
trap stop EXIT
trap 'exit 130' INT TERM
fail() { echo "soak: $*" >&2; exit 1; }

"$bin/workload_churn" 7 <input >ready &
workload=$!
exec 4>input
read -r line <ready || fail "workload_churn: ended early"
"$bin/smaps-agent" --listen 127.0.0.1:0 --pid "$workload" --period 20 --max-cpu 100 --key-interval 2s 2>said 4>&- &
agent=$!
exec 3<said
port=
while [ -z "$port" ] && read -r line <&3; do
    case $line in *"listening on "*) port=${line##*:} ;; esac
done
[ -n "$port" ] || fail "smaps-agent: ended before it listened"
cat <&3 >agent.log & # what it prints later must not block it

# A killed host has ended for the agent once it closes that connection: the socket it listens on is then its only one.
wait_until_free() {
    while [ "$(ls -l "/proc/$agent/fd" 2>/dev/null | grep -c 'socket:')" -gt 1 ]; do :; done
}

resident_kb() { awk '/^Rss:/ { sum += $2 } END { print sum }' "/proc/$agent/smaps"; }

middle=$(($(date +%s) + seconds / 2))
end=$(($(date +%s) + seconds))
rounds=0 half=0 first_kb=
while [ "$(date +%s)" -lt "$end" ]; do
    rounds=$((rounds + 1))
    "$bin/host-analyze" --connect "127.0.0.1:$port" --count 300 --record "$rounds.smaps" --quiet >"$rounds.out" 2>"$rounds.err" &
    host=$!
    if [ $((rounds % 2)) = 0 ]; then
        # In the middle of the recording: as soon as a few kilobytes are there.
        while [ "$(wc -c <"$rounds.smaps" 2>/dev/null || echo 0)" -lt 20000 ] && kill -0 $host 2>/dev/null; do :; done
        kill -9 $host 2>/dev/null
        wait $host 2>/dev/null
    else
        wait $host || fail "round $rounds: host-analyze ended with $?: $(cat "$rounds.err")"
        [ ! -s "$rounds.err" ] || fail "round $rounds: host-analyze said: $(cat "$rounds.err")"
    fi
    wait_until_free
    # A page counts once it was used, and the largest moment of a random workload comes when it comes: half of the time is for
    # reaching it, in the other half nothing may be added.
    [ "$(date +%s)" -ge "$middle" ] || { first_kb=$(resident_kb) && half=$rounds; }
    kill -0 "$agent" 2>/dev/null || fail "round $rounds: the agent has gone: $(cat agent.log)"
    "$bin/host-analyze" --replay "$rounds.smaps" --report frames --format csv >"$rounds.csv" 2>"$rounds.replay" ||
        fail "round $rounds: replay ended with $?: $(cat "$rounds.replay")"
    if [ $((rounds % 2)) = 1 ] && [ -s "$rounds.replay" ]; then
        fail "round $rounds: replay said: $(cat "$rounds.replay")"
    fi
    sweeps=$(($(wc -l <"$rounds.csv") - 1))
    [ "$sweeps" -gt 0 ] || fail "round $rounds: nothing was recorded"
    rm -f "$rounds".*
done
last_kb=$(resident_kb)
echo "$rounds connections, agent's RSS $first_kb kB after the first $half, $last_kb kB after the last"
[ "$last_kb" -le "$first_kb" ] || fail "the agent has grown"
