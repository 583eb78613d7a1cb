"""Retention month by month: the same definition over windows that end on one month end after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from toprung.charts.retention import Retained
from toprung.doctrine.definitions import MEASURES, Definition, define
from toprung.engine.retention import RetentionTotals, retention_totals
from toprung.kernel.days import ONE_DAY, Window, add_months, month_end_or_day
from toprung.motion.measures.facts import Facts
from toprung.motion.measures.figures import share
from toprung.motion.measures.retention import retained

MONTHS = 12


def trend_definition(definition: Definition) -> Definition:
    """One definition for the trend of all three, so that it is computed once: GRR's, which pins the most."""
    settings = dict(definition.options)
    own = {o.name for o in MEASURES["grr"].options} & settings.keys()
    return define("grr", definition.window, definition.segment, {name: settings[name] for name in own})


def retention_trend(definition: Definition, facts: Facts) -> tuple[Retained, ...]:
    """NRR, GRR and logo retention over windows as long as the definition's, with its segment and options.

    They end on the last twelve month ends up to its own window's end, the last on that end; the movements are read
    once. Empty where there are none. Raises Refused for movements in currencies without a rate.
    """
    options = dict(definition.options)
    movements = facts.movements(options["currency"], options["rates"])
    if not movements.table.num_rows:
        return ()
    windows = [ending(definition.window, end) for end in ends(definition.window.end)]
    return tuple(
        _shares(w.end, retention_totals(retained(replace(definition, window=w), movements, facts.roll)))
        for w in windows
    )


def ends(last: date) -> tuple[date, ...]:
    """The day, and the month ends before it: twelve days in all, oldest first."""
    latest = add_months(last.replace(day=1), 1) - ONE_DAY
    months = [month_end_or_day(latest, -back) for back in range(MONTHS - 1, 0, -1)]
    return (*months, last)


def ending(window: Window, end: date) -> Window:
    """A window as long as this one that ends on that day."""
    if window.months:
        return Window(month_end_or_day(end, -window.months), end)
    return Window(end - (window.end - window.start), end)


def _shares(end: date, totals: RetentionTotals) -> Retained:
    """As the figures tell them: over the revenue of the base, to the places that a share has."""
    return Retained(
        end,
        nrr=share(totals.retained_net, totals.base),
        grr=share(totals.retained_gross, totals.base),
        logo_retention=share(Decimal(totals.kept_accounts), Decimal(totals.base_accounts)),
    )
