"""Words that make sentences hard to read are not in comments, documents and messages: words.py SOURCE [PATH...].

PATHs, for instance a room that is not in the table yet, are checked in place of the table."""
import pathlib
import re
import sys

# What is checked: folders and files. A room is added here when its words are clean.
CHECKED = (
    "protocol",
    "testdata/README.md",
    "tests/README.md",
    "tests/arch",
    "tests/bench",
    "tests/boards",
    "tests/checks",
    "tests/cli",
    "tests/demo.sh",
    "tests/fuzz",
    "tests/integration",
    "tests/measured",
    "tests/oracle",
    "tests/peers",
    "tests/recipes",
    "tests/run.sh",
    "tests/soak",
    "tests/support",
    "tests/train",
    "tests/unit/agent",
    "tests/unit/base",
    "tests/unit/protocol",
    "tests/unit/store",
    "tests/unit/wire",
    "tests/workloads",
    "toolchains/README.md",
)

# A pattern, and what to write in its place.
FORBIDDEN = (
    (r"told|tells?|telling", "report, print, return, send, mean"),
    (r"sa(?:y|ys|id|ying)", "report, print, state, mean, contain"),
    (r"reckon(?:s|ed|ing)?", "compute"),
    (r"behind", "after"),
    (r"good", "valid, undamaged, right"),
    (r"anew", "again, from scratch"),
    (r"stands?|stood", "is"),
    (r"goes|gone|went", "exited, removed, lost; continues"),
    (r"le(?:ft|ave|aves|aving) out", "skip, omit"),
    (r"tak(?:e|es|en|ing) in", "add"),
    (r"fits?(?! (?:in|into|within)\b)|looks? like", "match"),
    (r"hears?|heard", "receive"),
    (r"dearest", "largest"),
    (r"nobody|somebody|nothing else|no such(?! file or directory)|whatever", "name who or what"),
    (r"areas?", "mapping"),
)

# Where a word is right: in a file, a phrase around it.
ALLOWED = {
    "protocol/PROTOCOL.md": ("| 1 | gone |",),
    "tests/boards/guest/init.cpp": ("tell PID WORD...",),
    "tests/integration/test_bad_input.cpp": ("4194304: no such process",),
    "tests/support/living_process.hpp": ("\\param areas",),
}

COMMENT = {
    ".hpp": r"//[^\n]*|/\*.*?\*/",
    ".cpp": r"//[^\n]*|/\*.*?\*/",
    ".py": r'"""(?:[^"]|"(?!""))*"""|#[^\n]*',
    ".sh": r"(?:^|(?<=\s))#[^\n]*",
    ".cmake": r"#[^\n]*",
    ".txt": r"#[^\n]*",
}
STRING = {".hpp": r'"(?:[^"\\\n]|\\.)*"', ".cpp": r'"(?:[^"\\\n]|\\.)*"'}
DOCUMENTS = (".md", ".1")


def prose(path: pathlib.Path, text: str) -> str:
    """The text with everything that is not prose made blank, so that positions stay."""
    suffix = path.suffix
    if suffix in DOCUMENTS:
        keep = re.sub(r"^(?: {4,}|```).*$", lambda match: blank(match[0]), text, flags=re.M) if suffix == ".md" else text
    elif suffix in COMMENT:
        pattern = "|".join(filter(None, (STRING.get(suffix), COMMENT[suffix])))
        keep = list(blank(text))
        for match in re.finditer(pattern, text, re.S | re.M):
            # A string is a message where it has several words.
            if match[0][0] != '"' or suffix == ".py" or re.search(r"[a-z] [a-z]", match[0]):
                keep[match.start():match.end()] = match[0]
        keep = "".join(keep)
    else:
        return ""
    return re.sub(r"`[^`\n]*`|\\f[BI][^\n]*?\\f[RP]", lambda match: blank(match[0]), keep)


def blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def files(source: pathlib.Path, paths):
    for name in paths:
        path = source / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                yield file.relative_to(source).as_posix(), file


def main() -> int:
    source = pathlib.Path(sys.argv[1])
    found = checked = 0
    used = set()
    patterns = [(re.compile(rf"\b(?:{pattern})\b(?!\(|\.\w|::)", re.I), better) for pattern, better in FORBIDDEN]
    for name, path in files(source, sys.argv[2:] or CHECKED):
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        words = prose(path, text)
        checked += bool(words)
        for pattern, better in patterns:
            for match in pattern.finditer(words):
                begin = text.rfind("\n", 0, match.start()) + 1
                line = text[begin:(text + "\n").find("\n", match.start())]
                phrases = [phrase for phrase in ALLOWED.get(name, ()) if match[0] in phrase and phrase in line]
                if phrases:
                    used.update((name, phrase) for phrase in phrases)
                    continue
                found += 1
                number = text.count("\n", 0, begin) + 1
                print(f"{name}:{number}: {match[0]}: write {better}: {line.strip()}")
    unused = [] if sys.argv[2:] else [(name, phrase) for name in ALLOWED for phrase in ALLOWED[name] if (name, phrase) not in used]
    for name, phrase in unused:
        print(f"words.py: {name}: '{phrase}' is allowed and not there")
    print(f"{checked} files, {found} words to replace")
    return 0 if not found and not unused and checked else 1


sys.exit(main())
