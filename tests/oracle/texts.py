"""The coded part of a sweep: processes, and the changes of their texts. CODER.md, section 6."""
from __future__ import annotations

from hashes import text_hash, weight
from mapping import Piece, PieceDecoder
from symbols import Damaged, RangeDecoder

PIECES_MAX = 1048575
AFTER_START, AFTER_CHANGE, AFTER_REST = range(3)


class ProcessText:
    def __init__(self):
        self.pieces = []
        self.status = 0
        self.history = 0
        self.changed = False
        self.hash = 0

    def text(self) -> bytes:
        return b"".join(piece.text for piece in self.pieces)


class TextDecoder(PieceDecoder):
    """Keeps the texts of all processes."""

    def __init__(self, tables):
        super().__init__(tables)
        self.processes = {}

    def sweep(self, coded: bytes, present, key: bool):
        """`present`: pids in ascending order. After Damaged, a key sweep has to follow."""
        if key:
            self.reset()
            self.processes = {}
        known, self.processes = self.processes, {}
        self.engine = RangeDecoder(coded)
        self.pieces_left = PIECES_MAX
        for pid in present:
            process = known.get(pid)
            if coded:
                process = self._process(process)
            elif process:
                process.changed = False
            if process is None:
                raise Damaged("a process is as it was, but is not known")
            self.processes[pid] = process

    def board_hash(self) -> int:
        return sum(process.hash * weight(pid) for pid, process in self.processes.items())

    def _process(self, old: ProcessText | None) -> ProcessText | None:
        known = 1 if old else 0
        changed = self.flag(self.context("process_changed", old.history if old else 4))
        process = old or ProcessText()
        process.changed = bool(changed)
        process.history = (process.history << 1 | changed) & 3
        if not changed:
            return old
        if self.flag(self.context("process_whole", known)):
            process.pieces = []
        process.pieces = Changes(self, process.pieces).pieces
        if self.flag(self.context("status_differs", known)):
            process.status = self.tree(self.context("status"), 4)
        self.engine.check()
        process.hash = text_hash(process.text())
        return process


class Changes:
    """Passes through the known pieces of a text and makes the new ones, in `pieces`."""

    def __init__(self, coder: TextDecoder, old):
        self.coder, self.old = coder, old
        self.at = 0  # in old
        self.pieces, self.histories = [], []
        self.before = Piece()
        self.after = AFTER_START
        while self._step():
            pass
        for piece, history in zip(self.pieces, self.histories):
            piece.history = history

    def _step(self) -> bool:
        """False: the text is complete."""
        gap = self._gap()
        if gap:
            self._in_gap(gap)
        elif self.at < len(self.old):
            piece = self.old[self.at]
            if self._touched(piece):
                self._change(1)
            else:
                self._copy(1)
                self.after = AFTER_REST
        else:
            if not self.coder.flag(self._more_context()):
                return False
            self.after = AFTER_CHANGE
            self._new_piece()
        return True

    def _gap(self) -> int:
        end = self.at
        while end < len(self.old) and self.old[end].history == 0:
            end += 1
        return end - self.at

    def _in_gap(self, gap: int):
        coder = self.coder
        if coder.flag(coder.context("gap_clean", 16 * self.after + min(gap.bit_length(), 15))):
            self._copy(gap)
            self.after = AFTER_REST
            return
        position = coder.number(coder.context("gap_position", 1 if self.after == AFTER_CHANGE else 0))
        if position >= gap:
            raise Damaged("a change outside its gap")
        self._copy(position)
        self._change(0)

    def _touched(self, piece: Piece) -> int:
        where = (2 * (piece.history - 1) + (self.after == AFTER_CHANGE)) * 4 + piece.behaviour() // 2
        return self.coder.flag(self.coder.context("touched", where))

    def _more_context(self) -> int:
        executable = self.before.permissions >> 2 & 1
        where = {AFTER_START: 0, AFTER_REST: 1}.get(self.after, 2 + 2 * self.before.name.kind + executable)
        return self.coder.context("more", where)

    def _copy(self, count: int):
        for piece in self.old[self.at:self.at + count]:
            self.pieces.append(piece)
            self.histories.append(piece.history << 1 & 7)
            self.before = piece
        self.at += count

    def _add(self, piece: Piece, history: int):
        self.pieces.append(piece)
        self.histories.append(history)
        self.before = piece
        self.coder.pieces_left -= 1
        if self.coder.pieces_left < 0:
            raise Damaged("too many pieces")
        self.coder.engine.check()

    def _next(self) -> Piece | None:
        piece = self.old[self.at] if self.at < len(self.old) else None
        return piece if piece and not piece.literal() else None

    def _new_piece(self):
        self._add(self.coder.new_piece(self.before, self._next()), 1)

    def _change(self, hot: int):
        coder, piece = self.coder, self.old[self.at]
        group = piece.behaviour()
        n = 1 + hot if self.after == AFTER_CHANGE else 0
        c = coder.context("change", (group // 4 * 2 + group % 2) * 3 + n)
        self.after = AFTER_CHANGE
        if coder.flag(c):
            self.at += 1
            self._add(coder.changed_piece(piece, self.before, self._next()), (piece.history << 1 | 1) & 7)
            self._drop_overlapped()
        elif coder.flag(c + 1):
            self._new_piece()
            self._drop_overlapped()
        else:
            self.at += 1
            coder.engine.check()

    def _drop_overlapped(self):
        while (not self.before.literal() and self.at < len(self.old)
               and self.old[self.at].start < self.before.end()):
            if self.coder.flag(self.coder.context("survives")):
                return
            self.at += 1
            self.coder.engine.check()
