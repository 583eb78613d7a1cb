"""An account's success plan as the vendor's people see it: everything, internal or shared, with what is to be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from toprung.doctrine.plans import PlanContent, differences, due_day, is_overdue
from toprung.doctrine.reasons import listed, worded
from toprung.kernel.vocabulary import Grade, MilestoneState, StakeholderRole
from toprung.motion.plans.mailed import Told, told_of_versions
from toprung.motion.plans.saying import Proposal, Said, proposals_of, said_of
from toprung.records.book.models import Account
from toprung.records.outcomes.models import Outcome, OutcomeVersion
from toprung.records.outcomes.onfile import outcomes_on_file
from toprung.records.plans import queries
from toprung.records.plans.content import content_of, content_read, names_of, owner_of
from toprung.records.plans.models import Milestone, PlanVersion, SuccessPlan


@dataclass(frozen=True, slots=True)
class MilestoneSeen:
    """A milestone with its day, whose it is, and what was said of it. `customers`: the customer sees it today."""

    milestone: Milestone
    state: MilestoneState
    owner: str
    side: str
    due: date | None
    overdue: bool
    customers: bool
    comments: tuple[Said, ...]

    @property
    def number(self) -> int:
        return self.milestone.number

    @property
    def title(self) -> str:
        return self.milestone.title

    @property
    def said_by(self) -> str:
        """Which of the customer's people said last how far it is; "" where it was the vendor."""
        return self.milestone.moved_by.name if self.milestone.moved_by else ""


@dataclass(frozen=True, slots=True)
class OutcomeSeen:
    """An outcome with its milestones, by due day. `withheld`: the plan leaves it out."""

    outcome: Outcome
    terms: OutcomeVersion
    due: date | None
    withheld: bool
    milestones: tuple[MilestoneSeen, ...]
    comments: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class SignatureSeen:
    """Who agreed to a version, when, and by which grade."""

    name: str
    role: str
    signed_on: date
    grade: Grade
    how: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """A version with its signatures, and in what it differs from the one before; nothing for the first."""

    number: int
    shared_at: datetime
    shared_by: str
    signatures: tuple[SignatureSeen, ...]
    changes: tuple[str, ...]
    told: tuple[Told, ...]
    content_hash: str
    redacted: bool

    @property
    def agreed(self) -> SignatureSeen | None:
        """The first signature, by which it was agreed."""
        return min(self.signatures, key=lambda s: s.signed_on, default=None)


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """The plan of one account. `unshared` are the changes that the customer does not see yet."""

    plan: SuccessPlan
    outcomes: tuple[OutcomeSeen, ...]
    versions: tuple[VersionSeen, ...]
    unshared: tuple[str, ...]
    comments: tuple[Said, ...]
    proposals: tuple[Proposal, ...]

    @property
    def milestones(self) -> tuple[MilestoneSeen, ...]:
        """Of all outcomes, those with the nearest day first; dropped ones are not among them."""
        found = [m for outcome in self.outcomes for m in outcome.milestones if m.state is not MilestoneState.DROPPED]
        return tuple(sorted(found, key=_by_due))

    @property
    def open_proposals(self) -> tuple[Proposal, ...]:
        return tuple(proposal for proposal in self.proposals if proposal.is_open)

    @property
    def internal(self) -> tuple[MilestoneSeen, ...]:
        """Open milestones that no version will show."""
        return tuple(m for m in self.milestones if not m.milestone.shared)

    @property
    def answer(self) -> str:
        """Where the plan stands, in a sentence."""
        return f"{_agreement(self)}; {_progress(self.milestones)}.{_waiting(self)}"


def plan_seen(account: Account, today: date) -> PlanSeen | None:
    """The account's plan; None where none was begun. A dozen queries, however much it holds."""
    plan = queries.plan_of(account)
    if plan is None:
        return None
    held = [each.version for each in outcomes_on_file([account]).values()]
    held.sort(key=lambda version: (not version.primary, not version.first_value, version.outcome_id))
    versions = list(queries.versions(plan))
    draft, contents = content_of(plan), {version.number: content_read(version) for version in versions}
    names = names_of(account, (reference for content in (draft, *contents.values()) for reference in content.people()))
    latest = contents[versions[0].number] if versions else None
    said = said_of(queries.comments(plan))
    seen = _milestones(plan, latest, said, today)
    told = told_of_versions(plan) if versions else {}
    return PlanSeen(
        plan=plan,
        outcomes=tuple(_outcome(account, plan, terms, seen[terms.outcome_id], said) for terms in held),
        versions=tuple(_version(version, contents, names, told.get(version.number, ())) for version in versions),
        unshared=differences(latest, draft, names) if latest is not None else (),
        comments=tuple(each for each in said if each.outcome is None and each.milestone is None),
        proposals=proposals_of(queries.wordings(plan)),
    )


def signatures_seen(version: PlanVersion) -> tuple[SignatureSeen, ...]:
    """Who signed it, first signature first. The version's signatures are expected to be read already."""
    return tuple(
        SignatureSeen(
            name=each.stakeholder.name,
            role=StakeholderRole(each.role).label if each.role else "",
            signed_on=each.signed_on,
            grade=Grade(each.grade),
            how=each.how,
            recorded_by=each.recorded_by,
        )
        for each in sorted(version.signatures.all(), key=lambda s: (s.signed_on, s.pk))
    )


