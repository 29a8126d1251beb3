"""A whole stream to events. Damage is reported, and the reader continues with the next key sweep."""
from frames import GOODBYE, HELLO, IDLE, INFO, SWEEP, FrameReader
from session import Session
from symbols import Damaged
from values import Bad


class Listener:
    """Override what is of interest."""

    def hello(self, session, frame): pass
    def sweep(self, session, sweep): pass
    def info(self, session, next_sweep, costs, totals): pass
    def goodbye(self, reason, text): pass
    def refused(self, session): pass
    def trouble(self, what): pass
    def other(self, frame): pass


def play(stream: bytes, tables, listener: Listener) -> FrameReader:
    """Returns the frame reader, for its counts."""
    frames = FrameReader(stream)
    player = _Player(tables, listener)
    for frame in frames:
        player.take(frame)
    return frames


class _Player:
    def __init__(self, tables, listener):
        self.tables, self.listener = tables, listener
        self.session, self.refused, self.waiting = None, False, False

    def take(self, frame):
        if frame.lost and self.session:
            self.session.lose(frame)
            self._trouble(f"{frame.lost} frames lost")
        if frame.type == HELLO:
            self._hello(frame)
        elif frame.type == GOODBYE and frame.payload:
            self.listener.goodbye(frame.payload[0], frame.payload[1:])
        elif self.refused or self.session is None:
            self.listener.other(frame)
        elif frame.type >= IDLE or frame.type & 0xF0 == SWEEP:
            self._sweep(frame)
        elif frame.type == INFO:
            self.listener.info(self.session, *self.session.take_info(frame.payload))
        else:
            self.listener.other(frame)

    def _hello(self, frame):
        if frame.new_session:
            self.session, self.waiting = Session(self.tables), False
        try:
            self.refused = not self.session.take_hello(frame.payload)
        except Bad:
            self.refused = True
        if self.refused:
            self.listener.refused(self.session)
        else:
            self.listener.hello(self.session, frame)

    def _sweep(self, frame):
        try:
            sweep = self.session.take_sweep(frame)
        except (Bad, Damaged) as bad:
            self._trouble(str(bad))
            return
        if sweep:
            self.waiting = False
            self.listener.sweep(self.session, sweep)

    def _trouble(self, what: str):
        """Once, until a sweep was proved again."""
        if not self.waiting:
            self.waiting = True
            self.listener.trouble(what)
