"""How verdicts look on a terminal. They come as the JSON they are kept and exported as."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from toprung.doors.cli.terminal import is_wide, say, table
from toprung.kernel.vocabulary import Rung

BAR = 32


def show_tally(tally: dict[str, Any]) -> None:
    """The ladder, the bands and what is due, in a few lines."""
    say(f"As of {tally['as_of']}: {tally['accounts']:,} accounts.", "bold")
    counts = {Rung(int(rung)): number for rung, number in tally["rungs"].items()}
    show_ladder(counts)
    bands = ", ".join(f"{number:,} {band}" for band, number in tally["bands"].items() if number)
    say(f"Health: {bands or 'none'}.")
    say(f"{tally['hollow']:,} hollow, {tally['triage']:,} on the triage list, {tally['checks_due']:,} checks due.")


def show_ladder(counts: dict[Rung, int], arr: dict[Rung, str] | None = None) -> None:
    """The ladder, highest rung first, a bar a rung. `arr`: the amount of each rung as it is to be shown."""
    most = max([*counts.values(), 1])
    for rung in sorted(Rung, reverse=True):
        number = counts.get(rung, 0)
        bar = "█" * (round(BAR * number / most) or (1 if number else 0))
        money = f"  {arr[rung]:>14}" if arr else ""
        say(f"  {int(rung)} {rung.label:<18}{number:>7,}{money}  {bar}".rstrip())


def show_accounts(verdicts: Sequence[dict[str, Any]]) -> None:
    """One line an account; a narrow terminal leaves out what the next step mostly repeats."""
    shown = _COLUMNS if is_wide() else {name: cell for name, cell in _COLUMNS.items() if name not in _WIDE_ONLY}
    rows = [[cell(v) for cell in shown.values()] for v in verdicts]
    table(tuple(shown), rows, numbers=("rung", "ARR"), flowing=("account", "named result", "validator", "next step"))
    if any(v["unknown"] for v in verdicts):
        say("? among the gaps: nothing is known of use, because no usage feed is connected.", "dim")


def show_triage(verdicts: Sequence[dict[str, Any]]) -> None:
    """Live accounts without a named result, each with the reason."""
    columns = ("account", "segment", "owner", "ARR", "renewal", "why")
    rows = [
        (v["name"], v["segment"], v["owner"], money(v["arr"]), v["renewal_on"] or "", v["triage"]["text"])
        for v in verdicts
    ]
    table(columns, rows, numbers=("ARR",), flowing=("account", "owner", "why"))


def show_checks(verdicts: Sequence[dict[str, Any]]) -> None:
    """Result checks that somebody owes an answer to."""
    columns = ("account", "owner", "due since", "asked on", "state", "renewal", "named result")
    table(columns, [_check_line(v) for v in verdicts], flowing=("account", "owner", "named result"))


def money(value: str | float | int | None) -> str:
    """An amount without cents, as lists show it."""
    return "" if value is None else f"{float(value):,.0f}"


def _check_line(v: dict[str, Any]) -> tuple[str, ...]:
    check = v["check"]
    due, asked = check["due_on"] or "", check["staged_on"] or check["due_on"] or ""
    return v["name"], v["owner"], due, asked, check["state"], v["renewal_on"] or "", v["named_result"] or "none"


def _gaps(v: dict[str, Any]) -> str:
    return " ".join([*map(str, v["gaps"]), *("?" if v["unknown"] else "")])


_COLUMNS: dict[str, Callable[[dict[str, Any]], str]] = {
    "account": lambda v: v["name"],
    "segment": lambda v: v["segment"],
    "rung": lambda v: str(v["rung"]),
    "gaps": _gaps,
    "health": lambda v: "" if v["health"] is None else f"{v['health']} {v['band']}",
    "named result": lambda v: v["named_result"] or "none",
    "validator": lambda v: v["validator"] or "",
    "ARR": lambda v: money(v["arr"]),
    "next step": lambda v: v["next_step"]["text"],
}
_WIDE_ONLY = frozenset({"named result", "validator"})
