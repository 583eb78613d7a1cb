"""The outcome achievement rate and the promise-kept rate by cohort, each in its two readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from toprung.charts.chart import Chart, Row, goal_line, layer, percent, series, spec_of

READINGS = ("measured", "validated")


@dataclass(frozen=True, slots=True)
class _Words:
    """How one of the rates is worded: its months, and what is counted."""

    month: str
    things: str
    young: str
    caption: str


_OAR = _Words(
    "Clock started in",
    "accounts",
    "In flight",
    "Outcome achievement rate by the month in which the clock started, measured and validated.",
)
_PROMISES = _Words(
    "Signed in",
    "promises",
    "Not due yet",
    "Promise-kept rate by the month of the signature, measured and validated.",
)


@dataclass(frozen=True, slots=True)
class Cohort:
    """The accounts (or promises) of one month (`2026-01`): how many are in the rate, how many of those got there in
    each reading, and how many are still in flight."""

    month: str
    matured: int
    measured: int
    validated: int
    in_flight: int

    def share(self, reading: str) -> Decimal | None:
        """The rate in that reading; None where nobody is in it yet."""
        return Decimal(self.reached(reading)) / self.matured if self.matured else None

    def reached(self, reading: str) -> int:
        """How many got there in that reading."""
        return self.measured if reading == "measured" else self.validated


def oar_by_cohort(cohorts: Sequence[Cohort], target: Decimal | None = None) -> Chart:
    """One point per cohort and reading; a cohort that is all in flight has none. `target` is a share."""
    return _by_cohort(cohorts, target, _OAR)


def kept_by_month(cohorts: Sequence[Cohort], target: Decimal | None = None) -> Chart:
    """The promise-kept rate by the month of the signature, likewise."""
    return _by_cohort(cohorts, target, _PROMISES)


def _by_cohort(cohorts: Sequence[Cohort], target: Decimal | None, words: _Words) -> Chart:
    layers = [
        layer().mark_line().encode(**_series(words)),
        layer().mark_point(filled=True, size=60, opacity=1).encode(**_series(words)),
    ]
    if target is not None:
        layers += goal_line(target, f"Target {percent(target)}")
    return Chart(
        spec=spec_of(layers, _points(cohorts), words.caption),
        columns=(words.month, f"{words.things.capitalize()} in the rate", "Measured", "Validated", words.young),
        rows=tuple(
            (c.month, c.matured, percent(c.share("measured")), percent(c.share("validated")), c.in_flight)
            for c in cohorts
        ),
        caption=words.caption,
    )


def _points(cohorts: Sequence[Cohort]) -> list[Row]:
    return [
        {
            "cohort": c.month,
            "reading": reading,
            "share": c.share(reading),
            "accounts": f"{c.reached(reading)} of {c.matured}",
        }
        for c in cohorts
        for reading in READINGS
        if c.matured
    ]


def _series(words: _Words) -> dict[str, Any]:
    return {
        "x": alt.X("cohort:O", title=words.month),
        "y": alt.Y(
            "share:Q", title=f"Share of {words.things}", axis=alt.Axis(format=".0%"), scale=alt.Scale(domain=[0, 1])
        ),
        **series("reading", READINGS),
        "tooltip": [
            alt.Tooltip("cohort:O", title=words.month),
            alt.Tooltip("reading:N", title="Reading"),
            alt.Tooltip("share:Q", title="Share", format=".1%"),
            alt.Tooltip("accounts:N", title=words.things.capitalize()),
        ],
    }
