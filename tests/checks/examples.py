"""Every command that the documents, units and init scripts show is one that the programs take: examples.py SOURCE AGENT HOST.

Each is run with one more option that does not exist: that one, and no other word, must be what is refused."""
import pathlib
import re
import shlex
import subprocess
import sys

PAGES = ("agent/smaps-agent.1", "host/host-analyze.1")
DOCUMENTS = ("README.md", "agent/README.md", "protocol/PROTOCOL.md", "protocol/CODER.md", "tests/README.md", "toolchains/README.md")
STARTERS = ("toolchains/smaps-agent.service", "toolchains/openwrt/smaps-agent/files/smaps-agent.init")
PROMPT = re.compile(r"\s*[a-z]*[$#] +")
COMMANDS_MIN = 35
REFUSED = "--no-such-option"
REFUSALS = {"smaps-agent": f"smaps-agent: {REFUSED}: unknown option", "host-analyze": f"host-analyze: {REFUSED}: no such option"}


def code_lines(source: pathlib.Path):
    for name in PAGES:
        for line in (source / name).read_text().splitlines():
            line = re.sub(r"\\f.|\\(?=-)", "", line)
            if PROMPT.match(line):
                yield name, line
    for name in DOCUMENTS:
        for line in (source / name).read_text().splitlines():
            if line.startswith("    ") or PROMPT.match(line):
                yield name, line
            for span in re.findall("`([^`]+)`", line):
                yield name, span
    for name in STARTERS:
        for line in (source / name).read_text().splitlines():
            yield name, line.replace("ExecStart=", "")


def words_of(line: str):
    """Words, and the shell's own signs as words of their own."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = "#"
    try:
        return list(lexer)
    except ValueError:  # prose with an apostrophe
        return []


def commands_in(line: str, programs):
    """(program, its words), also of what is quoted for another shell."""
    words = words_of(PROMPT.sub("", line))
    for at, word in enumerate(words):
        program = word.rsplit("/", 1)[-1]
        if program in programs and words[at + 1:at + 2] and words[at + 1].startswith("--"):
            rest = words[at + 1:]
            end = next((i for i, other in enumerate(rest) if set(other) <= set("();<>|&")), len(rest))
            yield program, rest[:end]
        if " " in word:
            yield from commands_in(word, programs)


def refusal(command) -> str:
    done = subprocess.run([*command, REFUSED], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
    return done.stderr.strip()


def main() -> int:
    source, agent, host = sys.argv[1:]
    programs = {"smaps-agent": agent, "host-analyze": host}
    seen = wrong = 0
    for name, line in code_lines(pathlib.Path(source)):
        for program, words in commands_in(line, programs):
            seen += 1
            said = refusal([programs[program], *words])
            if not said.startswith(REFUSALS[program]):  # as a value of the option before, it has another message
                wrong += 1
                print(f"{name}: {program} {shlex.join(words)}: {said}")
    print(f"{seen} commands, {wrong} of them wrong")
    return 0 if wrong == 0 and seen >= COMMANDS_MIN else 1


sys.exit(main())
