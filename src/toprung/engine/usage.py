"""What was done in the product, per account, as of a day: read from the rollup, counted where it is not there yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toprung.engine.lake import Lake
from toprung.engine.rollups import NOTHING_EXCLUDED, Exclusions, Rollup, rollup
from toprung.engine.runner import Files, Runner
from toprung.kernel.canon import fingerprint
from toprung.kernel.days import ONE_DAY, Rhythm, next_period, period_start, periods_touching

#: So many accounts are counted by themselves where the rollup is missing: their rows are read, not the workspace's.
FEW_ACCOUNTS = 20

_CALENDAR = pa.schema([("day", pa.date32()), ("period_start", pa.date32()), ("period_end", pa.date32())])


class Usage:
    """Qualifying activity of a workspace's accounts. Nothing dated after the day asked for enters any answer.

    Everywhere `accounts` limits the answer (None means all) and `excluded` says what does not qualify. `period_end` is
    the first day after a period.
    """

    def __init__(self, lake: Lake, runner: Runner, held: Rollup | None = None) -> None:
        """`runner` must be allowed to read the lake's folder. `held`: the one count that every answer is read from."""
        self._lake = lake
        self._runner = runner
        self._held = held

    def as_it_stands(self, workspace: str, excluded: Exclusions = NOTHING_EXCLUDED) -> Usage:
        """The workspace's usage as of now: what is loaded later enters none of its answers."""
        return Usage(self._lake, self._runner, rollup(self._lake, workspace, excluded))

    def periods(
        self,
        workspace: str,
        grains: Iterable[Rhythm],
        as_of: date,
        accounts: Collection[str] | None = None,
        excluded: Exclusions = NOTHING_EXCLUDED,
    ) -> pa.Table:
        """Different users and events per account and whole period that had passed at the end of `as_of`.

        Columns: grain, account, period_start, period_end, users, events; sorted by grain, account, start. A period
        without activity has no row.
        """
        kept = self._held or rollup(self._lake, workspace, excluded)

        def of(grain: Rhythm) -> pa.Table:
            given = {"calendar": self._calendar(workspace, grain)}
            return self._answer("usage_periods", f"periods-{grain}", kept, excluded, accounts, given)

        return _whole(grains, as_of, of)

    def features(
        self,
        workspace: str,
        grains: Iterable[Rhythm],
        as_of: date,
        pairs: Collection[tuple[str, str]],
        excluded: Exclusions = NOTHING_EXCLUDED,
    ) -> pa.Table:
        """The same for the (account, event name) pairs asked for: how often those features were used, and by how many.

        Columns: grain, account, name, period_start, period_end, users, events; sorted in that order.
        """
        kept = self._held or rollup(self._lake, workspace, excluded)
        wanted = sorted(set(pairs))
        accounts = {account for account, _ in wanted}

        def of(grain: Rhythm) -> pa.Table:
            given = {"calendar": self._calendar(workspace, grain), "pairs": _pairs(wanted)}
            name = f"features-{grain}-{fingerprint(wanted)[:16]}"
            return self._answer("usage_features", name, kept, excluded, accounts, given)

        return _whole(grains, as_of, of)

    def recent(
        self,
        workspace: str,
        as_of: date,
        accounts: Collection[str] | None = None,
        excluded: Exclusions = NOTHING_EXCLUDED,
    ) -> pa.Table:
        """Per account with any qualifying event by `as_of`: the last 28 and 7 days, that day included.

        Columns: account, events_28, users_28, events_7, users_7, first_event_on, last_event_on; sorted by account.
        """
        kept = self._held or rollup(self._lake, workspace, excluded)
        given = {"params": pa.table({"as_of": pa.array([as_of], pa.date32())})}
        return self._answer("usage_recent", f"recent-{as_of}", kept, excluded, accounts, given)

    def _answer(
        self,
        text: str,
        name: str,
        kept: Rollup,
        excluded: Exclusions,
        accounts: Collection[str] | None,
        given: Mapping[str, pa.Table],
    ) -> pa.Table:
        # Before the count, which is made under the rollup's lock: finding excluded users takes that lock too.
        tables = {} if kept.holds(name) else {**self._excluded(kept, excluded), **given}

        def count(events: Files) -> pa.Table:
            return self._runner.run(text, {"events": events, **tables})

        if tables and accounts is not None and len(accounts) <= FEW_ACCOUNTS:
            return count(dataclasses.replace(kept.events, accounts=tuple(sorted(accounts))))
        path = kept.table(name, lambda: count(kept.events))
        return pq.read_table(path, filters=None if accounts is None else _among(accounts))

    def _excluded(self, kept: Rollup, excluded: Exclusions) -> Mapping[str, pa.Table]:
        names = _column("name", excluded.names)
        users = _column("user_id", excluded.users)
        if not excluded.domains:
            return {"excluded_users": users, "excluded_names": names}
        domains = _column("domain", {domain.lower().removeprefix("@") for domain in excluded.domains})
        given = {"events": kept.events, "excluded_users": users, "excluded_domains": domains}
        path = kept.table("excluded", lambda: self._runner.run("usage_excluded", given))
        return {"excluded_users": pq.read_table(path), "excluded_names": names}

    def _calendar(self, workspace: str, grain: Rhythm) -> pa.Table:
        first, last = self._lake.first_event_on(workspace), self._lake.last_event_on(workspace)
        if first is None or last is None:
            return _CALENDAR.empty_table()
        return calendar(period_start(first, grain), last, grain)


def calendar(first: date, last: date, grain: Rhythm) -> pa.Table:
    """Which period each day from `first` to `last` belongs to: day, period_start, period_end (the first day after)."""
    rows = []
    for start in periods_touching(first, last, grain):
        end = next_period(start, grain)
        rows += [(start + n * ONE_DAY, start, end) for n in range((end - start).days)]
    columns = zip(*rows, strict=True)
    return pa.table([pa.array(column, pa.date32()) for column in columns], schema=_CALENDAR)


def _whole(grains: Iterable[Rhythm], as_of: date, of: Callable[[Rhythm], pa.Table]) -> pa.Table:
    """The rows of whole periods, of each grain, with the grain as the first column."""
    tables = []
    for grain in sorted({Rhythm(grain) for grain in grains}):
        rows = of(grain).filter(pc.field("period_end") <= as_of + ONE_DAY)
        tables.append(rows.add_column(0, "grain", pa.array([str(grain)] * len(rows), pa.string())))
    return pa.concat_tables(tables).combine_chunks()


def _among(accounts: Collection[str]) -> pc.Expression:
    return pc.field("account").isin(pa.array(sorted(accounts), pa.string()))


def _pairs(pairs: list[tuple[str, str]]) -> pa.Table:
    accounts = pa.array([account for account, _ in pairs], pa.string())
    return pa.table({"account": accounts, "name": pa.array([name for _, name in pairs], pa.string())})


def _column(name: str, values: Collection[str]) -> pa.Table:
    return pa.table({name: pa.array(sorted(values), pa.string())})
