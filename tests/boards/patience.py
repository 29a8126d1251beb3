"""How long a test waits for a board: as long as the board computes. A busy or slow machine gives an emulator less time, not none."""

import os
import select
import time

_EMULATED_S = 120.0  # CPU time of the emulator within which anything asked for happens
_IDLE_S = 420.0      # what an emulator that does nothing is waited for, by the clock
LOOK_S = 2.0         # how often a wait looks whether it is worth going on


class Patience:
    """Begins when it is made. `emulator` is a pid."""

    def __init__(self, emulator: int):
        self._emulator = emulator
        self._began_s, self._began_cpu_s = time.monotonic(), self._cpu_s()

    def is_over(self) -> bool:
        return self._cpu_s() - self._began_cpu_s > _EMULATED_S or time.monotonic() - self._began_s > _IDLE_S

    def ready(self, files: list) -> list:
        """Those of `files` that can be read, as soon as there is one; none when the patience is over."""
        while True:
            if readable := select.select(files, [], [], LOOK_S)[0]:
                return readable
            if self.is_over():
                return []

    def _cpu_s(self) -> float:
        """User and system time of the emulator, all of its threads; endless when it has ended, as nothing will come from it."""
        try:
            with open(f"/proc/{self._emulator}/stat", encoding="utf-8", errors="replace") as stat:
                fields = stat.read().rsplit(") ", 1)[1].split()
        except OSError:
            return float("inf")
        user, system = fields[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
