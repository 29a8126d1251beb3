"""The inputs that the oracle is run on."""
import pathlib
import re
import subprocess
import tarfile
from dataclasses import dataclass, field

from story import in_own_words, story_of, story_of_capture, story_of_control
from stream import Listener, play

TIMEOUT_S = 300


@dataclass
class Result:
    texts: int = 0
    text_bytes: int = 0
    sweeps: int = 0
    cases: int = 0
    wrong: list = field(default_factory=list)


class Checker(Listener):
    """Compares texts with those known for (pid, sweep), where they are known. Every sweep was proved by its hash."""

    def __init__(self, result: Result, what: str, known=None):
        self.result, self.what, self.known = result, what, known
        self.seen = 0

    def sweep(self, session, sweep):
        self.result.sweeps += 1
        for pid in session.processes:
            text = session.text(pid)
            self.result.texts += 1
            self.result.text_bytes += len(text)
            if self.known is not None and text != self.known(pid, self.seen):
                self.result.wrong.append(f"{self.what}: sweep {self.seen}: the text of {pid} is another one")
        self.seen += 1

    def trouble(self, what):
        self.result.wrong.append(f"{self.what}: {what}")

    def refused(self, session):
        self.result.wrong.append(f"{self.what}: refused")


def check(result: Result, what: str, stream: bytes, tables, known=None, sweeps=None):
    checker = Checker(result, what, known)
    frames = play(stream, tables, checker)
    result.cases += 1
    if frames.damaged or frames.early or frames.skipped:
        result.wrong.append(f"{what}: {frames.damaged} frames damaged, {frames.early} early, {frames.skipped} bytes skipped")
    if checker.seen != sweeps and (sweeps is not None or checker.seen == 0):
        result.wrong.append(f"{what}: {checker.seen} sweeps")


# What is stored as bytes.

def stored_vector(path: pathlib.Path):
    """The bytes of a .hex file, and its lines after `> `."""
    data, lines = bytearray(), []
    for line in path.read_text().split("\n"):
        if line.startswith("> "):
            lines.append(line[2:])
        else:
            data += bytes.fromhex(line.split("#")[0])
    return bytes(data), lines


class Tracer(Listener):
    """Every answer of the sweep after the first."""

    trace = None

    def sweep(self, session, sweep):
        self.trace = session.coder.trace
        session.coder.trace = []


def worked_answers(source, tables, result: Result):
    """The page's first table, against the sweep that it is of."""
    tracer = Tracer()
    play(stored_vector(source / "testdata/wire/v1_coded_sweeps.hex")[0], tables, tracer)
    answers = [(tables.context_name(context), p, bit) for context, p, bit in tracer.trace or []]
    result.cases += 1
    if answers != tables.answers:
        result.wrong.append(f"CODER.md, section 1: the answers are {answers}")


def vectors(source, tables) -> Result:
    """Each has the lines that a reader makes of it."""
    result = Result()
    worked_answers(source, tables, result)
    for path in sorted((source / "testdata/wire").glob("*.hex")):
        data, lines = stored_vector(path)
        expected = [in_own_words(line) for line in lines]
        kind = path.stem.split("_", 1)[1]
        story = (story_of_control(data) if kind == "control" else
                 story_of_capture(data, tables) if kind == "capture" else story_of(data, tables))
        result.cases += 1
        result.sweeps += sum(line.startswith("sweep ") for line in story)
        result.texts += sum(line.startswith("    |") for line in story)
        for i in range(max(len(story), len(expected))):
            lines = [*story[i:i + 1], None][0], [*expected[i:i + 1], None][0]
            if lines[0] != lines[1]:
                result.wrong.append(f"{path.name}: line {i + 1}: read {lines[0]!r}, stored {lines[1]!r}")
    return result


def captures(source, tables) -> Result:
    return play_files(source, tables, *sorted((source / "testdata/captures").glob("*.smaps")))


def play_files(_source, tables, *files) -> Result:
    result = Result()
    for path in files:
        check(result, pathlib.Path(path).name, pathlib.Path(path).read_bytes(), tables)
    return result


# What the programs encode.

def imported(host: str, folder: pathlib.Path, capture: pathlib.Path) -> bytes:
    """Snapshots through the agent's own encoder."""
    capture.unlink(missing_ok=True)
    subprocess.run([host, "--import", folder, "--record", capture, "--quiet"], check=True, timeout=TIMEOUT_S,
                   stdout=subprocess.DEVNULL)
    return capture.read_bytes()


