"""The cable of the board's second UART: carries bytes between the emulated UART and a terminal device of this machine.

A real line has a speed and keeps nothing for an absent reader; so has and does this one. The emulator itself sends as
fast as the other side reads.
"""

import os
import select
import socket
import termios
import threading
import time
import tty

_BITS_PER_BYTE = 10  # start bit, eight data bits, stop bit


class Cable:
    """Started at once; `device` is what a program on this machine opens."""

    def __init__(self, line: socket.socket):
        self._line = line
        self._terminal, slave = os.openpty()
        tty.setraw(slave, termios.TCSANOW)
        self.device = os.ttyname(slave)
        os.close(slave)
        os.set_blocking(self._terminal, False)
        self.baud: int | None = None  # None: as fast as possible
        self.one_way = False  # True: nothing reaches the board
        self.noise = b""  # given to the program once, in the middle of what the board sends next
        self._end_read, self._end_write = os.pipe()
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def close(self) -> None:
        os.write(self._end_write, b"x")
        self._thread.join()
        for fd in (self._terminal, self._end_read, self._end_write):
            os.close(fd)

    def _carry(self) -> None:
        while True:
            watched = [self._line, self._end_read] + ([self._terminal] if self._somebody_there() else [])
            ready, _, _ = select.select(watched, [], [], 0.05)
            if self._end_read in ready:
                return
            if self._line in ready and not self._from_board():
                return
            if self._terminal in ready:
                self._to_board()

    def _somebody_there(self) -> bool:
        """Has a program the device open? The terminal reports hang-up while none has."""
        poller = select.poll()
        poller.register(self._terminal, 0)
        return not poller.poll(0)

    def _from_board(self) -> bool:
        chunk = self._line.recv(self._chunk_bytes())
        if not chunk:
            return False
        self._pace(len(chunk))
        if self._somebody_there():  # else it would be lost
            middle, noise, self.noise = len(chunk) // 2, self.noise, b""
            chunk = chunk[:middle] + noise + chunk[middle:]
        self._to_program(chunk)
        return True

    def _to_program(self, chunk: bytes) -> None:
        """Waits while the program is slow; what is left when it has ended is lost, as on a real line."""
        while chunk and self._somebody_there() and self._end_read not in select.select([self._end_read], [], [], 0)[0]:
            try:
                chunk = chunk[os.write(self._terminal, chunk):]
            except BlockingIOError:
                select.select([self._end_read], [self._terminal], [], 0.05)

    def _to_board(self) -> None:
        try:
            chunk = os.read(self._terminal, self._chunk_bytes())
        except OSError:  # the program has just closed the device
            return
        self._pace(len(chunk))
        if not self.one_way:
            self._line.sendall(chunk)

    def _chunk_bytes(self) -> int:
        return 4096 if self.baud is None else max(1, self.baud // 1000)

    def _pace(self, count: int) -> None:
        if self.baud is not None:
            time.sleep(count * _BITS_PER_BYTE / self.baud)
