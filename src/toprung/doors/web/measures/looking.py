"""One look at a figure: asked of the bench, awaited for a moment, shown when it is there."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from toprung.charts.retention import Retained
from toprung.doctrine.definitions import MEASURES, Definition, Measure, why_incomparable
from toprung.doors.web.measures import wording
from toprung.doors.web.measures.asking import Ask
from toprung.doors.web.visits import Visit
from toprung.kernel.vocabulary import Reading
from toprung.motion.measures.bench import BENCH, Asked
from toprung.motion.measures.comparing import Value, months_before, value_of
from toprung.motion.measures.figures import Figure
from toprung.motion.measures.measuring import computed
from toprung.motion.measures.periods import RETENTION
from toprung.motion.measures.trends import retention_trend, trend_definition
from toprung.records.book import queries as book
from toprung.records.targets.models import Target
from toprung.records.targets.queries import target_of, targets_on

#: so long a request waits for a figure before it shows how far it is, in seconds
PATIENCE = 0.4


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a figure is: accounts read of all; None while it waits for its turn."""

    read: int | None
    accounts: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return (self.read or 0) / self.accounts if self.accounts else 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """A figure as asked for, with its trend (retention alone)."""

    ask: Ask
    figure: Figure
    trend: tuple[Retained, ...]

    @property
    def measure(self) -> Measure:
        """What is measured."""
        return MEASURES[self.figure.definition.measure]


class Looking:
    """Asks the bench for all that a look needs; `asked` twice is computed once."""

    def __init__(self, visit: Visit, ask: Ask, measure: str) -> None:
        self._visit, self._ask = visit, ask
        definition = ask.definition(visit, measure)
        self._asked = Asked.of(visit.workspace, definition, ask.as_of, "figure")
        self._figure: Future[Figure] = BENCH.ask(visit.workspace, self._asked, computed)
        self._trend = self._ask_trend(definition)

    def ready(self, patience: float = PATIENCE) -> bool:
        """Is all there, or does it come while we wait?"""
        return not wait(self._awaited(), timeout=patience).not_done

    def look(self) -> Look:
        """What was asked for, however long it takes. Raises what the figure's computing raised."""
        return Look(self._ask, self._figure.result(), self._trend.result() if self._trend else ())

    def progress(self) -> Progress:
        """How far it is."""
        return Progress(BENCH.accounts_read(self._asked), book.accounts(self._visit.workspace).count())

    def _ask_trend(self, definition: Definition) -> Future[tuple[Retained, ...]] | None:
        if definition.measure not in RETENTION:
            return None
        asked = replace(self._asked, definition=trend_definition(definition), what="trend")
        return BENCH.ask(self._visit.workspace, asked, retention_trend)

    def _awaited(self) -> Iterable[Future[Any]]:
        return [self._figure, *([self._trend] if self._trend else [])]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against the same one so many months before; `why_not`: why they cannot be compared."""

    before: Value
    change: Decimal | None
    words: str
    better: bool
    why_not: str


def change_asked(visit: Visit, ask: Ask, figure: Figure, months: int) -> Future[Value]:
    """The promise of the figure so many months before."""
    definition, as_of = months_before(figure.definition, ask.period, figure.as_of, months)
    return BENCH.ask(visit.workspace, Asked.of(visit.workspace, definition, as_of, "value"), value_of)


def change_of(figure: Figure, before: Value) -> Change:
    """How the figure has changed since then."""
    measure = figure.definition.measure
    why_not = why_incomparable(before.definition, figure.definition)
    if why_not is None and (figure.value is None or before.value is None):
        why_not = "one of the two has no value"
    if why_not is not None or figure.value is None or before.value is None:
        return Change(before, None, "", False, why_not or "")
    change = figure.value - before.value
    words = wording.change_text(measure, change)
    return Change(before, change, words, wording.is_better(measure, change), "")


@dataclass(frozen=True, slots=True)
class Aim:
    """A target and how far the value is from it; `reading` is OAR's."""

    target: Target
    value: str
    distance: str
    reached: bool | None
    reading: str = ""


def aims_of(visit: Visit, figure: Figure, last: Any) -> list[Aim]:
    """The targets of the figure's measure and segment that stand on the period's last day. One query."""
    measure, segment = figure.definition.measure, figure.definition.segment
    standing = targets_on(visit.workspace, last)
    if measure != "oar":
        target = target_of(standing, measure, segment)
        return [_aim(target, figure.value)] if target else []
    found = ((r, target_of(standing, measure, segment, r)) for r in Reading)
    return [_aim(t, figure.parts[r.value]["value"], r.value) for r, t in found if t]


def target_in(aims: Iterable[Aim], reading: str = "") -> Decimal | None:
    """The target's value, of that reading for OAR."""
    return next((aim.target.value for aim in aims if aim.reading == reading), None)


def _aim(target: Target, value: Decimal | None, reading: str = "") -> Aim:
    told = wording.value_text(target.measure, target.value, Decimal(1))
    if value is None:
        return Aim(target, told, "nothing to hold against it yet", None, reading)
    away = value - target.value
    reached = away == 0 or wording.is_better(target.measure, away)
    words = "exactly on it" if away == 0 else f"{wording.change_text(target.measure, away)} from it"
    return Aim(target, told, words, reached, reading)
