"""What a figure means, pinned; and when two figures may be compared (DOMAIN section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from toprung.kernel.canon import decimal_text, fingerprint
from toprung.kernel.days import Window
from toprung.kernel.errors import BadInput, Refused
from toprung.kernel.money import currency_code


@dataclass(frozen=True, slots=True)
class Option:
    """One pinned option of a measure. `choices` empty: free text, read by `read`."""

    name: str
    default: str
    means: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: what it says, how its window is read, which options are pinned in its definition."""

    name: str
    title: str
    says: str
    window: str
    unit: str
    options: tuple[Option, ...]
    #: counts up when what is computed for the same inputs changes
    version: int = 1


_BASIS = Option("basis", "mrr", "monthly or yearly recurring revenue", ("mrr", "arr"))
_REACTIVATION = Option(
    "reactivation",
    "include",
    "an account that left and came back inside the window: include or exclude what it pays again",
    ("include", "exclude"),
)
_CURRENCY = Option("currency", "", "the currency of the figure; the workspace's where left out")
_RATES = Option("rates", "", "fixed rates into that currency for movements in others, such as USD:0.92,GBP:1.17")
_RETENTION_WINDOW = "accounts paying at FROM; the movements after FROM up to and including TO"
_CLOCKS = "accounts whose clock started on or after FROM and before TO"

