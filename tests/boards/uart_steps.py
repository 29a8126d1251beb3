"""What the second UART has to show beyond carrying a session: a slow line, a noisy one, one that goes one way, a bare console."""

from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from machine import Failed
from rig import Rig, check, rows_of
from steps import heap_kb_of, same_text

_REPORT = ("--report", "processes", "--format", "ndjson")


def slow_line(rig: Rig) -> None:
    """A line that carries less than the agent would send: it sends fewer sweeps, and every one is good."""
    with rig.workload(vmas=300) as shape, rig.agent_by_uart("--pid", str(shape.pid)) as source, _line(rig, baud=19200):
        with rig.host.live(*source, *_REPORT, "--period", "50ms") as live:
            live.rows_when(bool)
            for _ in range(3):
                shape = rig.tell(shape, "grow", "256")
                live.rows_when(lambda rows: (heap_kb_of(rows, shape) or 0) >= shape.heap_kb)
        same_text(rig, source, shape)


def noisy_line(rig: Rig) -> None:
    """Bytes that are not the agent's, a kernel message among them: what they damage is lost, then the session goes on."""
    with rig.workload() as shape, rig.agent_by_uart("--pid", str(shape.pid)) as source:
        with rig.host.live(*source, *_REPORT) as live:
            live.rows_when(bool)
            for noise in (b"[  12.345678] usb 1-1: new device\r\n", b"\x1e" * 7, bytes(range(256))):
                rig.machine.uart.noise = noise
                shape = rig.tell(shape, "grow", "128")
                live.rows_when(lambda rows: (heap_kb_of(rows, shape) or 0) >= shape.heap_kb)


def one_way_line(rig: Rig) -> None:
    """Only the board's wire is connected: the host waits for a key sweep instead of asking for one."""
    with rig.workload() as shape, rig.agent_by_uart("--pid", str(shape.pid), "--key-interval", "1s") as source:
        with _line(rig, one_way=True):
            same_text(rig, source, shape)


def console_only(rig: Rig) -> str | None:
    """A shell prompt is all there is: the host types the command, and ends the agent afterwards."""
    if not rig.has_shell:
        return "the archive has no static busybox for this CPU"
    with rig.workload() as shape, _shell(rig) as source:
        command = f"/agent --stdio --pid {shape.pid} --max-cpu 100 --period 250"
        for _ in range(2):
            same_text(rig, (*source, "--start", command), shape)
    return None


def pushed_by_console(rig: Rig) -> str | None:
    """Not even the agent is there: the host types it, byte for byte, then starts it."""
    if not rig.has_shell:
        return "the archive has no static busybox for this CPU"
    with rig.workload() as shape, _shell(rig) as source:
        rig.host.run("--push-serial", source[1], "--agent", str(rig.agent_file))
        check(rig.console.cat("/tmp/smaps-agent") == rig.agent_file.read_bytes(), "/tmp/smaps-agent is not what was pushed")
        same_text(rig, (*source, "--start", f"/tmp/smaps-agent --stdio --pid {shape.pid} --max-cpu 100"), shape)
    return None


ALL = [slow_line, noisy_line, one_way_line, console_only, pushed_by_console]


@contextmanager
def _line(rig: Rig, **properties) -> Iterator[None]:
    """The cable with other properties for a while."""
    cable = rig.machine.uart
    usual = {name: getattr(cable, name) for name in properties}
    for name, value in properties.items():
        setattr(cable, name, value)
    try:
        yield
    finally:
        for name, value in usual.items():
            setattr(cable, name, value)


@contextmanager
def _shell(rig: Rig) -> Iterator[tuple[str, ...]]:
    pid = int(rig.console.ask(f"shell /dev/{rig.machine.board.uart} /bin/busybox sh"))
    try:
        yield "--serial", rig.machine.uart.device
    finally:
        rig.end(pid)
