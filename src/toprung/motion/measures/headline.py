"""The headline of the home page: can we define, deliver, prove (DOMAIN section 4).

Computed by the worker after an evaluation and kept, one row a measure and day; a page reads it in two queries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from toprung.doctrine.definitions import Definition, why_incomparable
from toprung.kernel.collecting import cycles_left_alone
from toprung.kernel.days import month_end_or_day
from toprung.kernel.vocabulary import Reading
from toprung.motion.measures.facts import Facts
from toprung.motion.measures.figures import Figure
from toprung.motion.measures.members import Roll
from toprung.motion.measures.models import StandardFigure
from toprung.motion.measures.standard import standard_figure, standard_figures
from toprung.records.book import queries as book
from toprung.records.journal.queries import latest_entry
from toprung.records.targets.models import Target
from toprung.records.targets.queries import target_of, targets_on
from toprung.records.tenancy.models import Workspace

#: a larger book's figures take seconds: they wait for each other, the longer the larger the book
_AT_ONCE = 500
_ACCOUNTS_A_SECOND = 20
_LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Line:
    """One of the three figures: `value` is a share, None where there is no base.

    `before` is the same figure a month earlier (as of `before_on`), None where none is comparable; `target` is the
    whole book's on the day, if one is set.
    """

    value: Decimal | None
    numerator: int
    denominator: int
    before: Decimal | None
    target: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """How far it moved since, as a share."""
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True, slots=True)
class Headline:
    """Coverage (can we define), OAR measured (deliver) and validated (prove), with what they mean.

    `definition` is as `Definition.as_json` tells it; `notes` say why there is no base; `at` is when it was computed.
    """

    as_of: date
    coverage: Line
    measured: Line
    validated: Line
    definition: dict[str, Any]
    definition_id: str
    notes: tuple[str, ...]
    before_on: date | None
    at: datetime


def keep_headline(workspace: Workspace, today: date, now: datetime) -> bool:
    """Compute the standard figures as of today and keep them, with OAR of a month earlier to compare with.

    Returns whether anything was computed: with nothing new it is two queries, and a large book's figures are not
    computed again within some minutes of the last time. Doing it twice or dying midway is harmless.
    """
    position = latest_entry(workspace)
    last = StandardFigure.objects.filter(workspace=workspace, measure="oar", as_of=today).first()
    if last is not None and (last.journal == position or now - last.at < _pause(workspace)):
        return False
    with cycles_left_alone():
        roll = Roll.of(workspace)
        kept = _standard(Facts(workspace, today, roll), position, now)
        # Over the facts of today, too: an import of history since then would otherwise look like a month's progress.
        before = Facts(workspace, month_end_or_day(today, -1), roll)
        _keep([*kept, _row(standard_figure(before, "oar"), workspace, position, now)])
    return True


def _standard(facts: Facts, position: int, now: datetime) -> list[StandardFigure]:
    """The standard figures as rows; the accounts behind them, and the facts, are let go of with it."""
    figures, _ = standard_figures(facts)
    return [_row(figure, facts.workspace, position, now) for figure in figures]


def _row(figure: Figure, workspace: Workspace, position: int, now: datetime) -> StandardFigure:
    return StandardFigure(
        workspace=workspace,
        measure=figure.definition.measure,
        as_of=figure.as_of,
        definition_id=figure.definition.id,
        figure=figure.as_json(accounts=False),
        journal=position,
        at=now,
    )


def _keep(rows: list[StandardFigure]) -> None:
    with transaction.atomic():
        StandardFigure.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["workspace", "measure", "as_of"],
            update_fields=["definition_id", "figure", "journal", "at"],
        )


def headline(workspace: Workspace, day: date) -> Headline | None:
    """The latest headline kept by that day; None before the first. Three queries."""
    kept = StandardFigure.objects.filter(workspace=workspace, measure="oar").order_by("-as_of")
    last = kept.filter(as_of__lte=day).first()
    if last is None:
        return None
    before = _comparable(last, kept.filter(as_of=month_end_or_day(last.as_of, -1)).first())
    targets = targets_on(workspace, last.as_of)
    return Headline(
        as_of=last.as_of,
        coverage=_line("coverage", last, before, None),
        measured=_line("measured", last, before, target_of(targets, "oar", reading=Reading.MEASURED)),
        validated=_line("validated", last, before, target_of(targets, "oar", reading=Reading.VALIDATED)),
        definition=last.figure["definition"],
        definition_id=last.definition_id,
        notes=tuple(last.figure["notes"]),
        before_on=before.as_of if before else None,
        at=last.at,
    )


def _pause(workspace: Workspace) -> timedelta:
    accounts = book.accounts(workspace).count()
    if accounts <= _AT_ONCE:
        return timedelta(0)
    return min(timedelta(seconds=accounts / _ACCOUNTS_A_SECOND), _LONGEST_PAUSE)


def _comparable(last: StandardFigure, before: StandardFigure | None) -> StandardFigure | None:
    """The earlier figure, if the two definitions allow to compare them."""
    if before is None:
        return None
    one, other = (Definition.from_json(kept.figure["definition"]) for kept in (last, before))
    return before if why_incomparable(one, other) is None else None


def _line(name: str, last: StandardFigure, before: StandardFigure | None, target: Target | None) -> Line:
    part = last.figure[name]
    return Line(
        value=_decimal(part["value"]),
        numerator=int(part["numerator"]),
        denominator=int(part["denominator"]),
        before=_decimal(before.figure[name]["value"]) if before else None,
        target=None if target is None else target.value,
    )


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
