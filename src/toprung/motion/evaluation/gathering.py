"""Evidence from the records and the lake: what was true by a day, account by account, in chunks.

Facts dated after the day are left out here, so the rules need not look at dates to be safe from the future.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.policy import UNASSIGNED, Policy, policy_for, with_settings
from toprung.engine.recounting import Pair
from toprung.kernel.days import Rhythm
from toprung.motion.evaluation.book_facts import BookFacts, book_facts
from toprung.motion.evaluation.covering import Coverings
from toprung.motion.evaluation.handoff_facts import HandOffFacts, handoff_facts
from toprung.motion.evaluation.mechanisms import named_features
from toprung.motion.evaluation.outcome_facts import OutcomeFacts, outcome_facts
from toprung.motion.evaluation.plan_facts import PlanFacts, plan_facts
from toprung.motion.evaluation.reading import AccountRow, Chunk, account_rows
from toprung.motion.evaluation.usage_facts import NO_USAGE, UsageFacts
from toprung.records.book.models import Segment
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.snapshots import snapshot

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Policies:
    """The workspace's segment policies, read once a run."""

    by_segment: dict[str, dict[str, str]]
    _made: dict[str, Policy] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, workspace: Workspace) -> Policies:
        return cls(dict(Segment.objects.filter(workspace=workspace).values_list("name", "settings")))

    def for_account(self, segment: str, account_settings: dict[str, str]) -> Policy:
        """The segment's policy with the account's own rhythm laid over."""
        policy = self._made.get(segment)
        if policy is None:
            policy = self._made[segment] = policy_for(segment, self.by_segment.get(segment))
        return with_settings(policy, account_settings) if account_settings else policy


def gather(
    workspace: Workspace,
    as_of: date,
    accounts: Sequence[str] | None = None,
    usage: UsageFacts = NO_USAGE,
    policies: Policies | None = None,
) -> Iterator[list[Evidence]]:
    """Evidence of the accounts (all where None) that were on the book by the day, in order of external id.

    Yields lists of up to CHUNK, all read from one snapshot of the records. A dozen queries a chunk, none an account.
    `policies` are those on file unless others are tried out.
    """
    with snapshot() as reading:
        with reading():
            policies, coverings = policies or Policies.of(workspace), Coverings.read(workspace, as_of)
            rows = account_rows(workspace, accounts, "", CHUNK)
            if len(rows) == CHUNK:
                usage.foresee(partial(_features, workspace, as_of, policies, coverings))
        while rows:
            with reading():
                chunk = _chunk(workspace, as_of, Chunk(rows, unbroken=accounts is None), policies, coverings, usage)
                rows = account_rows(workspace, accounts, rows[-1].external_id, CHUNK)
            yield chunk


def _features(workspace: Workspace, as_of: date, policies: Policies, coverings: Coverings) -> dict[Rhythm, set[Pair]]:
    def rhythm_of(segment: str | None, settings: dict[str, str]) -> Rhythm:
        return policies.for_account(segment or UNASSIGNED, settings).rhythm

    return named_features(workspace, as_of, coverings, rhythm_of)


def _chunk(
    workspace: Workspace, as_of: date, chunk: Chunk, policies: Policies, coverings: Coverings, usage: UsageFacts
) -> list[Evidence]:
    rows, book = chunk.rows, book_facts(workspace, chunk, as_of)
    segments = {r.pk: book.segment_on(r.pk, as_of) or UNASSIGNED for r in rows}
    policy = {r.pk: policies.for_account(segments[r.pk], r.settings) for r in rows}
    outcomes = outcome_facts(workspace, chunk, as_of, coverings)
    handoffs = handoff_facts(workspace, chunk, as_of)
    plans = plan_facts(workspace, chunk, as_of)
    usage.load([(r.external_id, policy[r.pk].rhythm) for r in rows], outcomes.features())
    found = [
        _evidence(workspace, as_of, r, segments[r.pk], policy[r.pk], book, outcomes, plans, handoffs, usage)
        for r in rows
    ]
    return [e for e, r in zip(found, rows, strict=True) if r.created_on <= as_of or _has_dated_facts(e, book, r)]


def _evidence(
    workspace: Workspace,
    as_of: date,
    row: AccountRow,
    segment: str,
    policy: Policy,
    book: BookFacts,
    outcomes: OutcomeFacts,
    plans: PlanFacts,
    handoffs: HandOffFacts,
    usage: UsageFacts,
) -> Evidence:
    return Evidence(
        account=row.external_id,
        as_of=as_of,
        segment=segment,
        policy=policy,
        name=row.name,
        owner=row.owner,
        seats=row.seats,
        go_live_on=row.go_live_on if row.go_live_on and row.go_live_on <= as_of else None,
        contracts=book.contracts[row.pk],
        stakeholders=book.stakeholders[row.pk],
        outcomes=outcomes.of(row, usage),
        touches=book.touches[row.pk],
        checks=outcomes.checks[row.pk],
        milestones=plans.milestones[row.pk],
        executive_acts=plans.executive_acts[row.pk],
        check_staged_on=row.check_staged_on if _staged_by(workspace, as_of) else None,
        asked_from=workspace.first_import_on,
        handoffs=handoffs.of(row.pk),
        handoffs_from=handoffs.used_from,
        usage=usage.of(row.external_id, policy.rhythm),
        book_falling=usage.book_falling,
        money=book.money(row),
        products=workspace.products,
    )


def _staged_by(workspace: Workspace, as_of: date) -> bool:
    """Had the first import, which put off its overdue checks, happened by the day?"""
    return workspace.first_import_on is not None and workspace.first_import_on <= as_of


def _has_dated_facts(e: Evidence, book: BookFacts, row: AccountRow) -> bool:
    """Was the account on the book by the day, though it was only entered later?"""
    if e.go_live_on or e.money.first_on or e.touches or e.checks or book.dated_membership(row.pk, e.as_of):
        return True
    if any(c.signed_on or (c.starts_on and c.starts_on <= e.as_of) for c in e.contracts):
        return True
    if any(o.readings or o.attestations or any(t.in_force_on for t in o.versions) for o in e.outcomes):
        return True
    return e.usage is not None and e.usage.first_event_on is not None
