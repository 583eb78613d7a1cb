"""How figures look on a terminal and in a page. They come as the JSON they are kept and exported as."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from toprung.doors.cli.terminal import say

Figure = dict[str, Any]


def show_figures(figures: Iterable[Figure]) -> None:
    """Figures with an empty line before each; neighbours that lack a base for the same reason are told together."""
    told: set[str] = set()
    for alike in told_together(figures):
        say()
        if len(alike) > 1:
            _show_without_base(alike)
        else:
            show_figure(alike[0], told)


def told_together(figures: Iterable[Figure]) -> list[list[Figure]]:
    """Figures by themselves, but neighbours without a base for the same reason together."""
    return [list(alike) for _, alike in groupby(figures, key=_why_none)]


def show_figure(figure: Figure, told: set[str] | None = None) -> None:
    """A figure with its window, its parts and what it rests on; lines `told` before are left out."""
    definition, told = figure["definition"], set() if told is None else told
    segment = f", {definition['segment']}" if definition["segment"] else ""
    base = f" ({_base(figure)})" if figure["denominator"] else ""
    say(f"{figure['title']}{segment}: {value_text(figure)}{base}", "bold")
    for line in (*_says(figure), *part_lines(figure)):
        if line not in told:
            say(f"  {line}")
    told.update(part_lines(figure))
    for note in figure["notes"]:
        say(f"  {note}", "yellow")
    options = ", ".join(f"{name} {value}" for name, value in definition["options"].items() if value)
    say(f"  Definition {figure['definition_id']}: {options or 'no options'}, version {definition['version']}.", "dim")


def _base(figure: Figure) -> str:
    """Numerator of denominator: money with its currency and cents, else accounts."""
    top, bottom = figure["numerator"], figure["denominator"]
    if "basis" in figure["definition"]["options"]:
        return f"{top:,.2f} of {bottom:,.2f} {figure['definition']['options']['currency']}"
    things = "promises" if figure["metric"] == "promise_kept" else "accounts"
    return f"{top:,} of {bottom:,} {things}"


def value_text(figure: Figure) -> str:
    """A value with its unit; “no base” is never 0 or 100%."""
    value = figure["value"]
    if value is None:
        return "not reached" if figure["unit"] == "days" and figure["denominator"] else "no base"
    return f"{value} days" if figure["unit"] == "days" else percent(value)


def percent(value: float | int | str | None) -> str:
    """A share with one place."""
    return "no base" if value is None else f"{float(value) * 100:.1f}%"


def part_lines(figure: Figure) -> list[str]:
    """What is shown beside the value, by measure; nothing where there is no base to have parts."""
    if "quartiles" in figure:
        return _quartile_lines(figure)
    if "coverage" in figure:
        return _oar_lines(figure)
    if "no_promise" in figure or figure["metric"] == "promise_kept":
        return _promise_lines(figure)
    return _movement_lines(figure)


def window_text(figure: Figure) -> str:
    """The window and the day on which it was read."""
    definition = figure["definition"]
    return f"{definition['from']} to {definition['to']}, as of {figure['as_of']}"


def _says(figure: Figure) -> tuple[str, str]:
    says = figure["definition"]["says"]
    return f"{says[0].upper()}{says[1:]}.", f"Window {window_text(figure)}."


def _why_none(figure: Figure) -> tuple[str, ...] | str:
    """The notes of a figure without a base; a figure with one stands for itself."""
    return tuple(figure["notes"]) if value_text(figure) == "no base" else str(figure["metric"])


def joined_titles(figures: list[Figure]) -> str:
    """Their titles as one phrase."""
    *names, last = (figure["title"] if not n else _small(figure["title"]) for n, figure in enumerate(figures))
    return f"{', '.join(names)} and {last}" if names else str(last)


def _show_without_base(figures: list[Figure]) -> None:
    say(f"{joined_titles(figures)}: no base", "bold")
    say(f"  Window {window_text(figures[0])}.")
    for note in figures[0]["notes"]:
        say(f"  {note}", "yellow")


def _small(title: str) -> str:
    return title[0].lower() + title[1:]


def _quartile_lines(figure: Figure) -> list[str]:
    quartiles = figure["quartiles"]
    told = (f"{share} {_within(quartiles[name])}" for name, share in _SHARES.items() if name in quartiles)
    lines = [f"By day: {'; '.join(told)} (95% interval)."] if figure["denominator"] else []
    if figure.get("excluded_without_start"):
        lines.append(f"{figure['excluded_without_start']:,} accounts without a start on file are left out.")
    if figure["denominator"]:
        lines.append(f"{figure['reached']:,} reached it, {figure['within_goal']:,} within their segment's goal.")
    return lines


_SHARES = {"q1": "a quarter got there", "median": "half", "q3": "three quarters"}


def _within(quartile: dict[str, Any]) -> str:
    if quartile["days"] is None:
        return "not within what was seen"
    low, high = (("?" if quartile[end] is None else quartile[end]) for end in ("low", "high"))
    return f"within {quartile['days']} days ({low} to {high})"


def _oar_lines(figure: Figure) -> list[str]:
    readings = ", ".join(f"{name} {percent(figure[name]['value'])}" for name in ("measured", "validated", "coverage"))
    lines = [f"{readings[0].upper()}{readings[1:]}."] if figure["denominator"] else []
    flight = figure["in_flight"]
    if flight["accounts"]:
        hope = flight["projected"]
        lines.append(f"{flight['accounts']:,} in flight, younger than W and outside the rate.")
        if hope:
            of_all = f"of all clocks in the window, {percent(hope['value'])} ({_interval(hope)})"
            lines.append(f"By a survival curve {of_all} get there within {hope['within_days']} days.")
    if figure.get("not_live"):
        lines.append(f"{figure['not_live']:,} signed long ago and not live, counted beside.")
    return lines


def _promise_lines(figure: Figure) -> list[str]:
    readings = ", ".join(f"{name} {percent(figure[name]['value'])}" for name in ("measured", "validated"))
    lines = [f"{readings[0].upper()}{readings[1:]}."] if figure["denominator"] else []
    flight = figure["in_flight"]
    if flight["promises"]:
        lines.append(f"{flight['promises']:,} not due yet, outside the rate; {flight['reached']:,} of them reached.")
    if figure.get("no_promise"):
        lines.append(f"{figure['no_promise']:,} accounts signed without a promise on file, counted beside.")
    if figure.get("undated"):
        lines.append(f"{figure['undated']:,} promises without a due day, counted beside.")
    return lines


def _interval(hope: dict[str, Any]) -> str:
    return f"{percent(hope['low'])} to {percent(hope['high'])}"


def _movement_lines(figure: Figure) -> list[str]:
    moves = figure.get("movements")
    if not moves or not any(moves.values()) or figure["metric"] == "logo_retention":
        return []
    options = figure["definition"]["options"]
    inside = {name: amount for name, amount in moves.items() if amount and name not in ("start", "end")}
    parts = "".join(f" {_SIGNS.get(name, '+')} {name} {amount:,.2f}" for name, amount in inside.items())
    unit = f"{options['basis'].upper()} in {options['currency']}"
    return [f"{unit}: start {moves['start']:,.2f}{parts} = end {moves['end']:,.2f}."]


_SIGNS = {"contraction": "-", "churn": "-"}
