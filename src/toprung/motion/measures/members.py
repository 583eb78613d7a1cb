"""Who is counted: an account's segment on the day the measure reads it, its owner, its cohort."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from toprung.doctrine.policy import UNASSIGNED, Policy
from toprung.kernel.errors import NotFound
from toprung.motion.evaluation.book_facts import segment_on
from toprung.motion.evaluation.gathering import Policies
from toprung.records.book import queries
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Roll:
    """Every account of the workspace with what groups it."""

    people: dict[str, tuple[str, str]]
    memberships: dict[str, list[tuple[date | None, str]]]
    policies: Policies

    @classmethod
    def of(cls, workspace: Workspace) -> Roll:
        """Read it, in three queries."""
        people = {
            external_id: (name, owner)
            for external_id, name, owner in queries.accounts(workspace).values_list("external_id", "name", "owner")
        }
        memberships: dict[str, list[tuple[date | None, str]]] = defaultdict(list)
        rows = queries.memberships(workspace).values_list("account__external_id", "since", "segment__name")
        for external_id, since, segment in rows:
            memberships[external_id].append((since, segment))
        return cls(people, dict(memberships), Policies.of(workspace))

    @classmethod
    def of_nobody(cls, workspace: Workspace) -> Roll:
        """The segments and their policies alone, in one query: enough to pin a definition."""
        return cls({}, {}, Policies.of(workspace))

    def segment(self, account: str, day: date) -> str:
        """The account's segment on that day."""
        return segment_on(self.memberships.get(account, ()), day) or UNASSIGNED

    def policy(self, segment: str) -> Policy:
        """A segment's policy."""
        return self.policies.for_account(segment, {})

    def require_segment(self, name: str | None) -> None:
        """Raise NotFound, with what there is, for a segment nobody has heard of."""
        known = [*sorted(self.policies.by_segment), UNASSIGNED]
        if name is not None and name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            raise NotFound(f"There is no segment “{name}”.{hint} There is: {', '.join(known)}.")


def month(day: date) -> str:
    """The cohort of a day."""
    return f"{day:%Y-%m}"
