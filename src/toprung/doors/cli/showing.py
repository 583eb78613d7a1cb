"""How verdicts and figures look on a terminal. They come as the JSON they are kept and exported as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toprung.doors.cli.terminal import say, table
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
    """The ladder, highest rung first, a bar a rung."""
    most = max([*counts.values(), 1])
    for rung in sorted(Rung, reverse=True):
        number = counts.get(rung, 0)
        bar = "█" * (round(BAR * number / most) or (1 if number else 0))
        money = f"  {arr[rung]:>14}" if arr else ""
        say(f"  {int(rung)} {rung.label:<18}{number:>7,}{money}  {bar}")


def show_accounts(verdicts: Sequence[dict[str, Any]]) -> None:
    """One line an account."""
    columns = ("account", "segment", "rung", "gaps", "health", "named result", "validator", "ARR", "next step")
    table("", columns, [_account_line(v) for v in verdicts], numbers=("rung", "health", "ARR"))


def show_triage(verdicts: Sequence[dict[str, Any]]) -> None:
    """Live accounts without a named result, each with the reason."""
    columns = ("account", "segment", "owner", "ARR", "renewal", "why")
    rows = [
        (v["name"], v["segment"], v["owner"], money(v["arr"]), v["renewal_on"] or "", v["triage"]["text"])
        for v in verdicts
    ]
    table("", columns, rows, numbers=("ARR",))


def show_checks(verdicts: Sequence[dict[str, Any]]) -> None:
    """Result checks that somebody owes an answer to."""
    columns = ("account", "segment", "owner", "due since", "asked on", "state", "renewal", "named result")
    rows = [
        (
            v["name"],
            v["segment"],
            v["owner"],
            v["check"]["due_on"] or "",
            v["check"]["staged_on"] or v["check"]["due_on"] or "",
            v["check"]["state"],
            v["renewal_on"] or "",
            v["named_result"] or "none",
        )
        for v in verdicts
    ]
    table("", columns, rows)


def show_figure(figure: dict[str, Any]) -> None:
    """A figure with its window, its parts and what it rests on."""
    definition = figure["definition"]
    segment = f", {definition['segment']}" if definition["segment"] else ""
    say(f"{figure['title']}{segment}: {value_text(figure)}", "bold")
    say(f"  {figure['numerator']:,} of {figure['denominator']:,}; {definition['from']} to {definition['to']}, ")
    say(f"  as of {figure['as_of']}: {definition['says']}.")
    for line in part_lines(figure):
        say(f"  {line}")
    for note in figure["notes"]:
        say(f"  {note}", "yellow")
    options = ", ".join(f"{name} {value}" for name, value in definition["options"].items() if value)
    say(f"  Definition {figure['definition_id']}: {options or 'no options'}, version {definition['version']}.", "dim")


def value_text(figure: dict[str, Any]) -> str:
    """A value with its unit; “no base” is never 0 or 100%."""
    value = figure["value"]
    if value is None:
        return "not reached" if figure["unit"] == "days" and figure["denominator"] else "no base"
    return f"{value} days" if figure["unit"] == "days" else percent(value)


def percent(value: float | int | None) -> str:
    """A share with one place."""
    return "no base" if value is None else f"{float(value) * 100:.1f}%"


def money(value: str | float | int | None) -> str:
    """An amount without cents, as lists show it."""
    return "" if value is None else f"{float(value):,.0f}"


def part_lines(figure: dict[str, Any]) -> list[str]:
    """What is shown beside the value, by measure."""
    if "quartiles" in figure:
        return _quartile_lines(figure)
    if "coverage" in figure:
        return _oar_lines(figure)
    return _movement_lines(figure)


def _quartile_lines(figure: dict[str, Any]) -> list[str]:
    def told(q: dict[str, Any]) -> str:
        days = "not reached" if q["days"] is None else f"{q['days']} days"
        return f"{days} ({q['low'] if q['low'] is not None else '?'} to {'?' if q['high'] is None else q['high']})"

    lines = [f"{name}: {told(q)}" for name, q in figure["quartiles"].items()]
    if figure.get("excluded_without_start"):
        lines.append(f"{figure['excluded_without_start']:,} accounts without a start on file are left out.")
    lines.append(f"{figure['reached']:,} reached it, {figure['within_goal']:,} within their segment's goal.")
    return lines


def _oar_lines(figure: dict[str, Any]) -> list[str]:
    readings = [f"{name} {percent(figure[name]['value'])}" for name in ("measured", "validated", "coverage")]
    lines = [", ".join(readings)]
    flight = figure["in_flight"]
    if flight["accounts"]:
        hope = flight["projected"]
        told = f"; {percent(hope['value'])} expected within {hope['within_days']} days" if hope else ""
        lines.append(f"{flight['accounts']:,} in flight, outside the rate{told}.")
    if figure.get("not_live"):
        lines.append(f"{figure['not_live']:,} signed long ago and not live, counted beside.")
    return lines


def _movement_lines(figure: dict[str, Any]) -> list[str]:
    moves = figure.get("movements")
    if not moves:
        return []
    signs = {"contraction": "-", "churn": "-"}
    parts = [f"{signs.get(name, '+')} {name} {amount:,}" for name, amount in moves.items() if name not in _ENDS]
    return [f"start {moves['start']:,} {' '.join(parts)} = end {moves['end']:,}"]


_ENDS = ("start", "end")


def _account_line(v: dict[str, Any]) -> tuple[str, ...]:
    health = "" if v["health"] is None else f"{v['health']} {v['band']}"
    gaps = " ".join(str(g) for g in v["gaps"]) + (" ?" if v["unknown"] else "")
    named, validator = v["named_result"] or "none", v["validator"] or ""
    return (
        v["name"],
        v["segment"],
        str(v["rung"]),
        gaps.strip(),
        health,
        named,
        validator,
        money(v["arr"]),
        v["next_step"]["text"],
    )