def fresh(scratch: str) -> pathlib.Path:
    """An empty folder."""
    folder = pathlib.Path(scratch)
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    return folder


def unpack(archive: pathlib.Path, folder: pathlib.Path):
    with tarfile.open(archive) as tar:
        tar.extractall(folder)


def sequences(source, tables, host, scratch) -> Result:
    """Every snapshot of every recorded sequence."""
    result, folder = Result(), fresh(scratch)
    unpack(source / "testdata/sequences.tar.xz", folder / "in")
    for sequence in sorted(path for path in (folder / "in").iterdir() if path.is_dir()):
        files = sorted(sequence.glob("*.smaps"))
        stream = imported(host, sequence, folder / f"{sequence.name}.smaps")
        check(result, sequence.name, stream, tables, lambda _pid, sweep: files[sweep].read_bytes(), len(files))
    fresh(scratch)
    return result


def boards(source: pathlib.Path, folder: pathlib.Path):
    """(name, smaps texts) of kernels that print alike: the zoo is of one kernel, the others are of one each."""
    unpack(source / "testdata/zoo.tar.xz", folder)
    yield "zoo", [path.read_bytes() for path in sorted(folder.rglob("smaps"))]
    for tree in sorted((source / "testdata/rssanalyse").iterdir()):
        yield tree.name, [path.read_bytes() for path in sorted(tree.rglob("smaps"))]
    yield "oddities", [path.read_bytes() for path in sorted((source / "testdata/fuzz/smaps_parser").iterdir())]


def mappings_of(text: bytes):
    return re.split(rb"^(?=[0-9a-f]+-[0-9a-f]+ )", text, flags=re.M)


def thinned(text: bytes) -> bytes:
    """Without every seventh mapping."""
    return b"".join(mapping for i, mapping in enumerate(mappings_of(text)) if i % 7 != 6)


def grown(text: bytes) -> bytes:
    """With other numbers in every fifth mapping."""
    def more(match):
        number = b"%d" % (int(match[3]) + 4)
        return match[1] + match[2][:len(match[2]) + len(match[3]) - len(number)] + number + b" kB"
    return b"".join(re.sub(rb"^((?:Rss|Pss|Private_Dirty):)( +)(\d+) kB", more, mapping, flags=re.M) if i % 5 == 4 else mapping
                    for i, mapping in enumerate(mappings_of(text)))


def texts(source, tables, host, scratch) -> Result:
    """The texts of a board at once: whole, thinned, with other numbers, the same again, then each the text of another."""
    result, folder = Result(), fresh(scratch)
    for name, originals in list(boards(source, folder / "zoo")):
        changes = (lambda i: originals[i], lambda i: thinned(originals[i]), lambda i: grown(originals[i]),
                   lambda i: grown(originals[i]), lambda i: originals[i - 1])
        sweeps = [[change(i) for i in range(len(originals))] for change in changes]
        for sweep, board in enumerate(sweeps):
            for i, text in enumerate(board):
                (folder / f"{name}/{i + 1}").mkdir(parents=True, exist_ok=True)
                (folder / f"{name}/{i + 1}/{sweep:04}.smaps").write_bytes(text)
        stream = imported(host, folder / name, folder / f"{name}.smaps")
        check(result, name, stream, tables, lambda pid, sweep: sweeps[sweep][pid - 1], len(sweeps))
    fresh(scratch)
    return result


def agent(source, tables, program, scratch) -> Result:
    """Trees of /proc files as the agent itself reads and sends them."""
    result, folder = Result(), fresh(scratch)
    unpack(source / "testdata/zoo.tar.xz", folder / "zoo")
    trees = [*(source / "testdata/rssanalyse").iterdir(), *(folder / "zoo").iterdir()]
    for tree in sorted(path for path in trees if path.is_dir()):
        done = subprocess.run([program, "--stdio", "--all", "--proc", tree, "--count", "2", "--period", "100ms"],
                              check=True, timeout=TIMEOUT_S, stdin=subprocess.DEVNULL, capture_output=True)
        check(result, tree.name, done.stdout, tables, lambda pid, _sweep: (tree / f"{pid}/smaps").read_bytes(), 2)
    fresh(scratch)
    return result
