"""Proposed wording: the customer's people say how an outcome or a milestone should read; members decide."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from toprung.kernel.canon import decimal_text, plain
from toprung.kernel.errors import BadInput, Refused
from toprung.kernel.vocabulary import Direction, OutcomeKind, WordingState
from toprung.records.journal.upsert import Problem
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.models import Outcome, OutcomeVersion
from toprung.records.outcomes.promises import lay_over, promise_of
from toprung.records.plans.actions.common import acting_person, note, readable
from toprung.records.plans.actions.milestones import change_milestone
from toprung.records.plans.drafts import MilestoneDraft, Subject, Wording
from toprung.records.plans.models import Milestone, ProposedWording, SuccessPlan
from toprung.records.plans.visible import subject_of
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.permissions import Verb, require, require_for
from toprung.records.tenancy.turns import turn


def propose_wording(
    plan: SuccessPlan, about: Subject, wording: Wording, *, by: Actor, now: datetime
) -> ProposedWording:
    """A customer's person says how an outcome or a milestone that they see should read. It changes nothing yet.

    Raises NotAllowed, NotFound for what they do not see, and BadInput where it says nothing new or cannot be.
    """
    account = plan.account
    require_for(by, Verb.PROPOSE_WORDING, account)
    with turn(account.workspace):
        person = acting_person(account, by, account.workspace.day_of(now))
        outcome, milestone = subject_of(plan, about, for_customer=True)
        if person is None or (outcome is None and milestone is None):
            raise BadInput("Say of which outcome or milestone the wording is.")
        before = standing_words(outcome, milestone)
        wanted = _wanted(wording, before)
        if outcome is not None:
            _require_possible(outcome, _draft(outcome, wanted), account.workspace.day_of(now))
        proposed = ProposedWording.objects.create(
            plan=plan,
            outcome=outcome,
            milestone=milestone,
            stakeholder=person,
            wanted=wanted,
            before={name: before[name] for name in wanted},
            why=readable(wording.why, "reason") if wording.why.strip() else "",
            proposed_at=now,
        )
        note(plan, Verb.PROPOSE_WORDING.value, subject_told(proposed), proposed.before, wanted, by=by, now=now)
    return proposed


def accept_wording(proposed: ProposedWording, *, by: Actor, now: datetime) -> ProposedWording:
    """Take the customer's words over: the outcome's next version, confirmed by the customer, or the milestone's change.

    Raises NotAllowed, Refused where it was decided already, BadInput where it does not fit what is on file by now.
    """
    plan = proposed.plan
    workspace = plan.account.workspace
    require(by, Verb.WRITE_PLAN, workspace)
    with turn(workspace):
        proposed = _undecided(proposed)
        if proposed.outcome is not None:
            draft = _draft(proposed.outcome, proposed.wanted)
            [result] = write_outcomes(workspace, [draft], by=by, now=now)
            if result.problem is not None:
                raise BadInput(f"{result.problem.reason} {result.problem.remedy}")
        elif proposed.milestone is not None:
            words = proposed.wanted
            change = MilestoneDraft(title=words.get("statement"), due_on=_day(words.get("due_on")))
            change_milestone(proposed.milestone, change, by=by, now=now)
        return _decide(proposed, WordingState.ACCEPTED, "", by=by, now=now)


def decline_wording(proposed: ProposedWording, reason: str, *, by: Actor, now: datetime) -> ProposedWording:
    """Leave the words as they are; who proposed them reads the reason. Raises NotAllowed, BadInput, Refused."""
    workspace = proposed.plan.account.workspace
    require(by, Verb.WRITE_PLAN, workspace)
    kept = readable(reason, "reason")
    with turn(workspace):
        return _decide(_undecided(proposed), WordingState.DECLINED, kept, by=by, now=now)


def standing_words(outcome: Outcome | None, milestone: Milestone | None) -> dict[str, Any]:
    """What can be worded anew, as it stands on file, in types of `canon.plain`."""
    if milestone is not None:
        return {"statement": milestone.title, "due_on": plain(milestone.due_on)}
    assert outcome is not None
    terms = _terms(outcome)
    status = terms.kind == OutcomeKind.STATUS
    target = terms.state_after if status else "" if terms.target is None else decimal_text(terms.target)
    return {"statement": terms.statement, "target": target, "due_on": plain(terms.due_on)}


def subject_told(proposed: ProposedWording) -> str:
    """What it is about, as the journal names it."""
    if proposed.milestone is not None:
        return f"milestone {proposed.milestone.number}"
    return proposed.outcome.external_id if proposed.outcome else ""


def _wanted(wording: Wording, before: dict[str, Any]) -> dict[str, Any]:
    """What differs from what stands; raises BadInput where nothing does."""
    given: dict[str, Any] = {
        "statement": readable(wording.statement, "wording") if wording.statement is not None else None,
        "target": plain(wording.target),
        "due_on": plain(wording.due_on),
    }
    found = {name: value for name, value in given.items() if name in before and value not in (None, before[name])}
    if not found:
        raise BadInput("That is how it reads already: change the words, the target or the day, or leave a comment.")
    return found


def _draft(outcome: Outcome, wanted: dict[str, Any]) -> OutcomeDraft:
    terms = _terms(outcome)
    target: Decimal | str | None = wanted.get("target")
    if isinstance(target, str) and terms.kind != OutcomeKind.STATUS:
        target = _number(target)
    # Kind and direction are named, so that another target is never taken for another kind of promise.
    return OutcomeDraft(
        outcome.account.external_id,
        outcome.external_id,
        statement=wanted.get("statement"),
        kind=OutcomeKind(terms.kind),
        direction=Direction(terms.direction),
        target=target,
        due_on=_day(wanted.get("due_on")),
        customer_confirmed=True,
    )


def _require_possible(outcome: Outcome, draft: OutcomeDraft, today: date) -> None:
    laid = lay_over(promise_of(_terms(outcome)), draft, today)
    if isinstance(laid, Problem):
        raise BadInput(f"{laid.reason} {laid.remedy}")


def _undecided(proposed: ProposedWording) -> ProposedWording:
    found = ProposedWording.objects.select_related(
        "outcome__account", "milestone__plan__account__workspace", "milestone__outcome", "plan__account__workspace"
    ).get(pk=proposed.pk)
    if found.state != WordingState.OPEN:
        raise Refused(f"{found.decided_by} has {found.state} this wording already. Nothing was changed.")
    return found


def _decide(
    proposed: ProposedWording, state: WordingState, reason: str, *, by: Actor, now: datetime
) -> ProposedWording:
    proposed.state, proposed.reason = state.value, reason
    proposed.decided_by, proposed.decided_at = by.name, now
    proposed.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    verb = "accept_wording" if state is WordingState.ACCEPTED else "decline_wording"
    told = {**proposed.wanted, **({"reason": reason} if reason else {})}
    note(proposed.plan, verb, subject_told(proposed), proposed.before, told, by=by, now=now)
    return proposed


def _terms(outcome: Outcome) -> OutcomeVersion:
    return outcome.versions.order_by("-number")[0]


def _number(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
