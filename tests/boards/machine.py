"""A running board: the emulator's process, the first UART with init's answers, and the ports that lead in."""

import os
import re
import select
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Callable

import initramfs
from boards import Board
from kernels import Kernel, Missing
from patience import Patience
from uart import Cable

AGENT_PORT = 5555  # on the board; on this machine the system chooses


class Failed(Exception):
    """The board did not do what it was asked to."""


class Console:
    """The first UART. Lines that are not answers are kept in `said`; `log` gets every byte."""

    def __init__(self, line: socket.socket, log: Path, patience: Callable[[], Patience]):
        self._line = line
        self._patience = patience
        self._log = log.open("wb")
        self._pending = b""
        self.said: list[str] = []

    def ask(self, command: str) -> str:
        """One command to init; its answer without the mark."""
        self._line.sendall(command.encode() + b"\n")
        while not (text := self._read_line()).startswith("= "):
            self.said.append(text)
        if text.startswith("= error"):
            raise Failed(f"{command}: {text}")
        return text[2:]

    def cat(self, path: str) -> bytes:
        size = int(re.fullmatch(r"bytes (\d+)", self.ask(f"cat {path}"))[1])
        while len(self._pending) < size:
            self._receive()
        content, self._pending = self._pending[:size], self._pending[size:]
        return content

    def wait_for(self, pattern: str, since: int = 0) -> re.Match:
        """The first line printed, from number `since` on, that matches; waits until there is one."""
        while True:
            for text in self.said[since:]:
                if found := re.search(pattern, text):
                    return found
            since = len(self.said)
            self.said.append(self._read_line())

    def _read_line(self) -> str:
        while b"\n" not in self._pending:
            self._receive()
        text, self._pending = self._pending.split(b"\n", 1)
        return text.decode("utf-8", "replace").rstrip("\r")

    def _receive(self) -> None:
        if not self._patience().ready([self._line]):
            raise Failed("the board does not answer any more; last it said:\n" + "\n".join(self.said[-5:]))
        got = self._line.recv(65536)
        if not got:
            raise Failed("the emulator has ended")
        self._log.write(got)
        self._log.flush()
        self._pending += got


class Machine:
    """Boots on entering, ends on leaving. `seconds` counts from the start of the emulator."""

    def __init__(self, board: Board, kernel: Kernel, files: dict[str, Path], scratch: Path):
        if not shutil.which(board.qemu):
            raise Missing(f"{board.qemu} is not installed")
        self.board = board
        self._kernel = kernel
        self._scratch = scratch
        (scratch / "initramfs").write_bytes(initramfs.build(files, kernel.modules))

    def __enter__(self) -> "Machine":
        # The emulator dials three lines of ours: nothing it sends can come before all three are open.
        listeners = {name: self._listen(name) for name in ("console", "uart", "monitor")}
        self._started = time.monotonic()
        with (self._scratch / "qemu.log").open("w") as log:
            self._qemu = subprocess.Popen(self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        lines = {name: self._accept(listener) for name, listener in listeners.items()}
        self.console = Console(lines["console"], self._scratch / "console.log", self.patience)
        self._monitor = lines["monitor"]
        self.uart = Cable(lines["uart"])
        self._lines = lines.values()
        return self

    def __exit__(self, *_) -> None:
        self._qemu.kill()
        self._qemu.wait()
        self.uart.close()
        for line in self._lines:
            line.close()

    def seconds(self) -> float:
        return time.monotonic() - self._started

    def patience(self) -> Patience:
        """For one wait that begins now."""
        return Patience(self._qemu.pid)

    def wait_until_ready(self) -> None:
        ready = self.console.wait_for(r"^! ready network=(\S+) root=read-only")
        if ready[1] != (self.board.network or "none"):
            raise Failed(f"the board's network is {ready[1]}")

    def agent_port(self) -> int:
        """The port of this machine that leads to AGENT_PORT of the board."""
        self._monitor.sendall(b"info usernet\n")
        shown = b""
        while not (found := re.search(rb"TCP\[HOST_FORWARD\]\s+\d+\s+\S+\s+(\d+)\s+\S+\s+%d\s" % AGENT_PORT, shown)):
            if not self.patience().ready([self._monitor]):
                raise Failed("the emulator does not say which port is forwarded")
            shown += self._monitor.recv(4096)
        return int(found[1])

    def _listen(self, name: str) -> socket.socket:
        path = self._scratch / name
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen(1)
        return listener

    def _accept(self, listener: socket.socket) -> socket.socket:
        ended = os.pidfd_open(self._qemu.pid)
        try:
            if listener in select.select([listener, ended], [], [])[0]:
                return listener.accept()[0]
        finally:
            os.close(ended)
        raise Failed(f"the emulator did not start: {(self._scratch / 'qemu.log').read_text().strip()}")

    def _command(self) -> list[str]:
        board, scratch = self.board, self._scratch
        cmdline = f"console={board.console},115200 panic=-1 {board.cmdline}"
        command = [board.qemu, *board.machine, "-display", "none", "-no-reboot", "-kernel", str(self._kernel.image)]
        command += ["-initrd", str(scratch / "initramfs")]
        if self._kernel.dtb:
            command += ["-dtb", str(self._kernel.dtb)]
        for name in ("console", "uart", "monitor"):
            command += ["-chardev", f"socket,id={name},path={scratch / name}"]
        command += ["-mon", "chardev=monitor", *board.serial]
        if board.network:
            cmdline += f" NET={board.network}"
            command += ["-netdev", f"user,id=net,hostfwd=tcp:127.0.0.1:0-:{AGENT_PORT}", *board.card]
        else:
            command += ["-nic", "none"]
        return [*command, "-append", cmdline]
