"""A board and a host together: programs on the board, the ways between the two, and what is compared."""

import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

from host import Host
from machine import AGENT_PORT, Failed, Machine

# Sweeps of an emulated CPU cost more than any board would be given.
_AGENT = ("--max-cpu", "100", "--period", "250")


@dataclass(frozen=True)
class Shape:
    """What a workload prints of itself."""

    pid: int
    parent: int
    heap_kb: int
    anonymous_kb: int
    shared_kb: int
    threads: int
    stack_kb: int
    vmas: int


class Rig:
    def __init__(self, machine: Machine, host: Host, agent_file: Path, has_shell: bool, scratch: Path):
        self.machine = machine
        self.agent_file = agent_file
        self.has_shell = has_shell
        self.console = machine.console
        self.host = host
        self.scratch = scratch
        self.measured: dict[str, str] = {}
        self._captures = 0
        self._copies: dict[int, list[int]] = {}  # of a workload, the pids it has forked

    def new_capture(self) -> str:
        self._captures += 1
        path = self.scratch / f"{self._captures:02}.smaps"
        path.unlink(missing_ok=True)
        return str(path)

    # --- on the board

    @contextmanager
    def running(self, *words: str, who: str | None = None) -> Iterator[int]:
        """A program on the board for as long as the block lasts, root's or `who`'s (guest/init.cpp); its pid."""
        pid = int(self.console.ask(" ".join(["as", who, *words] if who else ["run", *words])))
        try:
            yield pid
        finally:
            self.end(pid)

    @contextmanager
    def workload(self, who: str | None = None, **shape: int) -> Iterator[Shape]:
        with self.running("/workload", *(f"{name}={value}" for name, value in shape.items()), who=who) as pid:
            yield self._shape_said(pid, 0)
        for copy in self._copies.pop(pid, []):
            self.end(copy)

    def tell(self, shape: Shape, *words: str) -> Shape:
        """A command to a workload; what it is afterwards."""
        before = len(self.console.said)
        self.console.ask(f"tell {shape.pid} {' '.join(words)}")
        return self._shape_said(shape.pid, before)

    def fork(self, shape: Shape) -> Shape:
        """A copy of a workload; what the copy prints."""
        before = len(self.console.said)
        self.console.ask(f"tell {shape.pid} fork")
        copy = self._shape(self.console.wait_for(rf"^workload pid=\d+ parent={shape.pid} .*", before))
        self._copies.setdefault(shape.pid, []).append(copy.pid)
        return copy

    @contextmanager
    def stopped(self, pid: int) -> Iterator[None]:
        before = len(self.console.said)
        self.console.ask(f"signal {pid} stop")
        self.console.wait_for(rf"^! stop {pid}$", before)
        try:
            yield
        finally:
            self.console.ask(f"signal {pid} continue")

    def end(self, pid: int) -> None:
        """Ends a program that may have ended by itself, and waits until it has."""
        if not any(re.match(rf"! exit {pid} ", text) for text in self.console.said):
            try:
                self.console.ask(f"signal {pid} end")
            except Failed:
                pass  # it has just ended
            self.console.wait_for(rf"^! exit {pid} ")

    def resident_kb(self, pid: int) -> int:
        """Sum of Rss over a process's smaps, as the board prints them."""
        text = self.console.cat(f"/proc/{pid}/smaps")
        return sum(int(kb) for kb in re.findall(rb"^Rss: +(\d+) kB$", text, re.M))

    def sleep_of(self, pid: int) -> int | None:
        """Which of its sleeps a process is in, as a number that only it has; None while it runs."""
        status = self.console.cat(f"/proc/{pid}/status")
        asleep = re.search(rb"^State:\s+S ", status, re.M)
        return int(re.search(rb"^voluntary_ctxt_switches:\s+(\d+)$", status, re.M)[1]) if asleep else None

    def pids(self) -> set[int]:
        """Every process there is, kernel threads too."""
        return {int(pid) for pid in self.console.ask("pids").split()}

    def peak_kb(self, pid: int) -> int:
        """The most a process has had resident at any time, as the kernel keeps it; it counts a little late."""
        return int(re.search(rb"^VmHWM:\s+(\d+) kB$", self.console.cat(f"/proc/{pid}/status"), re.M)[1])

    def _shape_said(self, pid: int, since: int) -> Shape:
        return self._shape(self.console.wait_for(rf"^workload pid={pid} .*", since))

    @staticmethod
    def _shape(line: re.Match) -> Shape:
        return Shape(**{name: int(value) for name, value in re.findall(r"(\w+)=(\d+)", line[0])})

    # --- between the two

    @contextmanager
    def agent(self, *words: str, who: str | None = None) -> Iterator[int]:
        with self.running("/agent", *words, *_AGENT, who=who) as pid:
            yield pid

    @contextmanager
    def agent_by_tcp(self, *words: str, who: str | None = None) -> Iterator[tuple[str, ...]]:
        """An agent that listens; the host's words to reach it."""
        before = len(self.console.said)
        with self.agent("--listen", str(AGENT_PORT), *words, who=who) as self.agent_pid:
            self.console.wait_for(r"^smaps-agent: .*listen", before)
            yield "--connect", f"127.0.0.1:{self.machine.agent_port()}"

    @contextmanager
    def agent_by_uart(self, *words: str) -> Iterator[tuple[str, ...]]:
        with self.agent("--serial", f"/dev/{self.machine.board.uart}", *words) as self.agent_pid:
            yield "--serial", self.machine.uart.device

    def link(self, *words: str):
        """The board's best way: the network where there is one."""
        return self.agent_by_tcp(*words) if self.machine.board.network else self.agent_by_uart(*words)


def check(good: bool, text: str) -> None:
    if not good:
        raise Failed(text)


def rows_of(rows: list[dict], column: str) -> dict:
    return {row[column]: row for row in rows}
