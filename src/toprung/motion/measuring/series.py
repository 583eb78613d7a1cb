"""From what happened day by day to an outcome's dated values: plain arithmetic, in whatever order it arrived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from toprung.engine.measuring import Counted
from toprung.kernel.days import ONE_DAY, OffSeason, Rhythm, next_period, periods_touching
from toprung.kernel.vocabulary import MeasuredPer, UsageKind
from toprung.records.journal.fitting import stored
from toprung.records.outcomes.reading_usage import UsageDefinition

RHYTHM = {MeasuredPer.WEEK: Rhythm.WEEK, MeasuredPer.MONTH: Rhythm.MONTH}
Met = Callable[[Decimal], bool]


@dataclass(frozen=True, slots=True)
class Value:
    """What the definition gives as of the end of a day. `early`: its period was not over yet."""

    day: date
    value: Decimal
    early: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days of which a series tells: from `begin`, before `today`, which is not over; off-season periods aside.

    Of a period that had begun before `begin` only a part is known: it can meet a target, and says nothing else.
    """

    begin: date
    today: date
    off_season: tuple[OffSeason, ...] = ()


def series(
    definition: UsageDefinition, above: Sequence[Counted], below: Sequence[Counted], stretch: Stretch, met: Met
) -> list[Value]:
    """The dated values, oldest first; `below` is what a ratio divides by.

    Per week or month: one for each whole period, on its last day. Since go-live: one for each day that is over and on
    which the value changed. Besides, where the value only grows, one on the day on which it first `met` the target of
    its period, also while that period runs. A ratio with nothing below its line has no value.
    """
    if definition.per is MeasuredPer.SINCE_GO_LIVE:
        return list(_running(definition, above, below, stretch, met))
    return list(_periodic(definition, above, below, stretch, met))


def _periodic(
    definition: UsageDefinition, above: Sequence[Counted], below: Sequence[Counted], stretch: Stretch, met: Met
) -> Iterator[Value]:
    rhythm = RHYTHM[definition.per]
    uppers, lowers = _by_period(above), _by_period(below)
    for start in periods_touching(stretch.begin, stretch.today, rhythm, stretch.off_season):
        last = next_period(start, rhythm) - ONE_DAY
        is_whole = stretch.begin <= start and last < stretch.today
        days = _as_of_days(definition, uppers[start], lowers[start])
        early = _first_met(definition, days, met)
        if early is not None and (early.day < last or not is_whole):
            yield early
        value = days[-1][1] if days else _value(definition, Decimal(0), Decimal(0))
        if is_whole and value is not None:
            yield Value(last, value)


def _running(
    definition: UsageDefinition, above: Sequence[Counted], below: Sequence[Counted], stretch: Stretch, met: Met
) -> Iterator[Value]:
    before: Decimal | None = None
    for day, value in _as_of_days(definition, above, below):
        over = day < stretch.today
        newly_met = _grows(definition) and value is not None and met(value) and not (before is not None and met(before))
        if value is not None and value != before and (over or newly_met):
            yield Value(day, value, early=not over)
        before = value if value is not None else before


def _first_met(definition: UsageDefinition, days: Iterable[tuple[date, Decimal | None]], met: Met) -> Value | None:
    if not _grows(definition):
        return None
    return next((Value(day, value, early=True) for day, value in days if value is not None and met(value)), None)


def _grows(definition: UsageDefinition) -> bool:
    """A ratio moves both ways: what it is in the middle of a period says nothing of its end."""
    return not definition.is_ratio


def _as_of_days(
    definition: UsageDefinition, above: Iterable[Counted], below: Iterable[Counted]
) -> list[tuple[date, Decimal | None]]:
    """One period's value as of each day on which something of it happened."""
    uppers, lowers = _amounts(definition, above), _amounts(definition, below)
    days = sorted({*uppers, *lowers})
    zero = Decimal(0)
    up = accumulate(uppers.get(day, zero) for day in days)
    low = accumulate(lowers.get(day, zero) for day in days)
    return [(day, _value(definition, a, b)) for day, a, b in zip(days, up, low, strict=True)]


def _amounts(definition: UsageDefinition, counted: Iterable[Counted]) -> Mapping[date, Decimal]:
    return {item.day: _AMOUNT[definition.what](item) for item in counted}


_AMOUNT: Mapping[UsageKind, Callable[[Counted], Decimal]] = {
    UsageKind.EVENTS: lambda counted: Decimal(counted.events),
    UsageKind.USERS: lambda counted: Decimal(counted.new_users),
    UsageKind.SUM: lambda counted: counted.amount,
}


def _value(definition: UsageDefinition, above: Decimal, below: Decimal) -> Decimal | None:
    if not definition.is_ratio:
        return stored(above * definition.times)
    return stored(above * definition.times / below) if below else None


def _by_period(counted: Iterable[Counted]) -> Mapping[date, list[Counted]]:
    found: dict[date, list[Counted]] = defaultdict(list)
    for item in counted:
        found[item.period_start].append(item)
    return found