MEASURES: dict[str, Measure] = {
    m.name: m
    for m in (
        Measure(
            "nrr",
            "Net revenue retention",
            "revenue at TO of the accounts paying at FROM, over their revenue at FROM",
            _RETENTION_WINDOW,
            "share",
            (_BASIS, _REACTIVATION, _CURRENCY, _RATES),
        ),
        Measure(
            "grr",
            "Gross revenue retention",
            "revenue at TO of the accounts paying at FROM, each at most what it was then, over that: never over 100%",
            _RETENTION_WINDOW,
            "share",
            (
                _BASIS,
                Option("cap", "account", "cap per account or per subscription", ("account", "subscription")),
                _REACTIVATION,
                _CURRENCY,
                _RATES,
            ),
        ),
        Measure(
            "logo_retention",
            "Logo retention",
            "share of the accounts paying at FROM that pay at TO",
            _RETENTION_WINDOW,
            "share",
            (_REACTIVATION, _CURRENCY, _RATES),
        ),
        Measure(
            "oar",
            "Outcome achievement rate",
            "share of accounts whose primary outcome was reached within W days of their clock's start",
            f"{_CLOCKS} (go-live, or signature if later); only those at least W days old are in the rate",
            "share",
            (
                Option("window", "", "W in days; each segment's own where left out"),
                Option("grace", "", "how many days after W an attestation may be recorded"),
                Option("reading", "measured", "which of the two readings is the value", ("measured", "validated")),
            ),
        ),
        Measure(
            "ttfv",
            "Time to first value",
            "days to the first-value outcome: Kaplan-Meier median and quartiles; only the as-of day censors",
            f"{_CLOCKS} (signature)",
            "days",
            (Option("start", "signature", "where the days are counted from", ("signature", "go_live")),),
        ),
        Measure(
            "promise_kept",
            "Promise-kept rate",
            "share of the promises made at the sale, as they were frozen at the signature, reached by their due day",
            "accounts signed on or after FROM and before TO; only promises whose due day has come are in the rate",
            "share",
            (
                Option("which", "primary", "each account’s primary promise, or every one", ("primary", "all")),
                Option("reading", "measured", "which of the two readings is the value", ("measured", "validated")),
                Option("grace", "30", "how many days after the due day a confirmation may be recorded"),
                Option(
                    "source",
                    "any",
                    "promises frozen here alone, or also those read from what was on file for the signature",
                    ("any", "frozen"),
                ),
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Definition:
    """Everything that fixes what a figure means but the day it is as of."""

    measure: str
    window: Window
    segment: str | None
    options: tuple[tuple[str, str], ...]
    version: int

    @property
    def id(self) -> str:
        """Sixteen hex digits that stand for this definition."""
        return fingerprint(self)[:16]

    def as_json(self) -> dict[str, Any]:
        """In JSON's types."""
        return {
            "measure": self.measure,
            "from": self.window.start.isoformat(),
            "to": self.window.end.isoformat(),
            "window": self.window.length,
            "segment": self.segment,
            "options": dict(self.options),
            "version": self.version,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Definition:
        """The definition that `as_json` wrote."""
        window = Window(date.fromisoformat(data["from"]), date.fromisoformat(data["to"]))
        return cls(data["measure"], window, data["segment"], tuple(sorted(data["options"].items())), data["version"])


def define(name: str, window: Window, segment: str | None, settings: dict[str, str]) -> Definition:
    """The definition of a measure with these options. Raises BadInput that names what there is."""
    measure = MEASURES.get(name)
    if measure is None:
        raise BadInput(f"There is no measure “{name}”. There is: {', '.join(MEASURES)}.")
    unknown = set(settings) - {o.name for o in measure.options}
    if unknown:
        raise BadInput(
            f"{measure.title} has no option “{sorted(unknown)[0]}”. "
            f"It has: {', '.join(o.name for o in measure.options)}."
        )
    options = tuple(sorted((o.name, _choice(measure, o, settings.get(o.name, o.default))) for o in measure.options))
    return Definition(name, window, segment, options, measure.version)


def _choice(measure: Measure, option: Option, text: str) -> str:
    value = text.strip().lower() if option.choices else text.strip()
    if option.choices and value not in option.choices:
        raise BadInput(
            f"“{text}” does not fit {option.name} of {measure.title} ({option.means}): "
            f"choose {' or '.join(option.choices)}."
        )
    return value


def why_incomparable(one: Definition, other: Definition) -> str | None:
    """Why the two may not be compared; None where they agree in all but the window's position or the segment named."""
    if one.measure != other.measure:
        return f"one is {MEASURES[one.measure].title}, the other {MEASURES[other.measure].title}"
    if one.window.length != other.window.length:
        return f"one window is {one.window.length} long, the other {other.window.length}"
    theirs = dict(other.options)
    for name, value in one.options:
        if theirs.get(name) != value:
            return f"their {name} differs: {value or 'default'} against {theirs.get(name) or 'default'}"
    if one.version != other.version:
        return f"they were computed by versions {one.version} and {other.version} of the measure"
    return None


def require_comparable(one: Definition, other: Definition) -> None:
    """Raise Refused, with the reason, for figures that may not be compared."""
    why = why_incomparable(one, other)
    if why is not None:
        raise Refused(
            f"These figures cannot be compared: {why}. Compute one of them again with the other's definition."
        )


def read_rates(text: str, currency: str) -> dict[str, Decimal]:
    """Fixed rates into `currency` from `USD:0.92,GBP:1.17`; the currency itself counts 1. Raises BadInput."""
    rates = {currency: Decimal(1)}
    for part in (p for p in text.split(",") if p.strip()):
        code, _, rate = part.partition(":")
        try:
            given = _positive(rate)
        except (InvalidOperation, ValueError) as error:
            raise BadInput(f"“{part.strip()}” is not a rate: write them as USD:0.92,GBP:1.17.") from error
        if rates.setdefault(currency_code(code), given) != given:
            raise BadInput(
                f"“{part.strip()}”: {currency_code(code)} has the rate {rates[currency_code(code)]} already."
            )
    return rates


_SMALLEST_RATE = Decimal("0.000001")


def _positive(text: str) -> Decimal:
    value = Decimal(text.strip())
    if not value.is_finite() or not _SMALLEST_RATE <= value <= 1 / _SMALLEST_RATE:
        raise ValueError(text)
    return value


def rates_text(rates: Iterable[tuple[str, Decimal]]) -> str:
    """Rates as a definition pins them: sorted, without spaces."""
    return ",".join(f"{code}:{decimal_text(rate)}" for code, rate in sorted(rates))
