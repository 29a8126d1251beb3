"""Decodes streams by protocol/PROTOCOL.md and protocol/CODER.md alone, and compares with what is known of them:

    oracle.py SOURCE vectors
    oracle.py SOURCE captures
    oracle.py SOURCE sequences HOST-ANALYZE SCRATCH
    oracle.py SOURCE texts HOST-ANALYZE SCRATCH
    oracle.py SOURCE agent SMAPS-AGENT SCRATCH
    oracle.py SOURCE damage
    oracle.py SOURCE play FILE...

The last line counts the texts that were rebuilt. Exit 1 when one of them is wrong, or when there are none."""
import pathlib
import sys
import time

import damage
import sets
from page import Tables


def main() -> int:
    source, command, rest = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    tables = Tables(source / "protocol/CODER.md")
    commands = {"vectors": sets.vectors, "captures": sets.captures, "sequences": sets.sequences, "texts": sets.texts,
                "agent": sets.agent, "play": sets.play_files, "damage": damage.damage}
    begin = time.monotonic()
    result = commands[command](source, tables, *rest)
    for line in result.wrong:
        print(line)
    print(f"{result.texts} texts, {result.text_bytes} bytes, {result.sweeps} sweeps, {result.cases} cases, "
          f"{len(result.wrong)} wrong, {time.monotonic() - begin:.1f} s")
    return 0 if not result.wrong and result.cases else 1


sys.exit(main())
