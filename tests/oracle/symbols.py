"""Bits and symbols: CODER.md, section 3."""

MASK32 = 0xFFFFFFFF
MASK64 = 0xFFFFFFFFFFFFFFFF
ZEROS_PAST_END_MAX = 64
COUNT_MAX = 60
RATES = [2560 // (10 * n + 16) for n in range(COUNT_MAX + 1)]


class Damaged(Exception):
    """These bytes are no coded text."""


def moved(p: int, bit: int, rate: int) -> int:
    return p + (((65535 if bit else 0) - p) * rate >> 8)


class RangeDecoder:
    def __init__(self, data: bytes):
        self.data, self.at, self.past_end = data, 0, 0
        self.low, self.high, self.value = 0, MASK32, 0
        for _ in range(4):
            self._next_byte()
        self.past_end = 0

    def _next_byte(self):
        byte = 0
        if self.at < len(self.data):
            byte = self.data[self.at]
        else:
            self.past_end += 1
        self.at += 1
        self.value = (self.value << 8 | byte) & MASK32

    def bit(self, p: int) -> int:
        p = 24 if p < 24 else 65512 if p > 65512 else p
        middle = self.low + ((self.high - self.low) * p >> 16)
        bit = 1 if self.value <= middle else 0
        if bit:
            self.high = middle
        else:
            self.low = middle + 1
        while self.low >> 24 == self.high >> 24:
            self.low = self.low << 8 & MASK32
            self.high = (self.high << 8 | 0xFF) & MASK32
            self._next_byte()
        return bit

    def check(self):
        if self.past_end > ZEROS_PAST_END_MAX:
            raise Damaged("it goes on past its end")


class Symbols:
    """Symbols out of adaptive bits. `trace`, where it is a list, gets (context, p, bit) of every bit."""

    def __init__(self, tables):
        self.tables = tables
        self.engine = None
        self.trace = None
        starts = tables.start_values()
        if len(starts) != tables.context_count:
            raise ValueError(f"{len(starts)} start values for {tables.context_count} contexts")
        self.start_p = [16 * tables.squash[2 + 4 * (s >> 1)] for s in starts]
        self.start_n = [12 if s & 1 else 1 for s in starts]
        self.first = {name: first for name, (first, _, _) in tables.groups.items()}
        self.each = {name: each for name, (_, _, each) in tables.groups.items()}
        self.low_bits, self.high, self.low = (self.first[name] for name in ("low_bits", "high", "low"))

    def reset_contexts(self):
        self.p, self.n = self.start_p[:], self.start_n[:]

    def context(self, group: str, unit: int = 0) -> int:
        """group[unit]"""
        return self.first[group] + unit * self.each[group]

    def flag(self, c: int) -> int:
        p, n = self.p[c], self.n[c]
        bit = self.engine.bit(p)
        self.p[c] = moved(p, bit, RATES[n])
        self.n[c] = min(n + 1, COUNT_MAX)
        if self.trace is not None:
            self.trace.append((c, p, bit))
        return bit

    def tree(self, c: int, bits: int) -> int:
        node = 1
        for _ in range(bits):
            node = 2 * node + self.flag(c + node - 1)
        return node - (1 << bits)

    def number(self, c: int) -> int:
        width = 0
        while width < 32 and self.flag(c + min(width, 9)):
            width += 1
        if width == 0:
            return 0
        n = 1
        for left in range(width - 2, -1, -1):
            n = 2 * n + self.flag(c + 10 + min(left, 2) if left == width - 2 else self.low_bits + min(left, 23))
        return n

    def step(self, c: int, shift: int) -> int:
        if shift and self.flag(c):
            shift = 0
        negative = self.flag(c + 1)
        size = self.number(c + 2) << shift
        return -size if negative else size

    def field(self, c, d, shift, e, f, base) -> int:
        """32 bits: `e`, `f`, or a step from `base`."""
        if e != f and not self.flag(c):
            return e
        if not self.flag(c + 1):
            return f
        return base + self.step(d, shift) & MASK32

    def wide(self, c, d, e, f) -> int:
        """64 bits: `e`, `f`, or a difference to `f`."""
        if e != f and not self.flag(c):
            return e
        if not self.flag(c + 1):
            return f
        negative = self.flag(d)
        upper = self.number(self.high)
        size = upper << 32 | self.number(self.low if upper else d + 1)
        return (f - size if negative else f + size) & MASK64
