"""One account's use in detail, read from its events alone and for a stretch of days: what its page shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from toprung.engine.lake import Lake
from toprung.engine.periods import Span, days_of
from toprung.engine.rollups import Exclusions
from toprung.engine.runner import Files, Runner
from toprung.kernel.days import add_months

_ROLES = pa.schema([("user_id", pa.string()), ("role", pa.string())])


@dataclass(frozen=True, slots=True)
class Detail:
    """The qualifying events of one account, or of a few, asked span by span. A span without events has no row.

    Spans may overlap between two questions, not within one.
    """

    runner: Runner
    events: Files
    excluded: Mapping[str, pa.Table]

    @classmethod
    def of(
        cls,
        lake: Lake,
        runner: Runner,
        workspace: str,
        accounts: Collection[str],
        first: date,
        last: date,
        excluded: Exclusions,
    ) -> Detail:
        """The accounts' events from one day to another; only files of those months are opened."""
        files = lake.files(workspace, months_between(first, last))
        events = dataclasses.replace(files, accounts=tuple(sorted(accounts)))
        return cls(runner, events, excluded.tables())

    def periods(self, spans: Sequence[Span]) -> pa.Table:
        """Columns: account, period_start, period_end, users, events."""
        return self._ask("usage_periods", spans, {})

    def names(self, spans: Sequence[Span]) -> pa.Table:
        """Columns: account, name, period_start, period_end, users, events: each event name by itself."""
        return self._ask("usage_names", spans, {})

    def roles(self, spans: Sequence[Span], role_of: Mapping[str, str]) -> pa.Table:
        """Columns: role, period_start, period_end, users, events. `role_of`: user id -> role, letters' case aside.

        Users of whom no role is known stand together under a null.
        """
        known = sorted({user.lower(): role for user, role in sorted(role_of.items())}.items())
        roles = pa.Table.from_pylist([{"user_id": user, "role": role} for user, role in known], _ROLES)
        return self._ask("usage_roles", spans, {"roles": roles})

    def _ask(self, text: str, spans: Sequence[Span], given: Mapping[str, pa.Table]) -> pa.Table:
        return self.runner.run(text, {"events": self.events, "calendar": days_of(spans), **self.excluded, **given})


def months_between(first: date, last: date) -> Iterator[str]:
    """The months (“2026-03”) that share a day with [first, last]."""
    month = first.replace(day=1)
    while month <= last:
        yield f"{month:%Y-%m}"
        month = add_months(month, 1)
