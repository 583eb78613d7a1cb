"""How each kind of counts is made: all of it, or what new events change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from toprung.engine.counts import COUNTED, CountState, by_month, counted
from toprung.engine.periods import Span, days_of
from toprung.engine.runner import Files, params_table
from toprung.engine.standing import Standing
from toprung.kernel.days import ONE_DAY, Rhythm

#: above so many accounts whole periods are counted again: naming each one costs more than it saves
MANY_ACCOUNTS = 1_000
#: Events counted at once, which bounds memory; but never fewer days than this, or the same files are read too often.
EVENTS_AT_ONCE, _DAYS_AT_ONCE = 1_000_000, 35
#: the month under which the pairs stand whose features have been counted; they need no row of their own otherwise
PAIRS = "pairs"
_RECENT_DAYS = 28

#: an account and the name of an event
Pair = tuple[str, str]


class Counting(Protocol):
    """What a kind is counted over: the events of one moment, and what is excluded from them."""

    @property
    def standing(self) -> Standing:
        """The events."""

    def count(self, name: str, events: Files, given: Mapping[str, pa.Table]) -> pa.Table:
        """The rows of a text over some of the events, without what is excluded."""

    def touched(self, added: Files, grain: Rhythm) -> pa.Table:
        """The accounts and periods that the events added fall in: account, period_start, period_end."""

    def calendar(self, grain: Rhythm) -> pa.Table:
        """The periods from the first event to the last."""

    def kind(self, family: str) -> str:
        """What the table calls that family of counts."""


class Work(Protocol):
    """How one kind of counts is made."""

    def whole(self) -> dict[str, pa.Table]:
        """Every row, by month."""

    def again(self, added: Files, state: CountState) -> dict[str, pa.Table]:
        """The months that change by the events added, with all their rows."""


@dataclass(frozen=True, slots=True)
class PeriodsWork:
    """Users and events per account and period."""

    rollup: Counting
    grain: Rhythm

    def whole(self) -> dict[str, pa.Table]:
        standing, periods = self.rollup.standing, _spans(self.rollup.calendar(self.grain))
        parts = [
            counted(self.rollup.count("usage_periods", _overlapping(standing, spans), {"calendar": days_of(spans)}))
            for spans in _stretches(standing, periods)
        ]
        return by_month(pa.concat_tables([COUNTED.empty_table(), *parts]))

    def again(self, added: Files, state: CountState) -> dict[str, pa.Table]:
        touched = self.rollup.touched(added, self.grain)
        if not len(touched):
            return {}
        accounts, spans = _unique(touched["account"]), _spans(touched)
        events = _few(_overlapping(self.rollup.standing, spans), accounts)
        fresh = counted(self.rollup.count("usage_periods", events, {"calendar": days_of(spans)}))
        kind = self.rollup.kind(f"periods-{self.grain}")
        old = _rows_of_months(state, kind, spans)
        return _by_months_of(spans, _replaced(old, fresh, _among(accounts, spans, whole=events.accounts is None)))


@dataclass(frozen=True, slots=True)
class FeaturesWork:
    """Users and events per account, event name and period, for the pairs that somebody has asked for."""

    rollup: Counting
    grain: Rhythm
    pairs: frozenset[Pair]

    def whole(self) -> dict[str, pa.Table]:
        return {**by_month(self._all(self.pairs)), PAIRS: _pair_rows(self.pairs)}

    def again(self, added: Files, state: CountState) -> dict[str, pa.Table]:
        kind = self.rollup.kind(f"features-{self.grain}")
        known = covered_pairs(state, kind)
        months = self._touched(added, state, kind, known)
        missing = self.pairs - known
        if missing:
            for month, rows in by_month(self._all(missing)).items():
                old = months[month] if month in months else state.rows(kind, [month]).to_table()
                months[month] = pa.concat_tables([old, rows])
            months[PAIRS] = _pair_rows(known | missing)
        return months

    def _touched(self, added: Files, state: CountState, kind: str, known: frozenset[Pair]) -> dict[str, pa.Table]:
        touched = self.rollup.touched(added, self.grain)
        accounts = set(touched["account"].to_pylist())
        pairs = frozenset(pair for pair in known if pair[0] in accounts)
        if not pairs:
            return {}
        named, spans = sorted({account for account, _ in pairs}), _spans(touched)
        events = _few(_overlapping(self.rollup.standing, spans), named)
        fresh = self._count(events, pairs_table(pairs), days_of(spans))
        old = _rows_of_months(state, kind, spans)
        return _by_months_of(spans, _replaced(old, fresh, _among(named, spans, whole=False)))

    def _all(self, pairs: frozenset[Pair]) -> pa.Table:
        """All that those pairs ever were, in stretches of time."""
        standing, accounts = self.rollup.standing, sorted({account for account, _ in pairs})
        wanted, stretches = pairs_table(pairs), _stretches(standing, _spans(self.rollup.calendar(self.grain)))
        parts = [
            self._count(_few(_overlapping(standing, spans), accounts), wanted, days_of(spans)) for spans in stretches
        ]
        return pa.concat_tables([COUNTED.empty_table(), *parts])

    def _count(self, events: Files, pairs: pa.Table, days: pa.Table) -> pa.Table:
        given = {"calendar": days, "pairs": pairs}
        return counted(self.rollup.count("usage_features", events, given))


@dataclass(frozen=True, slots=True)
class RecentWork:
    """The last days of each account, from their events; its first and last day of all, from its weeks."""

    rollup: Counting
    as_of: date
    weeks: ds.Dataset

    def whole(self) -> dict[str, pa.Table]:
        return {self._month: self._rows(None)}

    def again(self, added: Files, state: CountState) -> dict[str, pa.Table]:
        accounts = _unique(self.rollup.touched(added, Rhythm.WEEK)["account"])
        if not accounts:
            return {}
        if len(accounts) > MANY_ACCOUNTS:
            return self.whole()
        old = state.rows(self.rollup.kind(f"recent-{self.as_of}")).to_table()
        gone = pc.is_in(old["account"], pa.array(accounts, pa.string()))
        return {self._month: pa.concat_tables([old.filter(pc.invert(gone)), self._rows(accounts)])}

    @property
    def _month(self) -> str:
        return f"{self.as_of:%Y-%m}"

    def _rows(self, accounts: list[str] | None) -> pa.Table:
        first = self.as_of - timedelta(days=_RECENT_DAYS - 1)
        events = _overlapping(self.rollup.standing, [(first, self.as_of)])
        if accounts is not None:
            events = replace(events, accounts=tuple(accounts))
        given = {"params": params_table({"as_of": self.as_of})}
        lately = self.rollup.count("usage_recent", events, given)
        return _recent_rows(lately, self._weeks(accounts), first, self.as_of + ONE_DAY)

    def _weeks(self, accounts: list[str] | None) -> pa.Table:
        """The weeks that had passed by the day; the one that had not lies within the last days."""
        passed = ds.field("period_end") <= self.as_of + ONE_DAY
        if accounts is not None:
            passed &= ds.field("account").isin(pa.array(accounts, pa.string()))
        return self.weeks.to_table(columns=["account", "first_on", "last_on"], filter=passed)


def are_covered(state: CountState, kind: str, pairs: Collection[Pair]) -> bool:
    """Have the features of all these pairs been counted? Reads only what lies between the first and the last."""
    if not pairs:
        return True
    accounts = [account for account, _ in pairs]
    return frozenset(pairs) <= covered_pairs(state, kind, (min(accounts), max(accounts)))


def covered_pairs(state: CountState, kind: str, between: tuple[str, str] | None = None) -> frozenset[Pair]:
    """The pairs whose features have been counted; of the accounts `between` those two, where they are given."""
    account = pc.field("account")
    within = None if between is None else (account >= between[0]) & (account <= between[1])
    rows = state.rows(kind, [PAIRS]).to_table(columns=["account", "name"], filter=within)
    return frozenset(zip(rows["account"].to_pylist(), rows["name"].to_pylist(), strict=True))


def pairs_table(pairs: Iterable[Pair]) -> pa.Table:
    """As the texts want them."""
    wanted = sorted(pairs)
    accounts = pa.array([account for account, _ in wanted], pa.string())
    return pa.table({"account": accounts, "name": pa.array([name for _, name in wanted], pa.string())})


def _pair_rows(pairs: Iterable[Pair]) -> pa.Table:
    return counted(pairs_table(pairs))


def _recent_rows(lately: pa.Table, weeks: pa.Table, start: date, end: date) -> pa.Table:
    """One row an account: counts of the last days, 0 where it was silent, and the bounds of all its days."""
    days = pa.concat_tables(
        [
            weeks,
            lately.select(["account", "first_event_on", "last_event_on"]).rename_columns(weeks.schema.names),
        ]
    )
    bounds = days.group_by("account").aggregate([("first_on", "min"), ("last_on", "max")])
    joined = bounds.join(lately.drop_columns(["first_event_on", "last_event_on"]), "account")
    silent = pa.scalar(0, pa.int64())
    named = {
        "account": joined["account"],
        "period_start": pa.repeat(pa.scalar(start), len(joined)),
        "period_end": pa.repeat(pa.scalar(end), len(joined)),
        "first_on": joined["first_on_min"],
        "last_on": joined["last_on_max"],
        **{
            ours: pc.fill_null(joined[theirs], silent)
            for ours, theirs in (
                *(("users", "users_28"), ("events", "events_28")),
                *(("users_7", "users_7"), ("events_7", "events_7")),
            )
        },
    }
    return counted(pa.table(named))


def _rows_of_months(state: CountState, kind: str, spans: Iterable[Span]) -> pa.Table:
    return state.rows(kind, {f"{start:%Y-%m}" for start, _ in spans}).to_table()


def _by_months_of(spans: Iterable[Span], rows: pa.Table) -> dict[str, pa.Table]:
    """The rows by month; a month of which nothing is left has none."""
    empty = {f"{start:%Y-%m}": rows.slice(0, 0) for start, _ in spans}
    return {**empty, **by_month(rows)}


def _replaced(old: pa.Table, fresh: pa.Table, recounted: pc.Expression) -> pa.Table:
    """The old rows but for those that have been counted again, and the fresh ones."""
    return pa.concat_tables([old.filter(~recounted), fresh])


def _among(accounts: list[str], spans: Iterable[Span], *, whole: bool) -> pc.Expression:
    """Rows of these accounts (of all, where whole periods were counted) in these periods."""
    within = pc.field("period_start").isin(pa.array(sorted({start for start, _ in spans}), pa.date32()))
    return within if whole else within & pc.field("account").isin(pa.array(accounts, pa.string()))


def _few(events: Files, accounts: list[str]) -> Files:
    """Limited to the accounts, unless they are many."""
    return events if len(accounts) > MANY_ACCOUNTS else replace(events, accounts=tuple(accounts))


def _overlapping(standing: Standing, spans: Iterable[Span]) -> Files:
    """The files that may hold events of one of the spans (their ends not included)."""
    stretches = list(spans)
    paths = (
        file.path
        for file in standing.held
        if any(file.first_on < end and file.last_on >= start for start, end in stretches)
    )
    return replace(standing.files(), paths=tuple(paths))


def _stretches(standing: Standing, periods: Iterable[Span]) -> Iterator[list[Span]]:
    """Neighbouring periods whose events are counted together."""
    stretch: list[Span] = []
    for period in periods:
        longer = [*stretch, period]
        days = (longer[-1][1] - longer[0][0]).days
        if stretch and days > _DAYS_AT_ONCE and _rows_overlapping(standing, longer) > EVENTS_AT_ONCE:
            yield stretch
            longer = [period]
        stretch = longer
    if stretch:
        yield stretch


def _rows_overlapping(standing: Standing, spans: list[Span]) -> int:
    start, end = spans[0][0], spans[-1][1]
    return sum(file.rows for file in standing.held if file.first_on < end and file.last_on >= start)


def _spans(touched: pa.Table) -> list[Span]:
    """The periods that stand there, in order."""
    return sorted(set(zip(touched["period_start"].to_pylist(), touched["period_end"].to_pylist(), strict=True)))


def _unique(column: pa.ChunkedArray) -> list[str]:
    return sorted(pc.unique(column).to_pylist())
