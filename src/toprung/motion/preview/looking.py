"""Judging a segment's accounts twice over the same evidence: by the policy on file and by the proposed one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.policy import Policy
from toprung.doctrine.verdict import Verdict, judge
from toprung.kernel.batching import batches
from toprung.motion.evaluation.gathering import CHUNK, Policies, gather
from toprung.motion.evaluation.running import usage_on
from toprung.motion.evaluation.usage_facts import UsageFacts
from toprung.motion.preview.changes import Preview, largest_first
from toprung.records.book import queries
from toprung.records.book.actions.segments import settings_with
from toprung.records.book.models import Segment
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.snapshots import snapshot

Settings = Mapping[str, str | None]
#: accounts looked at in one go while somebody waits: one to two seconds
SLICE = 500


@dataclass(frozen=True, slots=True)
class _Proposal:
    """The proposed policies, and what single accounts lay over their segment's."""

    policies: Policies
    own: dict[str, dict[str, str]]

    @classmethod
    def of(cls, segment: Segment, settings: Settings) -> _Proposal:
        """Raises BadInput for numbers that do not fit."""
        proposed = settings_with(segment, settings)
        held = Policies.of(segment.workspace).by_segment
        own = queries.accounts(segment.workspace).exclude(settings={}).values_list("external_id", "settings")
        return cls(Policies({**held, segment.name: proposed}), dict(own))

    def policy(self, e: Evidence) -> Policy:
        """By which the account would be judged."""
        return self.policies.for_account(e.segment, self.own.get(e.account, {}))


def preview_policy(workspace: Workspace, segment: str, settings: Settings, as_of: date) -> Preview:
    """What these settings, laid over the segment's own (None: back to the default), would change as of the day.

    Looks at every account that is in the segment on that day; about 2.5 ms each. Writes nothing. Raises NotFound for
    an unknown segment and BadInput, naming the setting, for a number that does not fit.
    """
    return _look(queries.segment(workspace, segment), settings, as_of, after="", limit=None)


def preview_slice(
    workspace: Workspace, segment: str, settings: Settings, as_of: date, after: str = "", limit: int = SLICE
) -> Preview:
    """The same for the next `limit` accounts after that external id; done where `waiting` says that none are left."""
    return _look(queries.segment(workspace, segment), settings, as_of, after=after, limit=limit)


def waiting(workspace: Workspace, segment: str, after: str = "") -> int:
    """How many accounts that were ever in the segment come after that external id: those a look has yet to judge."""
    return len(_candidates(queries.segment(workspace, segment), after, None))


def _look(segment: Segment, settings: Settings, as_of: date, *, after: str, limit: int | None) -> Preview:
    proposal = _Proposal.of(segment, settings)
    names = _candidates(segment, after, limit)
    found = Preview(segment.name, as_of)
    for now, then in _judged(segment, as_of, names, proposal):
        found.count(now, then)
    found.changes = largest_first(found.changes)
    # Accounts that have moved on to another segment are passed over, and need not be asked for again.
    found.last = names[-1] if names else after
    return found


def _candidates(segment: Segment, after: str, limit: int | None) -> list[str]:
    """Accounts that were in the segment at some time, by external id; which of them are today, the evidence says."""
    held = queries.accounts(segment.workspace).filter(memberships__segment=segment, external_id__gt=after)
    return list(held.distinct().values_list("external_id", flat=True)[:limit])


def _judged(segment: Segment, as_of: date, names: list[str], proposal: _Proposal) -> Iterator[tuple[Verdict, Verdict]]:
    usage = usage_on(segment.workspace, as_of)
    # Both looks see one state of the records, whatever is written meanwhile.
    with snapshot():
        for some in batches(names, CHUNK):
            chunk = _evidence(segment, as_of, some, usage, None)
            pairs = [(e, proposal.policy(e)) for e in chunk]
            again = _again(segment, as_of, pairs, usage, proposal)
            for e, policy in pairs:
                yield judge(e), judge(again.get(e.account) or replace(e, policy=policy))


def _again(
    segment: Segment, as_of: date, pairs: list[tuple[Evidence, Policy]], usage: UsageFacts, proposal: _Proposal
) -> dict[str, Evidence]:
    """New evidence for accounts whose rhythm would change: their use is counted by other periods."""
    names = [e.account for e, policy in pairs if policy.rhythm is not e.policy.rhythm]
    return {e.account: e for e in _evidence(segment, as_of, names, usage, proposal.policies)} if names else {}


def _evidence(
    segment: Segment, as_of: date, names: list[str], usage: UsageFacts, policies: Policies | None
) -> list[Evidence]:
    chunks = gather(segment.workspace, as_of, names, usage, policies)
    return [e for chunk in chunks for e in chunk if e.segment == segment.name]
