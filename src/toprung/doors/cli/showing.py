"""How verdicts look on a terminal. They come as the JSON they are kept and exported as."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from toprung.doors.cli.terminal import is_wide, say, table
from toprung.kernel.vocabulary import Rung

BAR = 32


def show_tally(tally: dict[str, Any]) -> None:
    """The ladder, the bands and what is due, in a few lines."""
    say(f"As of {tally['as_of']}: {tally['accounts']:,} accounts.", "bold")
    counts = {Rung(int(rung)): number for rung, number in tally["rungs"].items()}
    show_ladder(counts)
    elsewhere = f"{tally['former']:,} former, {tally['prospect']:,} prospects"
    if tally["former"] or tally["prospect"]:
        say(f"Not on the ladder, for they are no customers: {elsewhere}.")
    bands = ", ".join(f"{number:,} {band}" for band, number in tally["bands"].items() if number)
    say(f"Health: {bands or 'none'}.")
    say(f"{tally['hollow']:,} hollow, {tally['triage']:,} on the triage list, {tally['checks_due']:,} checks due.")


def show_ladder(counts: dict[Rung, int], arr: dict[Rung, str] | None = None) -> None:
    """The ladder, highest rung first, a bar a rung. `arr`: the amount of each rung as it is to be shown."""
    most = max([*counts.values(), 1])
    wide = max((len(text) for text in arr.values()), default=0) if arr else 0
    for rung in sorted(Rung, reverse=True):
        number = counts.get(rung, 0)
        bar = "█" * (round(BAR * number / most) or (1 if number else 0))
        money = f"  {arr[rung]:>{wide}}" if arr else ""
        say(f"  {int(rung)} {rung.label:<18}{number:>7,}{money}  {bar}".rstrip())


def show_accounts(verdicts: Sequence[dict[str, Any]], currency: str) -> None:
    """One line an account; a narrow terminal leaves out what the next step mostly repeats."""
    shown = _COLUMNS if is_wide() else {name: cell for name, cell in _COLUMNS.items() if name not in _WIDE_ONLY}
    rows = [[cell(v, currency) for cell in shown.values()] for v in verdicts]
    heads = tuple(f"ARR {currency}" if name == "ARR" else name for name in shown)
    numbers = ("rung", f"ARR {currency}")
    table(heads, rows, numbers=numbers, flowing=("account", "named result", "validator", "next step"))
    if any({1, 2} & set(v["unknown"]) for v in verdicts):
        say("? among the gaps: nothing is known of use, because no usage feed is connected.", "dim")
    if any(3 in v["unknown"] for v in verdicts):
        say("?3 among the gaps: nobody measures the result; the customer's word is all there is.", "dim")


def show_triage(verdicts: Sequence[dict[str, Any]], currency: str) -> None:
    """Live accounts without a named result, each with the reason."""
    arr = f"ARR {currency}"
    columns = ("account", "segment", "owner", arr, "renewal", "why")
    rows = [
        (_named(v), v["segment"], v["owner"], _arr(v, currency), _renewal(v), v["triage"]["text"]) for v in verdicts
    ]
    table(columns, rows, numbers=(arr,), flowing=("account", "owner", "why"))


def show_checks(verdicts: Sequence[dict[str, Any]]) -> None:
    """Result checks that somebody owes an answer to."""
    columns = ("account", "owner", "due since", "asked on", "state", "renewal", "named result")
    table(columns, [_check_line(v) for v in verdicts], flowing=("account", "owner", "named result"))


def money(value: str | float | int | Decimal | None) -> str:
    """An amount without cents, as lists show it."""
    return "" if value is None else f"{float(value):,.0f}"


def _check_line(v: dict[str, Any]) -> tuple[str, ...]:
    check = v["check"]
    due, asked = check["due_on"] or "", check["staged_on"] or check["due_on"] or ""
    return _named(v), v["owner"], due, asked, check["state"], _renewal(v), v["named_result"] or "none"


def _named(v: dict[str, Any]) -> str:
    """The name, with the id by which commands know the account where that is another."""
    return v["name"] if v["name"] == v["account"] else f"{v['name']} ({v['account']})"


def _renewal(v: dict[str, Any]) -> str:
    """The renewal ahead; one that a sheet states and that has passed says so."""
    passed = v.get("renewal_passed_on")
    return v["renewal_on"] or (f"{passed} passed" if passed else "")


def _arr(v: dict[str, Any], currency: str) -> str:
    """Yearly revenue; in another currency than the workspace's it is named."""
    other = v.get("currency")
    return f"{money(v['arr'])} {other}" if v["arr"] is not None and other and other != currency else money(v["arr"])


def _gaps(v: dict[str, Any]) -> str:
    unknown = ["?"] if {1, 2} & set(v["unknown"]) else []
    return " ".join([*map(str, v["gaps"]), *unknown, *(["?3"] if 3 in v["unknown"] else [])])


_COLUMNS: dict[str, Callable[[dict[str, Any], str], str]] = {
    "account": lambda v, currency: _named(v),
    "segment": lambda v, currency: v["segment"],
    "rung": lambda v, currency: str(v["rung"]),
    "gaps": lambda v, currency: _gaps(v),
    "health": lambda v, currency: "" if v["health"] is None else f"{v['health']} {v['band']}",
    "named result": lambda v, currency: v["named_result"] or "none",
    "validator": lambda v, currency: v["validator"] or "",
    "ARR": _arr,
    "next step": lambda v, currency: v["next_step"]["text"],
}
_WIDE_ONLY = frozenset({"named result", "validator"})