def differing(plan: SuccessPlan, before: int, after: int) -> tuple[str, ...]:
    """In what a version differs from another one; 0 stands for the plan as it is written now. Raises NotFound."""
    old, new = (
        content_of(plan) if number == 0 else content_read(queries.version(plan, number)) for number in (before, after)
    )
    return differences(old, new, names_of(plan.account, old.people() | new.people()))


def _milestones(
    plan: SuccessPlan, latest: PlanContent | None, said: Sequence[Said], today: date
) -> dict[int, list[MilestoneSeen]]:
    """The plan's milestones by the key of the outcome they serve, each list by due day."""
    shown = {planned.number for planned in latest.milestones} if latest else set()
    found: dict[int, list[MilestoneSeen]] = defaultdict(list)
    for milestone in queries.milestones(plan):
        about = tuple(each for each in said if each.milestone == milestone.number)
        found[milestone.outcome_id].append(_milestone(plan.account, milestone, milestone.number in shown, about, today))
    for held in found.values():
        held.sort(key=_by_due)
    return found


def _milestone(
    account: Account, milestone: Milestone, customers: bool, about: tuple[Said, ...], today: date
) -> MilestoneSeen:
    state = MilestoneState(milestone.state)
    due = due_day(milestone.due_on, milestone.due_days, account.go_live_on)
    owner: Any = milestone.owner_stakeholder or milestone.owner_member
    return MilestoneSeen(
        milestone=milestone,
        state=state,
        owner=owner.name if owner else "",
        side=owner_of(milestone).partition(":")[0],
        due=due,
        overdue=is_overdue(due, state.is_open, today),
        customers=customers,
        comments=about,
    )


def _outcome(
    account: Account,
    plan: SuccessPlan,
    terms: OutcomeVersion,
    milestones: Sequence[MilestoneSeen],
    said: Sequence[Said],
) -> OutcomeSeen:
    return OutcomeSeen(
        outcome=terms.outcome,
        terms=terms,
        due=due_day(terms.due_on, terms.due_days, account.go_live_on),
        withheld=terms.outcome.external_id in plan.withheld,
        milestones=tuple(milestones),
        comments=tuple(each for each in said if each.outcome == terms.outcome_id),
    )


def _version(
    version: PlanVersion, contents: dict[int, PlanContent], names: dict[str, str], told: tuple[Told, ...]
) -> VersionSeen:
    before = contents.get(version.number - 1)
    return VersionSeen(
        number=version.number,
        shared_at=version.shared_at,
        shared_by=version.shared_by,
        signatures=signatures_seen(version),
        changes=differences(before, contents[version.number], names) if before is not None else (),
        told=told,
        content_hash=version.content_hash,
        redacted=version.redacted,
    )


def _by_due(seen: MilestoneSeen) -> tuple[date, int]:
    return seen.due or date.max, seen.number


def _agreement(seen: PlanSeen) -> str:
    if not seen.versions:
        return "The plan is internal: nothing was shared with the customer yet"
    latest = seen.versions[0]
    if latest.agreed is not None:
        return f"Version {latest.number} is agreed by {_signed(latest)}"
    earlier = next((version for version in seen.versions if version.agreed is not None), None)
    if earlier is None:
        return f"Version {latest.number} is shared and nobody has signed it yet"
    return f"Version {latest.number} waits for a signature; version {earlier.number} was agreed by {_signed(earlier)}"


def _signed(version: VersionSeen) -> str:
    """“Dana Ito and Li Wei on 4 Nov 2026”, the day of the first."""
    first = version.agreed
    assert first is not None
    people = list(dict.fromkeys(signature.name for signature in version.signatures))
    return f"{listed(people)} on {worded(first.signed_on)}"


def _progress(milestones: Sequence[MilestoneSeen]) -> str:
    total, overdue = len(milestones), sum(m.overdue for m in milestones)
    done = sum(m.state is MilestoneState.DONE for m in milestones)
    if not total:
        return "it has no milestones yet"
    of = f"{total} milestone{'' if total == 1 else 's'}"
    if overdue:
        return f"{overdue} of {of} {'is' if overdue == 1 else 'are'} overdue"
    if not done:
        return f"none of its {of} is done or overdue" if total > 1 else "its milestone is not done yet, nor overdue"
    if done == total:
        return f"{'its milestone is' if total == 1 else f'all {of} are'} done"
    return f"{done} of {of} {'is' if done == 1 else 'are'} done, none is overdue"


def _waiting(seen: PlanSeen) -> str:
    waiting = []
    if count := len(seen.open_proposals):
        waiting.append(f"{count} proposed wording{' waits' if count == 1 else 's wait'} for an answer")
    if count := len(seen.unshared):
        waiting.append(f"{count} change{' is' if count == 1 else 's are'} not shared yet")
    return f" {listed(waiting).capitalize()}." if waiting else ""
