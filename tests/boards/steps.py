"""What every board has to show, one function each, in this order. A step starts what it needs and ends all of it."""

from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from host import Live
from machine import Failed
from rig import Rig, Shape, check, rows_of

_SLACK_KB = 256  # what the C library and the loader add to a heap or to anonymous memory
_READINGS_MAX = 2000  # an agent comes to rest within three or four, or as many sweeps

# The agent's resident kB by its own smaps, asleep: waiting for a host, and between the sweeps of 1,000 mappings that change.
_WAITING_KB_MAX = 24
_STREAMING_KB_MAX = 64


def first_sweep(rig: Rig) -> None:
    """The first verified sweep on the host, counted from the start of the emulator; a line to compare boards by, not a limit."""
    with rig.workload(vmas=20) as shape, rig.link("--pid", str(shape.pid)) as source:
        rows = rig.host.report("processes", *source, "--count", "1")
        rig.measured["boot to first sweep"] = f"{rig.machine.seconds():.1f} s"
        check(shape.pid in rows_of(rows, "pid"), f"process {shape.pid} is not in {rows}")


def text_by_tcp(rig: Rig) -> None:
    """Byte for byte what the board's own cat shows, again after a change, over connections one after the other."""
    with rig.workload(vmas=60, threads=2) as shape, rig.agent_by_tcp() as source:
        same_text(rig, source, shape)
        shape = rig.tell(shape, "grow", "512")
        same_text(rig, source, shape)


def text_by_uart(rig: Rig) -> None:
    with rig.workload(vmas=60, threads=2) as shape, rig.agent_by_uart("--pid", str(shape.pid)) as source:
        same_text(rig, source, shape)
        shape = rig.tell(shape, "grow", "512")
        same_text(rig, source, shape)


def text_dialled(rig: Rig) -> None:
    """The same when the board dials: the host is there first, the agent comes, loses the host, and comes again."""
    with rig.workload(vmas=60) as shape, rig.stopped(shape.pid):
        with _called(rig, "0", shape) as (live, port, first), \
                rig.agent("--connect", f"10.0.2.2:{port}", "--pid", str(shape.pid)):
            live.rows_when(lambda rows: shape.pid in rows_of(rows, "pid"))
            live.leave()
            with _called(rig, port, shape) as (again, _, second):
                again.rows_when(lambda rows: shape.pid in rows_of(rows, "pid"))
        _check_text(rig, first, shape)
        _check_text(rig, second, shape)


def shape_reported(rig: Rig) -> None:
    """The host's report is what the workload prints of itself; after a change it differs by exactly that."""
    with rig.workload(heap_kb=2048, anonymous_kb=768, shared_kb=320, threads=3, stack_kb=192, vmas=10) as shape, \
            rig.link("--pid", str(shape.pid)) as source:
        before = _classes(rig, source, shape)
        shape = rig.tell(shape, "grow", "1024")
        after = _classes(rig, source, shape)
        grown = after["heap"]["rss_kb"] - before["heap"]["rss_kb"]
        check(grown == 1024, f"the heap grew by 1024 kB, the host says {grown}")


def changes_followed(rig: Rig) -> None:
    """One live session while the workload grows, forks and ends: every sweep shows the state of its time."""
    with rig.workload(heap_kb=1024) as shape, rig.link() as source:
        with rig.host.live(*source, "--name", "workload", "--report", "processes", "--format", "ndjson") as live:
            heap_kb = heap_kb_of(live.rows_when(lambda rows: shape.pid in rows_of(rows, "pid")), shape)
            rig.tell(shape, "grow", "512")
            live.rows_when(lambda rows: heap_kb_of(rows, shape) == heap_kb + 512)
            child = rig.fork(shape)
            live.rows_when(lambda rows: rows_of(rows, "pid").get(child.pid, {}).get("parent") == shape.pid)
            rig.console.ask(f"signal {child.pid} end")
            live.rows_when(lambda rows: child.pid not in rows_of(rows, "pid"))
            rig.console.ask(f"tell {shape.pid} exit 0")
            live.rows_when(lambda rows: not rows)


def everything_seen(rig: Rig) -> None:
    """--all: the board's processes and no others, kernel threads distinguished from what could not be read."""
    with rig.workload() as shape, rig.link("--all") as source:
        there = rig.pids()
        rows = rows_of(rig.host.report("processes", *source, "--all", "--count", "1"), "pid")
        there |= rig.pids()  # kernel threads come and go meanwhile
        wanted = {1, shape.pid, rig.agent_pid}
        check(wanted <= rows.keys() <= there, f"the host sees {sorted(rows)}; the board has {sorted(there)}")


def chosen_by_name(rig: Rig) -> None:
    with rig.workload() as one, rig.workload() as other, rig.link("--all") as source:
        rows = rows_of(rig.host.report("processes", *source, "--name", "work*", "--count", "1"), "pid")
        check(set(rows) == {one.pid, other.pid}, f"work* gives {sorted(rows)}, not {sorted((one.pid, other.pid))}")


def second_host_refused(rig: Rig) -> None:
    """One host at a time: a second receives that, and the first does not notice."""
    with rig.workload() as shape, rig.agent_by_tcp("--pid", str(shape.pid)) as source:
        with rig.host.live(*source, "--report", "processes", "--format", "ndjson") as first:
            first.rows_when(bool)
            try:
                rig.host.run(*source, "--count", "1")
            except Failed as refused:
                check("busy" in str(refused) or "another host" in str(refused), f"the second host says only: {refused}")
            else:
                raise Failed("a second host was served")
            first.rows_when(bool)


