"""How figures are worded on a page: no number without its unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from toprung.doctrine.definitions import MEASURES, Definition
from toprung.doors.web.ui.values import counted, money, percent
from toprung.motion.measures.figures import Figure
from toprung.motion.measures.periods import PeriodKind, period_in

#: their short names, as people say them
SHORT = {
    "oar": "OAR",
    "ttfv": "TTFV",
    "nrr": "NRR",
    "grr": "GRR",
    "logo_retention": "Logo retention",
    "promise_kept": "Promise-kept rate",
}
_TENTH = Decimal("0.1")
_QUARTERS = (("q1", "A quarter got there"), ("median", "Half got there"), ("q3", "Three quarters got there"))


@dataclass(frozen=True, slots=True)
class Part:
    """One number beside the figure's value: its words, what it comes from, and its key in the glossary, if any."""

    label: str
    value: str
    of: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Pinned:
    """One pinned option: its name, what it decides, and how it was decided."""

    name: str
    means: str
    value: str


def value_text(measure: str, value: Decimal | None, denominator: Decimal) -> str:
    """A figure's value with its unit; “no base” is never 0 or 100%."""
    if MEASURES[measure].unit == "days":
        if value is None:
            return "not reached" if denominator else "no base"
        return counted(int(value), "day,days")
    return "no base" if value is None else percent(value)


def base_text(definition: Definition, numerator: Decimal, denominator: Decimal) -> str:
    """Numerator of denominator: money with its currency and basis, else accounts; empty where there is no base."""
    options = dict(definition.options)
    if not denominator:
        return ""
    if "basis" in options:
        told = money(denominator, options["currency"])
        return f"{money(numerator, options['currency'])} of {told} {options['basis'].upper()}"
    if definition.measure == "promise_kept":
        return f"{int(numerator):,} of {counted(int(denominator), 'promise,promises')}"
    return of_accounts(numerator, denominator)


def of_accounts(numerator: Decimal | int, denominator: Decimal | int) -> str:
    """“3 of 5 accounts”."""
    return f"{int(numerator):,} of {counted(int(denominator), 'account,accounts')}"


def change_text(measure: str, change: Decimal) -> str:
    """A change in the measure's unit: days, or percentage points; empty where there is none."""
    if not change:
        return ""
    if MEASURES[measure].unit == "days":
        return f"{change:+,.0f} {'day' if abs(change) == 1 else 'days'}".replace("-", "−")
    points = (change * 100).quantize(_TENTH)
    if not points:
        return "under 0.1 points"
    told = f"{points:+,.0f}" if points == points.to_integral_value() else f"{points:+,}"
    return f"{told} points".replace("-", "−")


def is_better(measure: str, change: Decimal) -> bool:
    """Fewer days are better; more of every share is."""
    return change < 0 if MEASURES[measure].unit == "days" else change > 0


def options_of(definition: Definition) -> list[Pinned]:
    """Every pinned option, with its default in words where it is empty."""
    means = {option.name: option.means for option in MEASURES[definition.measure].options}
    return [Pinned(name, means[name], _chosen(name, value)) for name, value in definition.options]


def _chosen(name: str, value: str) -> str:
    return value.upper() if name == "basis" else value.replace("_", "-") or "none"


@dataclass(frozen=True, slots=True)
class Group:
    """One group's figure: its name, value and base in words; `also` is OAR's other reading.

    `key`: what programs call the group, where that is not its name.
    """

    name: str
    value: str
    base: str
    also: str = ""
    key: str = ""


def group_of(name: str, figure: Figure, templates: Mapping[str, str] | None = None) -> Group:
    """A group's figure in words; for OAR both readings, measured first.

    `templates`: what the library's templates say by key, where the groups are theirs.
    """
    told = base_text(figure.definition, figure.numerator, figure.denominator)
    if figure.definition.measure != "oar":
        says = (templates or {}).get(name, name)
        value = value_text(figure.definition.measure, figure.value, figure.denominator)
        return Group(says, value, told, key=name if says != name else "")
    readings = [_share_text(figure.parts[reading]["value"]) for reading in ("measured", "validated")]
    return Group(name, readings[0], counted(int(figure.denominator), "account,accounts"), readings[1])


def _share_text(share: Decimal | None) -> str:
    return "no base" if share is None else percent(share)


def heads_of(figure: Figure) -> list[Part]:
    """What stands at the top: the value; of OAR both readings, always together, and coverage beside them."""
    name = figure.definition.measure
    if name == "oar" and figure.denominator:
        return _readings(figure)
    base = base_text(figure.definition, figure.numerator, figure.denominator)
    label = "Half got there within" if name == "ttfv" and figure.value is not None else ""
    return [Part(label, value_text(name, figure.value, figure.denominator), base)]


def answer_of(figure: Figure) -> str:
    """The figure as one sentence; why there is no base where there is none."""
    name, base = figure.definition.measure, int(figure.denominator)
    if not figure.denominator:
        return figure.notes[0]
    if name == "oar":
        measured, validated = (percent(figure.parts[reading]["value"]) for reading in ("measured", "validated"))
        whose = counted(base, "account,accounts")
        return f"Of {whose} whose time was up, {measured} reached their outcome in time; {validated} had it confirmed."
    if name == "ttfv":
        half = _within(figure.parts["quartiles"]["median"])[0]
        so_far = of_accounts(figure.numerator, figure.denominator)
        return f"Half of the accounts got to first value {half}; so far {so_far} have."
    if name == "promise_kept":
        return _promises_told(figure)
    told = base_text(figure.definition, figure.numerator, figure.denominator)
    return f"{value_text(name, figure.value, figure.denominator)}: {told}{_KEPT[name]}"


