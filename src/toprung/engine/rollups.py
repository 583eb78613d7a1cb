"""Counts kept beside the events: only what new events touch is counted again, and the outcome is that of a recount."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.dataset as ds

from toprung.engine.counts import COUNTED, CountState, CountTable
from toprung.engine.lake import Lake
from toprung.engine.periods import CALENDAR, calendar
from toprung.engine.recounting import (
    PAIRS,
    FeaturesWork,
    Pair,
    PeriodsWork,
    RecentWork,
    Work,
    are_covered,
)
from toprung.engine.runner import Files, Runner
from toprung.engine.standing import Standing
from toprung.engine.storage import locked
from toprung.engine.texts import text
from toprung.kernel.canon import fingerprint
from toprung.kernel.days import Rhythm, period_start

_TEXTS = ("usage_periods", "usage_features", "usage_recent")
#: states of one family of counts that are kept: of another day, or other exclusions, a moment ago
_STATES_KEPT = 3


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What does not qualify: users by exact id, users by e-mail domain, and event names (DOMAIN section 3)."""

    users: frozenset[str] = field(default_factory=frozenset)
    domains: frozenset[str] = field(default_factory=frozenset)
    names: frozenset[str] = field(default_factory=frozenset)

    def tables(self) -> dict[str, pa.Table]:
        """As the texts want them."""
        domains = {domain.lower().removeprefix("@") for domain in self.domains}
        return {
            "excluded_users": _column("user_id", self.users),
            "excluded_domains": _column("domain", domains),
            "excluded_names": _column("name", self.names),
        }


NOTHING_EXCLUDED = Exclusions()


class Rollup:
    """The counts of a workspace's events as they stood at one moment, under one set of exclusions."""

    def __init__(
        self, lake: Lake, runner: Runner, workspace: str, excluded: Exclusions, standing: Standing | None = None
    ) -> None:
        """`standing`: of which moment; now, where it is None. `runner` must be allowed to read the lake's folder."""
        self._lake = lake
        self._runner = runner
        self._workspace = workspace
        self._table = CountTable(lake.rollups(workspace))
        self._stamp = fingerprint([excluded, [text(name) for name in _TEXTS]])[:16]
        self.excluded = excluded.tables()
        self.standing = standing or lake.standing(workspace)

    def periods(self, grain: Rhythm) -> ds.Dataset:
        """Users and events per account and period of that grain; also of the one that has not passed yet."""
        return self._kept(f"periods-{grain}", PeriodsWork(self, grain))

    def features(self, grain: Rhythm, pairs: Collection[Pair]) -> ds.Dataset:
        """The same per account and event name, at least for the pairs asked for."""
        return self._kept(f"features-{grain}", FeaturesWork(self, grain, frozenset(pairs)), frozenset(pairs))

    def recent(self, as_of: date) -> ds.Dataset:
        """Per account: the last 28 and 7 days up to `as_of`, and the first and last day of any use by then."""
        # Before the lock is taken: the weeks are a count of their own, kept under the same lock.
        return self._kept(f"recent-{as_of}", RecentWork(self, as_of, self.periods(Rhythm.WEEK)))

    def count(self, name: str, events: Files, given: Mapping[str, pa.Table]) -> pa.Table:
        """The rows of a text over some of the events, without what is excluded."""
        return self._runner.run(name, {"events": events, **self.excluded, **given})

    def touched(self, added: Files, grain: Rhythm) -> pa.Table:
        """The accounts and periods that the events added fall in: account, period_start, period_end."""
        return self._runner.run("usage_touched", {"events": added, "calendar": self.calendar(grain)})

    def calendar(self, grain: Rhythm) -> pa.Table:
        """The periods from the first event to the last."""
        first, last = self.standing.first_on, self.standing.last_on
        if first is None or last is None:
            return CALENDAR.empty_table()
        return calendar(period_start(first, grain), last, grain)

    def kind(self, family: str) -> str:
        """What the table calls that family of counts, under these exclusions and texts."""
        return f"{family}.{self._stamp}"

    def _kept(self, family: str, work: Work, pairs: frozenset[Pair] = frozenset()) -> ds.Dataset:
        """The rows of the family, brought to this moment where they have not come so far.

        Where somebody has brought them further already, they are counted for this moment alone and not kept.
        """
        kind = self.kind(family)
        state = self._table.state()
        if self._is_current(state, kind) and are_covered(state, kind, pairs):
            return state.rows(kind)
        with locked(self._table.folder.with_name(f"{self._workspace}.lock")):
            state = self._table.state()
            if self._is_ahead(state.covered(kind)):
                return ds.dataset(pa.concat_tables([COUNTED.empty_table(), *work.whole().values()]))
            self._bring(state, family, work)
        return self._table.state().rows(kind)

    def _bring(self, state: CountState, family: str, work: Work) -> None:
        kind = self.kind(family)
        covered = state.covered(kind)
        added = None if covered is None else self._lake.added_since(self._workspace, covered, self.standing.version)
        if added is not None:
            self._table.put(kind, work.again(added, state), self.standing.version)
            return
        months = work.whole()
        stale = {month for month in _months_of(state, kind) if month not in months}
        older = state.older(family.split("-")[0], _STATES_KEPT - 1) if covered is None else []
        rows = {**dict.fromkeys(stale, COUNTED.empty_table()), **months}
        self._table.put(kind, rows, self.standing.version, drop=[each for each in older if each != kind])

    def _is_current(self, state: CountState, kind: str) -> bool:
        covered = state.covered(kind)
        return covered is not None and covered >= self.standing.changed and not self._is_ahead(covered)

    def _is_ahead(self, covered: int | None) -> bool:
        """Have events been counted that came after this moment?"""
        if covered is None or covered <= self.standing.version:
            return False
        later = self._lake.added_since(self._workspace, self.standing.version, covered)
        return later is None or bool(later.paths)


def _months_of(state: CountState, kind: str) -> set[str]:
    return {file.month for file in state.files if file.kind == kind and file.month != PAIRS}


def _column(name: str, values: Collection[str]) -> pa.Table:
    return pa.table({name: pa.array(sorted(values), pa.string())})