def small_on_board(rig: Rig) -> None:
    """The agent's own memory by its own smaps: waiting, and while it streams a process of 1,000 mappings that changes."""
    with rig.workload(vmas=1000) as shape:
        idle_kb = _waiting_kb(rig, shape)
        with rig.link("--pid", str(shape.pid)) as source, \
                rig.host.live(*source, "--report", "processes", "--format", "ndjson", "--period", "1s") as live:
            live.rows_when(bool)
            for _ in range(3):
                shape = rig.tell(shape, "grow", "64")
                heap_kb = shape.heap_kb
                live.rows_when(lambda rows: (heap_kb_of(rows, shape) or 0) >= heap_kb)
            streaming_kb = resident_asleep_kb(rig, rig.agent_pid, sleeps=2)
            peak_kb = rig.peak_kb(rig.agent_pid)
    rig.measured["RSS waiting"] = f"{idle_kb} kB"
    rig.measured["RSS streaming"] = f"{streaming_kb} kB"
    rig.measured["in a sweep at most"] = f"{peak_kb} kB"
    check(idle_kb <= _WAITING_KB_MAX, f"the waiting agent has {idle_kb} kB resident; the limit is {_WAITING_KB_MAX}")
    check(streaming_kb <= _STREAMING_KB_MAX, f"the streaming agent has {streaming_kb} kB resident; the limit is {_STREAMING_KB_MAX}")


def _waiting_kb(rig: Rig, shape: Shape) -> int:
    """Of an agent that no host has called yet; a port is there on a board without a network, too."""
    before = len(rig.console.said)
    with rig.agent("--listen", "0", "--pid", str(shape.pid)) as pid:
        rig.console.wait_for(r"^smaps-agent: any host .* may connect", before)  # its last line before it waits
        return resident_asleep_kb(rig, pid)


def resident_asleep_kb(rig: Rig, pid: int, sleeps: int = 1) -> int:
    """The agent's memory while it sleeps: two equal readings, during each of which it did not wake up. Where it waits, both may be of
    one sleep; where it streams they are of two, `sleeps`=2, as it may also sleep in the middle of a sweep that the line is slow to take."""
    earlier = None
    for _ in range(_READINGS_MAX):
        sleep = rig.sleep_of(pid)
        kb = rig.resident_kb(pid)
        if sleep is None or rig.sleep_of(pid) != sleep:
            continue
        if earlier and earlier[1] == kb and (sleeps == 1 or earlier[0] != sleep):
            return kb
        earlier = sleep, kb
    last = f"{earlier[1]} kB" if earlier else "not asleep"
    raise Failed(f"the agent does not come to rest in {_READINGS_MAX} readings of its state and memory; the last: {last}")


def same_text(rig: Rig, source: tuple[str, ...], shape: Shape) -> None:
    """Records a few sweeps of the process while it is stopped and compares what the host rebuilds with the board's own cat."""
    capture = rig.new_capture()
    with rig.stopped(shape.pid):
        rig.host.run(*source, "--pid", str(shape.pid), "--count", "3", "--record", capture, "--quiet")
        _check_text(rig, capture, shape)


@contextmanager
def _called(rig: Rig, port: str, shape: Shape) -> Iterator[tuple[Live, str, str]]:
    """A host that waits for the agent's call: the session, its port, and the capture."""
    capture = rig.new_capture()
    with rig.host.live("--listen", f"127.0.0.1:{port}", "--pid", str(shape.pid), "--record", capture, "--format", "ndjson",
                       "--report", "processes") as live:
        yield live, live.said(r"waiting for agents on 127\.0\.0\.1:(\d+)")[1], capture


def _check_text(rig: Rig, capture: str, shape: Shape) -> None:
    """The process's text in a capture against the board's; the process is stopped since before the capture."""
    folder = Path(capture).with_suffix(".extracted")
    rig.host.run("--replay", capture, "--at", "last", "--extract", str(folder), "--quiet")
    rebuilt = (folder / f"proc/{shape.pid}/smaps").read_bytes()
    original = rig.console.cat(f"/proc/{shape.pid}/smaps")
    (folder / "board.smaps").write_bytes(original)
    check(rebuilt == original, f"{folder}/proc/{shape.pid}/smaps differs from board.smaps beside it")


def _classes(rig: Rig, source: tuple[str, ...], shape: Shape) -> dict:
    """The classes of one sweep, checked against what the process prints of itself."""
    capture = rig.new_capture()
    rig.host.run(*source, "--pid", str(shape.pid), "--count", "1", "--record", capture, "--quiet")
    classes = rows_of(rig.host.report("classes", "--replay", capture), "class")
    (process,) = rig.host.report("processes", "--replay", capture)
    _check_about(classes["heap"]["rss_kb"], shape.heap_kb, "heap")
    _check_about(classes["other_anonymous"]["rss_kb"], shape.anonymous_kb, "anonymous memory")
    check(classes["shared_memory"]["rss_kb"] == shape.shared_kb, f"shared memory: {classes['shared_memory']}")
    check(process["threads"] == shape.threads + 1, f"threads: {process}")
    check(process["thread_stacks"] == shape.threads, f"thread stacks: {process}")
    stacks_kb = classes["thread_stack"]["size_kb"]
    check(stacks_kb == shape.threads * shape.stack_kb, f"thread stacks have {stacks_kb} kB; the workload says {shape}")
    return classes


def _check_about(kb: int, said_kb: int, what: str) -> None:
    check(said_kb <= kb <= said_kb + _SLACK_KB, f"{what}: the host says {kb} kB, the workload {said_kb} kB")


def heap_kb_of(rows: list[dict], shape: Shape) -> int | None:
    """Heap and other anonymous memory of the process, None when it is not there."""
    return rows_of(rows, "pid").get(shape.pid, {}).get("heap_kb")
