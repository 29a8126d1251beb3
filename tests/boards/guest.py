"""The guest's own programs, compiled for a board when their source is newer."""

import shutil
import subprocess
from pathlib import Path

from boards import Board
from kernels import Missing

_SOURCES = Path(__file__).resolve().parent / "guest"
_FLAGS = ("-std=c++20", "-Os", "-static", "-s", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wpedantic", "-Werror")


def programs(board: Board, into: Path) -> dict[str, Path]:
    """Path on the board → file, for init and workload."""
    compiler = f"{board.triple}-g++"
    if not shutil.which(compiler):
        raise Missing(f"{compiler} is not installed")
    built = {}
    for source in sorted(_SOURCES.glob("*.cpp")):
        program = into / source.stem
        if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
            subprocess.run([compiler, *_FLAGS, source, "-o", program], check=True)
        built[source.stem] = program
    return built
