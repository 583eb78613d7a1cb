"""Opening and closing interventions as the states of the book ask for it (DOMAIN section 6).

A no to the result check opens one, or silence; a later yes is only claimed and leaves it open. A validated result that
stands closes it. What is done is told by the states, so that doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from toprung.doctrine.checks import CheckState
from toprung.doctrine.policy import Policy, policy_for
from toprung.kernel.changing_hands import InterventionCause, InterventionEnd
from toprung.kernel.vocabulary import Lifecycle
from toprung.motion.evaluation.models import AccountState
from toprung.records.book import queries as book
from toprung.records.interventions.actions import Opening, close_interventions, open_interventions
from toprung.records.interventions.models import Intervention, InterventionStep
from toprung.records.interventions.queries import interventions
from toprung.records.tenancy.actors import SYSTEM
from toprung.records.tenancy.models import Workspace

#: as a state's signals are written: each between spaces
_FAILED = " result_check_failed "


def attend(workspace: Workspace, now: datetime, accounts: Collection[str] | None = None) -> None:
    """Open and close what the states of these accounts (all where None) ask for. Nothing to do: two queries."""
    states = AccountState.objects.filter(workspace=workspace)
    if accounts is not None:
        states = states.filter(account__workspace=workspace, account__external_id__in=accounts)
    if openings := list(_openings(workspace, states)):
        open_interventions(workspace, openings, by=SYSTEM, now=now)
    if ends := _ends(workspace, states):
        close_interventions(workspace, ends, by=SYSTEM, now=now)


def _openings(workspace: Workspace, states: QuerySet[AccountState]) -> Iterator[Opening]:
    at_work = Intervention.objects.filter(account__workspace=workspace, closed_on=None).values("account")
    failed = states.filter(signals__contains=_FAILED).exclude(account__in=at_work)
    columns = ("account_id", "check_unanswered_on", "named_result", "owner")
    for account, unanswered_on, named, owner in failed.values_list(*columns):
        cause = InterventionCause.NO if unanswered_on is None else InterventionCause.SILENCE
        yield Opening(account, cause, named, owner)


def _ends(workspace: Workspace, states: QuerySet[AccountState]) -> dict[int, InterventionEnd]:
    met, left = Q(check_state=CheckState.MET.value), Q(lifecycle=Lifecycle.FORMER.value)
    at_work = Intervention.objects.filter(account__workspace=workspace, closed_on=None).values("account")
    over = states.filter(met | left, account__in=at_work).values_list("account_id", "check_state")
    return {
        account: InterventionEnd.RESULT_STANDS if state == CheckState.MET.value else InterventionEnd.ACCOUNT_LEFT
        for account, state in over
    }


@dataclass(frozen=True, slots=True)
class AtWork:
    """An intervention as a page shows it.

    `act_by`: the last day on which it comes early enough before the notice date. `asked_again_on`: when the check is
    asked the next time, None where it is asked now. `answer_owed`: nobody has answered the latest asking.
    """

    held: Intervention
    name: str
    notice_on: date | None
    act_by: date | None
    arr: Decimal | None
    currency: str
    check_state: str
    answer_owed: bool
    asked_again_on: date | None

    @property
    def to_do(self) -> list[InterventionStep]:
        """What is still to be done, in the order in which it was written down."""
        return [step for step in self.held.steps.all() if step.done_on is None]

    @property
    def done(self) -> list[InterventionStep]:
        """What was done, the latest first."""
        return [step for step in reversed(self.held.steps.all()) if step.done_on is not None]


def of_account(workspace: Workspace, account: int) -> AtWork | None:
    """The account's open intervention, if there is one. Four queries at most."""
    found = interventions(workspace).filter(account=account, closed_on=None)
    return next(iter(_told(workspace, found)), None)


def open_now(workspace: Workspace, narrowed: Q, limit: int) -> tuple[AtWork, ...]:
    """The open interventions of these accounts, the nearest notice date first, at most so many. Three queries."""
    # Asked of each open intervention's account: the accounts asked for may be the whole book.
    state = AccountState.objects.filter(narrowed, workspace=workspace, account=OuterRef("account"))
    found = interventions(workspace).filter(Exists(state), closed_on=None)
    nearest = F("account__state__notice_on").asc(nulls_last=True)
    return tuple(_told(workspace, found.order_by(nearest, "pk")[:limit]))


def _told(workspace: Workspace, found: QuerySet[Intervention]) -> Iterator[AtWork]:
    opened = list(found.select_related("account__workspace", "account__state"))
    segments = dict(book.segments(workspace).values_list("name", "settings")) if opened else {}
    for held in opened:
        state: AccountState = held.account.state
        yield _at_work(held, state, policy_for(state.segment, segments.get(state.segment)))


def _at_work(held: Intervention, state: AccountState, policy: Policy) -> AtWork:
    act_by = state.notice_on - timedelta(days=policy.intervention_days) if state.notice_on else None
    return AtWork(
        held=held,
        name=held.account.name,
        notice_on=state.notice_on,
        act_by=act_by,
        arr=state.arr,
        currency=state.currency,
        check_state=state.check_state,
        answer_owed=state.check_is_due,
        asked_again_on=state.check_again_on,
    )
