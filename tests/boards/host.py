"""host-analyze on this machine: run to its end, or live while the board changes."""

import json
import os
import re
import signal
import subprocess
from pathlib import Path
from typing import Callable

from machine import Failed
from patience import LOOK_S, Patience


class Host:
    """`patience` makes one for a wait that begins."""

    def __init__(self, program: Path, patience: Callable[[], Patience]):
        self._program = program
        self._patience = patience

    def run(self, *words: str) -> str:
        """What it printed; any exit but 0 is a failure."""
        command = [str(self._program), *words]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        ended, out, err = _communicate(process, self._patience())
        if not ended:
            raise Failed(f"{' '.join(command)}: did not end; {_text(out + err)}")
        if process.returncode != 0:
            raise Failed(f"{' '.join(command)}: exit {process.returncode}: {_text(out + err)}")
        return _text(out)

    def json(self, name: str, *words: str) -> dict:
        """A report as it is, reasons included."""
        return json.loads(self.run("--report", name, "--format", "json", *words))

    def report(self, name: str, *words: str) -> list[dict]:
        """The rows of a report."""
        return self.json(name, *words)["rows"]

    def live(self, *words: str) -> "Live":
        return Live([str(self._program), *words], self._patience)


class Live:
    """A session that continues until it is left; then it is interrupted as a user would, and must end with exit 130 or 0."""

    def __init__(self, command: list[str], patience: Callable[[], Patience]):
        self._command = command
        self._patience = patience

    def __enter__(self) -> "Live":
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._text = {"stdout": b"", "stderr": b""}
        self._used = 0
        self._left = False
        return self

    def __exit__(self, kind, *_) -> None:
        if not self._left:
            self.leave(failing=kind is not None)

    def kill(self) -> None:
        """It ends without a word, as with a pulled plug."""
        self._left = True
        self._process.kill()
        self._process.communicate()

    def leave(self, failing: bool = False) -> None:
        """`failing`: something else failed, how this ends does not matter."""
        self._left = True
        self._process.send_signal(signal.SIGINT)
        ended, _, err = _communicate(self._process, self._patience())
        if not ended:
            raise Failed(f"{' '.join(self._command)}: an interrupt did not end it")
        if not failing and self._process.returncode not in (0, 130):
            raise Failed(f"{' '.join(self._command)}: exit {self._process.returncode}: {_text(self._text['stderr'] + err)}")

    def rows_when(self, good: Callable[[list[dict]], bool]) -> list[dict]:
        """The rows of the first sweep (ndjson) from here on for which `good` holds."""
        while True:
            while b"\n" not in self._text["stdout"][self._used:]:
                self._receive()
            end = self._text["stdout"].index(b"\n", self._used)
            rows = json.loads(self._text["stdout"][self._used:end])["rows"]
            self._used = end + 1
            if good(rows):
                return rows

    def said(self, pattern: str) -> re.Match:
        """The first match in its stderr."""
        while not (found := re.search(pattern, _text(self._text["stderr"]))):
            self._receive()
        return found

    def _receive(self) -> None:
        pipes = {self._process.stdout.fileno(): "stdout", self._process.stderr.fileno(): "stderr"}
        ready = self._patience().ready(list(pipes))
        got = {fd: os.read(fd, 65536) for fd in ready}
        for fd, chunk in got.items():
            self._text[pipes[fd]] += chunk
        if not any(got.values()):
            why = "has ended" if ready else "said nothing more in time"
            tail = _text(self._text["stdout"][-600:] + self._text["stderr"][-600:])
            raise Failed(f"{' '.join(self._command)}: {why}; last: {tail}")


def _communicate(process: subprocess.Popen, patience: Patience) -> tuple[bool, bytes, bytes]:
    """Waits for the end: whether it came, and the output on stdout and stderr. A program that is given up is killed."""
    while True:
        try:
            return True, *process.communicate(timeout=LOOK_S)
        except subprocess.TimeoutExpired:
            if patience.is_over():
                process.kill()
                return False, *process.communicate()


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
