"""Bytes of names and literal text: CODER.md, section 4."""
import copy
import functools

from symbols import MASK32, MASK64, RATES, Damaged, moved

LINE_BYTES_MAX = 4096
FOLLOWER_RATE = 6


def scatter(v: int) -> int:
    v = v * 0x9E3779B1 & MASK32
    return v ^ v >> 15


class KnownBits:
    """In place of the range coder: the bits of a text that both ends know."""

    def __init__(self, text: bytes):
        self.bits = iter([byte >> shift & 1 for byte in text for shift in range(7, -1, -1)])

    def bit(self, _p: int) -> int:
        return next(self.bits)


class TextModel:
    def __init__(self, tables):
        self.tables = tables
        self.last, self.line = 0, 0
        self.statistic_p = [[0x800] * 2048 for _ in range(2)]
        self.statistic_n = [[0] * 2048 for _ in range(2)]
        self.followers = [[(0, 0, 0)] * 1024 for _ in range(3)]  # byte, check, n
        self.trust = [[0xC000] * 16 for _ in range(3)]
        self.weights = [[20000] * 5 for _ in range(4)]
        self.stretch = functools.lru_cache(None)(self._stretch)

    def clone(self):
        other = copy.copy(self)
        for name in ("statistic_p", "statistic_n", "followers", "trust", "weights"):
            setattr(other, name, [row[:] for row in getattr(self, name)])
        return other

    def _logarithm(self, v: int) -> int:
        bits = v.bit_length()
        scaled = v << (17 - bits)
        i, fraction = scaled >> 12 & 15, scaled & 0xFFF
        log = self.tables.log
        return (bits - 1) * 11357 // 64 + log[i] + ((log[i + 1] - log[i]) * fraction >> 12)

    def _stretch(self, p: int) -> int:
        return self._logarithm(p) - self._logarithm(65536 - p)

    def squash(self, odds: int) -> int:
        odds = -2047 if odds < -2047 else 2047 if odds > 2047 else odds
        i, fraction = (odds >> 7) + 16, odds & 0x7F
        table = self.tables.squash
        return table[i] * (128 - fraction) + table[i + 1] * fraction + 64 >> 7

    def byte(self, engine) -> int:
        last, stretch = self.last, self.stretch
        hashes = (last << 8 & MASK32, (last & MASK32) + (last >> 32 & 0xFF) * 0x85EBCA6B, self.line)
        slots, checks, found = [], [], []
        for i, rows in enumerate(self.followers):
            h = scatter(hashes[i] + i * 0x3C6EF372 & MASK32)
            slots.append(h % 1024)
            checks.append(h >> 28)
            found.append(rows[h % 1024])
        followers = [(i, *follower) for i, follower in enumerate(found) if follower[1] == checks[i] and follower[2]]
        seeds = (scatter((last & 0xFF) + 1000), scatter((last & 0xFFFF) + 1000))
        node = 1
        for shift in range(7, -1, -1):
            at = (seeds[0] + node * 0x2545 & MASK32) % 2048, (seeds[1] + node * 0x2545 & MASK32) % 2048
            inputs = [stretch(16 * self.statistic_p[0][at[0]] + 8), stretch(16 * self.statistic_p[1][at[1]] + 8), 0, 0, 0]
            speaking, row = [], 0
            for i, byte, _, n in followers:
                if 256 + byte >> shift + 1 == node:
                    odds = stretch(self.trust[i][n] | 8)
                    expected = byte >> shift & 1
                    inputs[2 + i] = odds if expected else -odds
                    speaking.append((i, n, expected))
                    row = i + 1
            weights, odds = self.weights[row], 0
            for value, weight in zip(inputs, weights):
                odds += value * (weight >> 4) >> 12
            p = self.squash(odds)
            bit = engine.bit(16 * p)
            error = (4095 if bit else 0) - p
            self.weights[row] = [weight + (value * error >> 11) for value, weight in zip(inputs, weights)]
            for i in (0, 1):
                n = self.statistic_n[i][at[i]]
                self.statistic_p[i][at[i]] = moved(16 * self.statistic_p[i][at[i]], bit, RATES[n]) >> 4
                self.statistic_n[i][at[i]] = min(n + 1, 15)
            for i, n, expected in speaking:
                self.trust[i][n] = moved(self.trust[i][n], bit == expected, FOLLOWER_RATE)
            node = 2 * node + bit
        result = node - 256
        for i in range(3):
            self.followers[i][slots[i]] = followed(found[i], checks[i], result)
        self.last = (last << 8 | result) & MASK64
        self.line = 0 if result == 10 else scatter(self.line + result & MASK32)
        return result

    def line_text(self, engine) -> bytes:
        """Up to a newline, which is not part of it."""
        text = bytearray()
        while (byte := self.byte(engine)) != 10:
            if len(text) == LINE_BYTES_MAX:
                raise Damaged("a name is too long")
            text.append(byte)
        return bytes(text)


@functools.lru_cache(None)
def primed(tables) -> TextModel:
    """As it is after the preset: the same at each reset."""
    model, engine = TextModel(tables), KnownBits(tables.preset)
    for _ in tables.preset:
        model.byte(engine)
    return model


def followed(follower, check: int, byte: int):
    """A follower after `byte` was seen where `check` is its context's."""
    old_byte, old_check, n = follower
    if old_check != check:
        return (old_byte, old_check, n - 2) if n > 2 else (byte, check, 1)
    if old_byte != byte:
        return (byte if n < 3 else old_byte, check, 1)
    return (old_byte, check, min(n + 1, 15))
