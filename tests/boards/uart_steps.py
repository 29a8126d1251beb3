"""What the second UART has to show beyond carrying a session: a slow line, a noisy one, a one-way line, a bare console."""

from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from machine import Failed
from rig import Rig, check, rows_of
from steps import heap_kb_of, same_text

_REPORT = ("--report", "processes", "--format", "ndjson")


def slow_line(rig: Rig) -> str | None:
    """A line that carries less than sweeps without any change take: the agent leaves sweeps out and doubles its period, every sweep
    that comes is valid, and when the line is fast again so is the agent. It is slow only once the period asked for is in force: the
    first rows show that, as nothing is understood before the agent has received from the host."""
    if rig.machine.board.uart_halts:
        return _line_that_halts(rig)
    capture, before = rig.new_capture(), len(rig.console.said)
    with rig.workload(vmas=300) as shape, rig.agent_by_uart("--pid", str(shape.pid)) as source:
        with rig.host.live(*source, *_REPORT, "--pid", str(shape.pid), "--period", "100ms", "--record", capture) as live:
            live.rows_when(bool)
            with _line(rig, baud=75):
                rig.console.wait_for(r"^smaps-agent: line too slow: period is now ", before)
                before = len(rig.console.said)
                shape = rig.tell(shape, "grow", "256")
            rig.console.wait_for(r"^smaps-agent: recovered: period is now ", before)
        _check_left_out(rig, capture)
        same_text(rig, source, shape)
    return None


def _line_that_halts(rig: Rig) -> str:
    """Where the whole board stops while its line is full, sweeps are late and not too much for the line."""
    capture = rig.new_capture()
    with rig.workload(vmas=300) as shape, rig.agent_by_uart("--pid", str(shape.pid)) as source:
        with _line(rig, baud=9600):
            rig.host.run(*source, "--quiet", "--pid", str(shape.pid), "--period", "100ms", "--count", "4", "--record", capture)
        _check_left_out(rig, capture)
        same_text(rig, source, shape)
    return "sweeps were left out; the emulator halts the board while this UART waits, so the period is not doubled"


def _check_left_out(rig: Rig, capture: str) -> None:
    numbers = [row["sweep"] for row in rig.host.report("frames", "--replay", capture)]
    check(max(numbers) - min(numbers) >= len(numbers), f"of the sweeps {numbers} none was left out")


def joined_in_the_middle(rig: Rig) -> None:
    """A host vanishes without a word and another one comes: it asks for a key sweep, the next by itself would be an hour away."""
    with rig.workload() as shape, rig.agent_by_uart("--pid", str(shape.pid), "--key-interval", "1h") as source:
        with rig.host.live(*source, *_REPORT) as live:
            live.rows_when(bool)
            live.kill()
        same_text(rig, source, shape)


def noisy_line(rig: Rig) -> None:
    """Bytes that are not the agent's, a kernel message among them: what they damage is lost, then the session continues."""
    with rig.workload() as shape, rig.agent_by_uart("--pid", str(shape.pid)) as source:
        with rig.host.live(*source, *_REPORT) as live:
            live.rows_when(bool)
            for noise in (b"[  12.345678] usb 1-1: new device\r\n", b"\x1e" * 7, bytes(range(256))):
                rig.machine.uart.noise = noise
                shape = rig.tell(shape, "grow", "128")
                live.rows_when(lambda rows: (heap_kb_of(rows, shape) or 0) >= shape.heap_kb)


def one_way_line(rig: Rig) -> None:
    """Only the board's wire is connected, and it is noisy: the host waits for the next key sweep, asking would not help."""
    with rig.workload() as shape, rig.agent_by_uart("--pid", str(shape.pid), "--key-interval", "1s") as source:
        with _line(rig, one_way=True):
            rig.machine.uart.noise = b"[   98.765432] random: crng init done\r\n" + bytes(range(256))
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


ALL = [slow_line, joined_in_the_middle, noisy_line, one_way_line, console_only, pushed_by_console]


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
