"""What was done in the product, per account, as of a day: read from the rollup, counted where that is cheaper."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from toprung.engine.counts import counted, sorted_counts
from toprung.engine.lake import Lake
from toprung.engine.recounting import Pair, pairs_table
from toprung.engine.rollups import NOTHING_EXCLUDED, Exclusions, Rollup
from toprung.engine.runner import Runner, params_table
from toprung.kernel.days import ONE_DAY, Rhythm

#: So many accounts are counted by themselves: their own events are read, and no count of the workspace's is needed.
FEW_ACCOUNTS = 20

_RECENT = ["account", "events", "users", "events_7", "users_7", "first_on", "last_on"]
_RECENT_NAMES = ["account", "events_28", "users_28", "events_7", "users_7", "first_event_on", "last_event_on"]
_PERIODS = ["account", "period_start", "period_end", "users", "events"]
_FEATURES = ["account", "name", "period_start", "period_end", "users", "events"]


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
        return Usage(self._lake, self._runner, Rollup(self._lake, self._runner, workspace, excluded))

    def periods(
        self,
        workspace: str,
        grains: Iterable[Rhythm],
        as_of: date,
        accounts: Collection[str] | None = None,
        excluded: Exclusions = NOTHING_EXCLUDED,
        since: date = date.min,
    ) -> pa.Table:
        """Different users and events per account and whole period that had passed at the end of `as_of`.

        Columns: grain, account, period_start, period_end, users, events; sorted by grain, account, start. A period
        without activity has no row; neither has one that began before `since`.
        """
        rollup = self._rollup(workspace, excluded)
        passed = (pc.field("period_end") <= as_of + ONE_DAY) & (pc.field("period_start") >= since)

        def of(grain: Rhythm) -> pa.Table:
            if accounts is not None and len(accounts) <= FEW_ACCOUNTS:
                rows = self._alone(rollup, "usage_periods", accounts, {"calendar": rollup.calendar(grain)})
                return rows.filter(passed).select(_PERIODS)
            rows = rollup.periods(grain).to_table(columns=_PERIODS, filter=_limited(passed, accounts))
            return rows.sort_by([("account", "ascending"), ("period_start", "ascending")])

        return _by_grain(grains, {grain: of(grain) for grain in set(grains)})

    def features(
        self,
        workspace: str,
        grains: Iterable[Rhythm],
        as_of: date,
        pairs: Collection[Pair],
        excluded: Exclusions = NOTHING_EXCLUDED,
    ) -> pa.Table:
        """The same for the (account, event name) pairs asked for: how often those features were used, and by how many.

        Columns: grain, account, name, period_start, period_end, users, events; sorted in that order.
        """
        rollup, wanted = self._rollup(workspace, excluded), pairs_table(set(pairs))
        passed = pc.field("period_end") <= as_of + ONE_DAY
        accounts = {account for account, _ in pairs}

        def of(grain: Rhythm) -> pa.Table:
            if len(accounts) <= FEW_ACCOUNTS:
                given = {"calendar": rollup.calendar(grain), "pairs": wanted}
                return self._alone(rollup, "usage_features", accounts, given).filter(passed).select(_FEATURES)
            named = pc.field("name").isin(pc.unique(wanted["name"]))
            kept = rollup.features(grain, pairs).to_table(columns=_FEATURES, filter=_limited(passed & named, accounts))
            return sorted_counts(counted(kept.join(wanted, ["account", "name"], join_type="left semi"))).select(
                _FEATURES
            )

        return _by_grain(grains, {grain: of(grain) for grain in set(grains)})

    def count_features(
        self, workspace: str, pairs: Mapping[Rhythm, Collection[Pair]], excluded: Exclusions = NOTHING_EXCLUDED
    ) -> None:
        """Count these (account, event name) pairs of each grain now, whatever part of them is asked for later.

        Each part that were asked for by itself would read the events again, and write all that was counted before it.
        """
        rollup = self._rollup(workspace, excluded)
        for grain, wanted in pairs.items():
            rollup.features(grain, wanted)

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
        rollup = self._rollup(workspace, excluded)
        if accounts is not None and len(accounts) <= FEW_ACCOUNTS:
            rows = self._alone(rollup, "usage_recent", accounts, {"params": params_table({"as_of": as_of})})
            return rows.select(_RECENT_NAMES)
        kept = rollup.recent(as_of).to_table(columns=_RECENT, filter=_limited(None, accounts))
        return kept.sort_by("account").rename_columns(_RECENT_NAMES)

    def touched(self, workspace: str, version: int) -> frozenset[str] | None:
        """The accounts whose events were added after that version of the lake; None where all have to be looked at."""
        added = self._lake.added_since(workspace, version)
        if added is None:
            return None
        rows = self._rollup(workspace, NOTHING_EXCLUDED).touched(added, Rhythm.QUARTER)
        return frozenset(rows["account"].to_pylist())

    def _rollup(self, workspace: str, excluded: Exclusions) -> Rollup:
        return self._held or Rollup(self._lake, self._runner, workspace, excluded)

    def _alone(self, rollup: Rollup, name: str, accounts: Collection[str], given: Mapping[str, pa.Table]) -> pa.Table:
        events = dataclasses.replace(rollup.standing.files(), accounts=tuple(sorted(accounts)))
        return rollup.count(name, events, given)


def _by_grain(grains: Iterable[Rhythm], tables: Mapping[Rhythm, pa.Table]) -> pa.Table:
    """The rows of each grain, with the grain as the first column."""
    named = [
        tables[grain].add_column(0, "grain", pa.array([str(grain)] * len(tables[grain]), pa.string()))
        for grain in sorted({Rhythm(grain) for grain in grains})
    ]
    return pa.concat_tables(named).combine_chunks()


def _limited(wanted: pc.Expression | None, accounts: Collection[str] | None) -> pc.Expression | None:
    """The filter, for these accounts alone; a range beside the names lets a reader pass over most of a file."""
    if not accounts:
        return wanted if accounts is None else pc.scalar(False)
    among = (
        (pc.field("account") >= min(accounts))
        & (pc.field("account") <= max(accounts))
        & pc.field("account").isin(pa.array(sorted(accounts), pa.string()))
    )
    return among if wanted is None else wanted & among