def _promises_told(figure: Figure) -> str:
    measured, validated = (percent(figure.parts[reading]["value"]) for reading in ("measured", "validated"))
    due = counted(int(figure.denominator), "promise,promises")
    return f"Of {due} made at the sale and due by now, {measured} were reached in time; {validated} had it confirmed."


#: what became of the base, after “x of y”
_KEPT = {
    "nrr": " at the start is there at the end, growth included.",
    "grr": " at the start is there at the end, growth left out.",
    "logo_retention": " that paid at the start still pay at the end.",
}


def parts_of(figure: Figure) -> list[Part]:
    """What is shown beside the value, by measure; nothing where there is no base to have parts."""
    if figure.definition.measure == "oar":
        return _beside_oar(figure)
    if figure.definition.measure == "promise_kept":
        return _beside_promises(figure)
    if not figure.denominator:
        return []
    return _quartiles(figure) if figure.definition.measure == "ttfv" else _retained(figure)


def _readings(figure: Figure) -> list[Part]:
    keys = {"measured": "oar_measured", "validated": "oar_validated", "coverage": "coverage"}
    return [
        Part(name.capitalize(), percent(part["value"]), of_accounts(part["numerator"], part["denominator"]), key)
        for name, key in keys.items()
        for part in [figure.parts[name]]
    ]


def _beside_oar(figure: Figure) -> list[Part]:
    flight, not_live = figure.parts["in_flight"], figure.parts.get("not_live", 0)
    found: list[Part] = []
    if flight["accounts"]:
        told = _hope(flight, figure.definition)
        found.append(Part("In flight", counted(flight["accounts"], "account,accounts"), told, "in_flight"))
    if not_live:
        told = f"signed over {_time_allowed(figure.definition)} ago, counted beside"
        found.append(Part("Not live", counted(not_live, "account,accounts"), told))
    return found


def _beside_promises(figure: Figure) -> list[Part]:
    parts, found = figure.parts, []
    if figure.denominator:
        confirmed = parts["validated"]
        found.append(
            Part(
                "Validated",
                percent(confirmed["value"]),
                base_text(figure.definition, confirmed["numerator"], figure.denominator),
            )
        )
    if parts["in_flight"]["promises"]:
        told = f"outside the rate; {parts['in_flight']['reached']:,} reached already"
        found.append(Part("Not due yet", counted(parts["in_flight"]["promises"], "promise,promises"), told))
    if parts.get("no_promise"):
        told = "signed without a promise on file, counted beside"
        found.append(Part("No promise", counted(parts["no_promise"], "account,accounts"), told))
    if parts.get("undated"):
        told = "no due day was promised, counted beside"
        found.append(Part("No due day", counted(parts["undated"], "promise,promises"), told))
    return found


def _time_allowed(definition: Definition) -> str:
    """How long a clock has: “90 days”, or whose days where they differ from segment to segment."""
    window = dict(definition.options)["window"]
    return counted(int(window), "day,days") if window.isdigit() else "their segment’s number of days"


def _hope(flight: dict[str, Any], definition: Definition) -> str:
    hope = flight["projected"]
    if hope is None:
        return f"younger than {_time_allowed(definition)}, outside the rate"
    bounds = f"{percent(hope['low'])} to {percent(hope['high'])}"
    return (
        f"outside the rate; by a survival curve {percent(hope['value'])} ({bounds}) of all get there within "
        f"{hope['within_days']} days"
    )


def _quartiles(figure: Figure) -> list[Part]:
    quartiles, left_out = figure.parts["quartiles"], figure.parts.get("excluded_without_start", 0)
    reached, within = figure.parts["reached"], figure.parts["within_goal"]
    found = [Part(words, *_within(quartiles[name])) for name, words in _QUARTERS]
    found.append(Part("Within the goal", of_accounts(within, figure.denominator), "of the segment, by its policy"))
    found.append(
        Part("Not there yet", counted(int(figure.denominator) - reached, "account,accounts"), "by the as-of day")
    )
    if left_out:
        found.append(Part("Left out", counted(left_out, "account,accounts"), "no start on file, so no days to count"))
    return found


def _within(quartile: dict[str, Any]) -> tuple[str, str]:
    if quartile["days"] is None:
        return "not yet", "not within what was seen"
    return f"within {counted(quartile['days'], 'day,days')}", _interval(quartile["low"], quartile["high"])


def _interval(low: int | None, high: int | None) -> str:
    """The interval in words; an end that was not seen yet is said to be open."""
    if high is None:
        opens = "" if low is None else f"95% interval from {counted(low, 'day,days')}, its end not seen yet"
        return opens or "too few for an interval"
    if low is None:
        return f"95% interval up to {counted(high, 'day,days')}"
    return f"95% interval {low:,} to {counted(high, 'day,days')}"


def _retained(figure: Figure) -> list[Part]:
    paying = figure.parts["accounts_at_start"]
    return [Part("Paying at the start", counted(paying, "account,accounts"))]


def query_of(definition: Definition, as_of: date) -> str:
    """The address's query that asks for this definition again, as of the day."""
    period = period_in(definition.measure, definition.window)
    asked = {
        "period": PeriodKind.OWN.value,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "as_of": as_of.isoformat(),
        "segment": definition.segment or "",
        **{f"set-{name}": value for name, value in definition.options},
    }
    return urlencode({name: text for name, text in asked.items() if text})
