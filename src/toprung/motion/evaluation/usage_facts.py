"""The lake's part of the evidence: read once a chunk from the rollup, never from raw events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from toprung.doctrine.evidence import PeriodUse, Usage
from toprung.doctrine.policy import MID_MARKET
from toprung.engine import usage as engine
from toprung.engine.recounting import Pair
from toprung.engine.rollups import Exclusions
from toprung.kernel.days import Rhythm, whole_periods

#: how far back periods are read: a year on year comparison of a quarter, with room
LOOK_BACK_DAYS = 800


@dataclass(slots=True)
class UsageFacts:
    """Usage of a workspace as of a day. Without a connected feed there is nothing: `of` answers None."""

    source: engine.Usage | None = None
    workspace: str = ""
    as_of: date = date.min
    excluded: Exclusions = field(default_factory=Exclusions)
    fed_since: date | None = None
    book_falling: bool = False
    _recent: dict[str, dict[str, object]] = field(default_factory=dict)
    _periods: dict[str, list[PeriodUse]] = field(default_factory=dict)
    _features: dict[Pair, frozenset[date]] = field(default_factory=dict)

    @classmethod
    def connected(
        cls, source: engine.Usage, workspace: str, as_of: date, excluded: Exclusions, fed_since: date
    ) -> UsageFacts:
        """The facts of a workspace whose feed has brought something by that day, and first of the day `fed_since`."""
        # Chunk after chunk is read from one count, whatever is loaded meanwhile.
        facts = cls(source.as_it_stands(workspace, excluded), workspace, as_of, excluded, fed_since)
        facts.book_falling = facts._is_book_falling()
        return facts

    def foresee(self, features: Callable[[], Mapping[Rhythm, Collection[Pair]]]) -> None:
        """Have the features counted at once of which each chunk will ask for its own; read only with a feed."""
        if self.source is not None:
            self.source.count_features(self.workspace, features(), self.excluded)

    def load(self, accounts: list[tuple[str, Rhythm]], features: set[Pair]) -> None:
        """Read what a chunk of accounts needs; forgets the chunk before."""
        if self.source is None:
            return
        recent = self.source.recent(self.workspace, self.as_of, [account for account, _ in accounts], self.excluded)
        self._recent = {str(row["account"]): row for row in recent.to_pylist()}
        names_of, pairs_of = _by_rhythm(accounts, features)
        self._periods = self._read_periods(names_of)
        self._features = self._read_features(pairs_of)

    def of(self, account: str, rhythm: Rhythm) -> Usage | None:
        """The account's usage; with a feed and no event it is one of zeros."""
        if self.source is None:
            return None
        row = self._recent.get(account)
        periods = tuple(self._periods.get(account, ()))
        if row is None:
            return Usage(rhythm, periods, fed_since=self.fed_since)
        return Usage(
            rhythm=rhythm,
            periods=periods,
            last_event_on=row["last_event_on"],  # type: ignore[arg-type]  # Arrow's rows are untyped
            first_event_on=row["first_event_on"],  # type: ignore[arg-type]
            users_7=row["users_7"],  # type: ignore[arg-type]
            users_28=row["users_28"],  # type: ignore[arg-type]
            events_7=row["events_7"],  # type: ignore[arg-type]
            events_28=row["events_28"],  # type: ignore[arg-type]
            fed_since=self.fed_since,
        )

    def feature_periods(self, account: str, features: Iterable[str]) -> frozenset[date]:
        """Starts of the whole periods in which any of the features was used."""
        return frozenset().union(*(self._features.get((account, name), frozenset()) for name in features))

    def _read_periods(self, names_of: Mapping[Rhythm, list[str]]) -> dict[str, list[PeriodUse]]:
        assert self.source is not None
        since = self.as_of - timedelta(days=LOOK_BACK_DAYS)
        found: dict[str, list[PeriodUse]] = defaultdict(list)
        for rhythm, names in names_of.items():
            table = self.source.periods(self.workspace, [rhythm], self.as_of, names, self.excluded, since)
            for (account, users), start in _rows(table, "account", "users"):
                found[account].append(PeriodUse(start, users))
        return found

    def _read_features(self, pairs_of: Mapping[Rhythm, list[Pair]]) -> dict[Pair, frozenset[date]]:
        assert self.source is not None
        found: dict[Pair, set[date]] = defaultdict(set)
        for rhythm, pairs in pairs_of.items():
            table = self.source.features(self.workspace, [rhythm], self.as_of, pairs, self.excluded)
            for pair, start in _rows(table, "account", "name"):
                found[pair].add(start)
        return {pair: frozenset(starts) for pair, starts in found.items()}

    def _is_book_falling(self) -> bool:
        """Did the whole book's active users fall as much as would make one account's fall a signal?"""
        assert self.source is not None
        span = MID_MARKET.falling_periods
        starts = whole_periods(self.as_of, 2 * span, Rhythm.WEEK)
        table = self.source.periods(self.workspace, {Rhythm.WEEK}, self.as_of, None, self.excluded)
        before, lately = (_users_between(table, part[0], part[-1]) for part in (starts[:span], starts[span:]))
        return before > 0 and lately <= before * (1 - MID_MARKET.falling_share)


def _by_rhythm(
    accounts: Iterable[tuple[str, Rhythm]], features: Iterable[Pair]
) -> tuple[dict[Rhythm, list[str]], dict[Rhythm, list[Pair]]]:
    """The accounts, and their features, by whose periods they are counted in."""
    rhythm_of = dict(accounts)
    names_of: dict[Rhythm, list[str]] = defaultdict(list)
    for account, rhythm in rhythm_of.items():
        names_of[rhythm].append(account)
    pairs_of: dict[Rhythm, list[Pair]] = defaultdict(list)
    for pair in sorted(features):
        pairs_of[rhythm_of[pair[0]]].append(pair)
    return names_of, pairs_of


def _rows(table: pa.Table, *columns: str) -> Iterator[tuple[tuple[Any, ...], date]]:
    """Each row's values of the columns, and its period's start.

    Each different day is made once: Arrow makes them anew for each of the hundreds of thousands of rows.
    """
    days = table["period_start"].cast(pa.int32()).to_pylist()
    made = {number: _EPOCH + timedelta(days=number) for number in set(days)}
    return zip(
        zip(*(table[name].to_pylist() for name in columns), strict=True), map(made.__getitem__, days), strict=True
    )


_EPOCH = date(1970, 1, 1)


def _users_between(table: pa.Table, first: date, last: date) -> int:
    """Users of all accounts in the periods that begin from one day to another, added up."""
    chosen = table.filter((pc.field("period_start") >= first) & (pc.field("period_start") <= last))
    return int(pc.sum(chosen["users"]).as_py() or 0)


NO_USAGE = UsageFacts()
