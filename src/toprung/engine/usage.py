"""What was done in the product, per account: read from the rollup, as of a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toprung.engine.lake import Lake
from toprung.engine.rollups import FEATURES, NOTHING_EXCLUDED, PERIODS, USER_DAYS, Exclusions, Rollup, rollup
from toprung.engine.runner import Files, Runner
from toprung.kernel.days import Rhythm


class Usage:
    """Qualifying activity of a workspace's accounts. Nothing dated after the day asked for enters any answer.

    Everywhere `accounts` limits the answer, None means all; `excluded` says whose events do not qualify.
    """

    def __init__(self, lake: Lake, runner: Runner) -> None:
        """`runner` must be allowed to read the lake's folder."""
        self._lake = lake
        self._runner = runner

    def rollup(self, workspace: str, excluded: Exclusions = NOTHING_EXCLUDED) -> Rollup:
        """The count that the answers are read from, made now if what it rests on has changed."""
        return rollup(self._lake, self._runner, workspace, excluded)

    def periods(
        self,
        workspace: str,
        grains: Iterable[Rhythm],
        as_of: date,
        accounts: Collection[str] | None = None,
        excluded: Exclusions = NOTHING_EXCLUDED,
    ) -> pa.Table:
        """Different users and events per account and whole period that had passed at the end of `as_of`.

        Columns: account, grain, period_start, period_end (the first day after), users, events; sorted by account,
        grain, start. A period without activity has no row.
        """
        rows = _whole(grains, as_of) & _of(accounts)
        return pq.read_table(self.rollup(workspace, excluded).periods, filters=rows, schema=PERIODS)

    def features(
        self,
        workspace: str,
        grains: Iterable[Rhythm],
        as_of: date,
        pairs: Collection[tuple[str, str]],
        excluded: Exclusions = NOTHING_EXCLUDED,
    ) -> pa.Table:
        """The same per event name, for the (account, event name) pairs asked for.

        Columns: account, name, grain, period_start, period_end, users, events; sorted in that order.
        """
        rows = _whole(grains, as_of) & _of({account for account, _ in pairs})
        found = pq.read_table(self.rollup(workspace, excluded).features, filters=rows, schema=FEATURES)
        wanted = pa.table(
            {
                "account": pa.array([account for account, _ in pairs], pa.string()),
                "name": pa.array([name for _, name in pairs], pa.string()),
            }
        )
        kept = found.join(wanted, ["account", "name"], join_type="left semi")
        return kept.sort_by([(column, "ascending") for column in FEATURES.names[:4]])

    def recent(
        self,
        workspace: str,
        as_of: date,
        accounts: Collection[str] | None = None,
        excluded: Exclusions = NOTHING_EXCLUDED,
    ) -> pa.Table:
        """Per account with any qualifying activity by `as_of`: the last 28 and 7 days, that day included.

        Columns: account, events_28, users_28, events_7, users_7, first_event_on, last_event_on; sorted by account.
        """
        days = self._user_days(self.rollup(workspace, excluded).user_days, as_of, accounts)
        return self._runner.run("usage_recent", {"user_days": days}, {"as_of": as_of})

    def _user_days(self, path: Path, as_of: date, accounts: Collection[str] | None) -> pa.Table | Files:
        if accounts is None:
            return Files((path,), USER_DAYS)
        rows = (pc.field("occurred_on") <= as_of) & _of(accounts)
        return pq.read_table(path, filters=rows, schema=USER_DAYS)


def _whole(grains: Iterable[Rhythm], as_of: date) -> pc.Expression:
    wanted = pc.field("grain").isin([str(grain) for grain in grains])
    return wanted & (pc.field("period_end") <= as_of + timedelta(days=1))


def _of(accounts: Collection[str] | None) -> pc.Expression:
    return pc.scalar(True) if accounts is None else pc.field("account").isin(pa.array(sorted(accounts), pa.string()))
