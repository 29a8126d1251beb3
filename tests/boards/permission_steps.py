"""What an agent may read that is not root's: a plain user's, one with a single capability, with /proc hidden, and under Yama.

These come last: the strictest setting of Yama cannot be taken back until the board is started again."""

from contextlib import contextmanager
from typing import Iterator

from machine import Failed
from rig import Rig, Shape, check, rows_of
from steps import same_text

_USER, _OTHER_USER, _OTHER_GROUP = "1000:1000", "1001:1001", "1000:1001"
_WITH_PTRACE = "1000:1000+ptrace"
_SCOPE = "/proc/sys/kernel/yama/ptrace_scope"
_POINTED = "stack pointer"
_GUESSED = "guard below, as many as threads are left"
_SIZES = ("size_kb", "rss_kb", "pss_kb", "uss_kb", "heap_kb")


def plain_user(rig: Rig) -> None:
    """A user's agent: the user's own process byte for byte, of the others name and owner, but no size. Neither of one that is not
    dumpable, from the moment on that it is not. With CAP_SYS_PTRACE alone nothing is missing."""
    with rig.workload(_USER) as own, rig.workload(_OTHER_USER) as other, rig.workload(_OTHER_GROUP) as group:
        with rig.agent_by_tcp(who=_USER) as source:
            same_text(rig, source, own)
            report = _check_rows(rig, source, readable={own.pid}, named={other.pid: 1001, group.pid: 1000, 1: 0})
            check(any("CAP_SYS_PTRACE" in note for note in report["notes"]), f"no advice in {report['notes']}")
            with rig.host.live(*source, "--pid", str(own.pid), "--report", "processes", "--format", "ndjson") as live:
                live.rows_when(lambda rows: rows_of(rows, "pid")[own.pid]["rss_kb"] is not None)
                rig.tell(own, "hide")
                live.rows_when(lambda rows: rows_of(rows, "pid")[own.pid]["rss_kb"] is None)
            _check_rows(rig, source, readable=set(), named={own.pid: 1000, other.pid: 1001})
        with rig.agent_by_tcp(who=_WITH_PTRACE) as source:
            same_text(rig, source, other)
            _check_rows(rig, source, readable={own.pid, other.pid, group.pid, 1}, named={})


def hidden_processes(rig: Rig) -> None:
    """hidepid=1 lists others without a name, 2 not at all but for a group it names, 4 neither; a capability sees through all."""
    with rig.workload(_USER) as own, rig.workload(_OTHER_USER) as other:
        with _proc(rig, "hidepid=1"), rig.agent_by_tcp(who=_USER) as source:
            _check_rows(rig, source, readable={own.pid}, named={other.pid: None, 1: None})
        with _proc(rig, "hidepid=2,gid=1000"), rig.agent_by_tcp(who=_USER) as source:
            _check_rows(rig, source, readable={own.pid}, named={other.pid: 1001, 1: 0})
        for hidden in ("hidepid=2", "hidepid=4"):
            with _proc(rig, hidden):
                with rig.agent_by_tcp(who=_USER) as source:
                    there = rig.host.report("processes", *source, "--count", "1")
                    check({row["uid"] for row in there} == {1000}, f"{hidden} shows {there}")
                    _check_no_such(rig, source, other)
                with rig.agent_by_tcp(who=_WITH_PTRACE) as source:
                    _check_rows(rig, source, readable={own.pid, other.pid, 1}, named={})


def yama(rig: Rig) -> str | None:
    """Texts come under every scope: what Yama denies is only where the stack of a thread is, and the host finds stacks by other
    rules where no other mapping of the process resembles one."""
    try:
        rig.console.cat(_SCOPE)
    except Failed:
        return "this kernel has no Yama"
    with rig.workload(_USER, anonymous_kb=0, threads=2) as own:
        for scope, pointed in enumerate(({_USER, _WITH_PTRACE, None}, {_WITH_PTRACE, None}, {_WITH_PTRACE, None}, set())):
            rig.console.ask(f"set {_SCOPE} {scope}")
            for who in (_USER, _WITH_PTRACE, None):
                with rig.agent_by_tcp(who=who) as source:
                    _check_stacks(rig, source, own, _POINTED if who in pointed else _GUESSED, f"scope {scope}, {who or 'root'}")
        with rig.agent_by_tcp(who=_USER) as source:
            same_text(rig, source, own)
    return None


ALL = [plain_user, hidden_processes, yama]


@contextmanager
def _proc(rig: Rig, options: str) -> Iterator[None]:
    """/proc with other options for a while; a remount keeps the options that it is not given."""
    rig.console.ask(f"proc gid=0,{options}")
    try:
        yield
    finally:
        rig.console.ask("proc gid=0,hidepid=0")


def _check_rows(rig: Rig, source: tuple[str, ...], readable: set[int], named: dict[int, int | None]) -> dict:
    """Of one sweep of everything: `readable` have their sizes, `named` (pid → owner) only a reason in the place of each."""
    report = rig.host.json("processes", *source, "--count", "1")
    rows = rows_of(report["rows"], "pid")
    for pid in readable:
        check(rows[pid]["rss_kb"] > 0 and rows[pid]["threads"] >= 1, f"process {pid}, of which all should be known: {rows[pid]}")
    for pid, uid in named.items():
        row = rows[pid]
        check(all(row[size] is None for size in _SIZES), f"process {pid}, of which no size should be known: {row}")
        check(row["uid"] == uid and bool(row["program"]) == (uid is not None), f"process {pid} should be of user {uid}: {row}")
        _check_denied(report, report["rows"].index(row), _SIZES if uid is not None else (*_SIZES, "uid", "program", "threads"))
    return report


def _check_denied(report: dict, index: int, columns: tuple[str, ...]) -> None:
    for column in columns:
        reasons = report["reasons"].get(column, {})
        check(index in reasons.get("no permission", []), f"{column} of {report['rows'][index]} for another reason: {reasons}")


def _check_no_such(rig: Rig, source: tuple[str, ...], shape: Shape) -> None:
    try:
        rig.host.run(*source, "--pid", str(shape.pid), "--count", "1")
    except Failed as failed:
        check("no such process" in str(failed), f"of a hidden process the host says {failed}")
    else:
        raise Failed(f"process {shape.pid} is hidden, and the host reports of it")


def _check_stacks(rig: Rig, source: tuple[str, ...], shape: Shape, rule: str, when: str) -> None:
    rows = rig.host.report("mappings", *source, "--pid", str(shape.pid), "--count", "1")
    found = [(row["rule"], row["size_kb"]) for row in rows if row["class"] == "thread_stack"]
    check(found == [(rule, shape.stack_kb)] * shape.threads, f"{when}: the thread stacks are {found}")
