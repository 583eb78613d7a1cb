"""How the ladder has moved: against the evaluation of a month ago, and day by day in the history since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from toprung.kernel.days import ONE_DAY
from toprung.kernel.vocabulary import Band, Rung
from toprung.motion.evaluation.models import Evaluation, StateChange
from toprung.motion.morning.ladder import Ladder
from toprung.motion.morning.scope import Scope

#: “last month” is the last evaluation of the whole book at least so many days ago, and else so many days ago
MONTH_DAYS = 28


@dataclass(frozen=True, slots=True)
class Day:
    """What changed on one day: rungs gained and lost, and bands of accounts whose rung stayed.

    `before` is the day of the evaluation of the whole book before it: what changed in between shows on this day.
    """

    day: date
    before: date | None
    climbed: int = 0
    slipped: int = 0
    brighter: int = 0
    darker: int = 0

    @property
    def is_since_yesterday(self) -> bool:
        """Was the book evaluated on the day before, too?"""
        return self.before == self.day - ONE_DAY

    @property
    def changes(self) -> int:
        return self.climbed + self.slipped + self.brighter + self.darker


@dataclass(frozen=True, slots=True)
class Movement:
    """Since a day: how many more or fewer customers each rung has (None: not known), and the days with changes."""

    since: date
    per_rung: tuple[int, ...] | None
    days: tuple[Day, ...]

    @property
    def climbed(self) -> int:
        return sum(day.climbed for day in self.days)

    @property
    def slipped(self) -> int:
        return sum(day.slipped for day in self.days)

    @property
    def latest(self) -> Day | None:
        """The last day on which some account's rung or band changed."""
        return self.days[0] if self.days else None


def movement(scope: Scope, today: Ladder) -> Movement:
    """How the accounts looked at have moved since last month. Two queries."""
    before = _last_month(scope)
    since = before[0] if before else scope.today - timedelta(days=MONTH_DAYS)
    # The evaluation of then counted everybody's accounts, and one member's cannot be told from it.
    per_rung = _difference(before[1], today) if before and not scope.mine else None
    return Movement(since, per_rung, _days(scope, since))


def moved(changes: QuerySet[StateChange]) -> QuerySet[StateChange]:
    """Those changes that are of the rung or the band; an account's first standing is none."""
    return changes.filter(moved=True)


def _last_month(scope: Scope) -> tuple[date, dict[str, Any]] | None:
    until = scope.today - timedelta(days=MONTH_DAYS)
    runs = Evaluation.objects.filter(workspace=scope.workspace, as_of__lte=until)
    return runs.order_by("-as_of", "-id").values_list("as_of", "summary").first()


def _difference(summary: dict[str, Any], today: Ladder) -> tuple[int, ...] | None:
    """Runs of before this was kept have no summary."""
    counted = summary.get("rungs")
    if counted is None:
        return None
    return tuple(today.steps[rung].accounts - counted[str(int(rung))] for rung in Rung)


def _days(scope: Scope, since: date) -> tuple[Day, ...]:
    rows = (
        moved(scope.changes().filter(since__gt=since))
        .order_by()
        .annotate(now=_rank("band"), then=_rank("band_before"))
        .values("since")
        .annotate(
            climbed=Count("pk", filter=Q(rung__gt=F("rung_before"))),
            slipped=Count("pk", filter=Q(rung__lt=F("rung_before"))),
            brighter=Count("pk", filter=Q(rung=F("rung_before"), now__gt=F("then"))),
            darker=Count("pk", filter=Q(rung=F("rung_before"), now__lt=F("then"))),
        )
        .annotate(before=_evaluated_before(scope))
        .order_by("-since")
    )
    return tuple(_of_days(rows))


def _of_days(rows: Iterable[Mapping[str, Any]]) -> Iterable[Day]:
    for row in rows:
        yield Day(row["since"], row["before"], row["climbed"], row["slipped"], row["brighter"], row["darker"])


def _evaluated_before(scope: Scope) -> Subquery:
    runs = Evaluation.objects.filter(workspace=scope.workspace, as_of__lt=OuterRef("since"))
    return Subquery(runs.order_by("-as_of").values("as_of")[:1])


def _rank(column: str) -> Case:
    """Red, amber, green; an account without health stands below all."""
    ranks = {Band.RED: 1, Band.AMBER: 2, Band.GREEN: 3}
    return Case(
        *(When(**{column: band.value}, then=Value(rank)) for band, rank in ranks.items()),
        default=Value(0),
        output_field=IntegerField(),
    )
