"""Outcomes that cover other accounts than their own (DOMAIN section 1), read once a run.

Few outcomes list accounts, so all that do are read: no database finds one name in many lists faster.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from toprung.motion.evaluation.reading import rows_of
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.tenancy.models import Workspace


class Covering(NamedTuple):
    """An outcome that covers an account: whose it is, and when those went live."""

    outcome: int
    reference: str
    owner: int
    owner_live_on: date | None


@dataclass(slots=True)
class Coverings:
    """For each account that another one's outcome covers by a day: those outcomes, by when they came on file."""

    of: dict[str, list[Covering]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls, workspace: Workspace, as_of: date) -> Coverings:
        """Read them. What the latest version in force says counts."""
        versions = OutcomeVersion.objects.filter(outcome__account__workspace=workspace)
        listing = versions.filter(in_force(as_of), outcome__in=versions.exclude(covers=[]).values("outcome"))
        latest: dict[int, tuple[Any, ...]] = {}
        for outcome, since, number, *values in rows_of(listing.values_list(*_COLUMNS)):
            place = (since or date.min, number)
            if outcome not in latest or latest[outcome][0] < place:
                latest[outcome] = (place, *values)
        found = cls()
        for outcome, (_, reference, owner, owner_id, live, covers) in sorted(latest.items()):
            live_on = live if live and live <= as_of else None
            for name in sorted(set(covers) - {owner_id}):
                found.of[name].append(Covering(outcome, f"{owner_id}/{reference}", owner, live_on))
        return found

    def among(self, accounts: Iterable[str]) -> dict[str, list[Covering]]:
        """Those of these accounts."""
        return {name: self.of[name] for name in accounts if name in self.of}


_COLUMNS = (
    *("outcome_id", "in_force_on", "number", "outcome__external_id", "outcome__account_id"),
    *("outcome__account__external_id", "outcome__account__go_live_on", "covers"),
)


def in_force(as_of: date) -> Q:
    """Versions that were in force by the day."""
    return Q(in_force_on=None) | Q(in_force_on__lte=as_of)
