#!/usr/bin/env python3
"""Boots one board and lets it show everything. Exit 0 all shown, 1 not, 77 skipped because something is missing.

    run_board.py BOARD --host HOST-ANALYZE --agents DIR --scratch DIR [--cache DIR] [--step NAME]...

The kernel is fetched from the machine's package archive when the cache has none; the one that must be built is not (kernels.py).
Everything of the run is kept in the scratch directory: what the console printed, captures, extracted texts.
"""

import argparse
import sys
import time
from pathlib import Path

import guest
import kernels
import permission_steps
import steps
import uart_steps
from boards import BOARDS, Board
from host import Host
from machine import Failed, Machine
from rig import Rig

def steps_of(board: Board) -> list:
    """first_sweep is first. A board without a network shows by its UART what others show by TCP."""
    anywhere = [steps.shape_reported, steps.changes_followed, steps.everything_seen, steps.chosen_by_name, steps.small_on_board]
    network = [steps.text_by_tcp, steps.text_dialled, steps.second_host_refused] if board.network else []
    last = permission_steps.ALL if board.network else []
    return [steps.first_sweep, *network, *anywhere, steps.text_by_uart, *uart_steps.ALL, *last]


def board_kernel(board: Board, cache: Path) -> kernels.Kernel:
    if board.archive:
        kernels.provide(board, cache, newer=False)
    return kernels.cached(board, cache)


def show(rig: Rig, wanted: list) -> bool:
    good = True
    for step in wanted:
        began = time.monotonic()
        try:
            said = step(rig)
            outcome = f"not all: {said}" if said else "ok"
        except (Failed, OSError, LookupError, ValueError) as failed:
            good = False
            outcome = "FAILED: " + "; then: ".join(_causes(failed))
        print(f"{rig.machine.board.name}: {step.__name__}: {outcome} ({time.monotonic() - began:.1f} s)", flush=True)
    return good


def _causes(failed: BaseException) -> list[str]:
    """The failure that came first, before what failed in cleaning up after it."""
    earlier = _causes(failed.__context__) if isinstance(failed.__context__, Failed) else []
    return [*earlier, str(failed) if isinstance(failed, Failed) else repr(failed)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("board", choices=BOARDS)
    parser.add_argument("--host", type=Path, required=True)
    parser.add_argument("--agents", type=Path, required=True)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=kernels.default_cache())
    parser.add_argument("--step", action="append", help="only these")
    words = parser.parse_args()
    board = BOARDS[words.board]
    words.scratch.mkdir(parents=True, exist_ok=True)
    words.cache.mkdir(parents=True, exist_ok=True)
    try:
        agent = words.agents / board.cpu / "smaps-agent"
        if not agent.exists():
            raise kernels.Missing(f"{agent} is not built; run cmake --preset agents && cmake --build --preset agents")
        kernel = board_kernel(board, words.cache)
        files = guest.programs(board, words.scratch) | {"agent": agent}
        if kernel.shell:
            files["bin/busybox"] = kernel.shell
        machine = Machine(board, kernel, files, words.scratch)
    except kernels.Missing as missing:
        print(f"skipped: board {board.name}: {missing}")
        return 77

    wanted = [step for step in steps_of(board) if not words.step or step.__name__ in words.step]
    with machine:
        machine.wait_until_ready()
        host = Host(words.host, machine.patience)
        rig = Rig(machine, host, agent, kernel.shell is not None, words.scratch)
        good = show(rig, wanted)
        measured = ", ".join(f"{what} {value}" for what, value in rig.measured.items())
        print(f"{board.name}: kernel {kernel.version}, {board.uart_kind}: {measured}; {machine.seconds():.0f} s in all")
    return 0 if good else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        print(f"FAILED: {failure}")
        sys.exit(1)
