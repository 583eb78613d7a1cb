"""What the demo's people do about hand-offs and interventions, through the same actions as everybody else.

A few of each kind, so that every part of the list has something in it: handed over and waiting, sent back, accepted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice

from django.db.models import F

from toprung.doctrine.checks import CheckState
from toprung.kernel.changing_hands import HandOffKind
from toprung.kernel.vocabulary import MemberRole
from toprung.motion.demo.wording import OWNERS, SELLERS
from toprung.motion.evaluation.models import AccountState
from toprung.motion.handoffs import acting
from toprung.motion.handoffs.listing import Place, Show, handoff_book
from toprung.motion.upkeep import follow, refresh
from toprung.records.book.models import Account
from toprung.records.handoffs.actions import accept_handoff, begin_handoffs, freeze_promise, state_commitments
from toprung.records.interventions.actions import add_step
from toprung.records.interventions.queries import interventions
from toprung.records.outcomes.actions import answer_check
from toprung.records.tenancy.actors import OPERATOR, Actor, ActorKind
from toprung.records.tenancy.models import Workspace

#: the demo's vendor took hand-offs up so long ago
_USED_FOR = timedelta(days=150)
#: accounts as new as that are still to be handed over, or wait; of the older ones one waits, one is sent back
_NEW, _RECENT = timedelta(days=20), timedelta(days=45)
_MOST = 60
_COMMITMENTS: tuple[list[str], ...] = (
    ["A read-only role for their auditors by the end of the quarter"],
    ["Ten further seats at this year’s price", "Two days of training on site"],
    [],
    ["Statements in Portuguese"],
)
_REASONS = (
    "Their operations lead named another number on the first call: which of the two did we promise?",
    "Whoever is to confirm it is on leave until summer: who takes their place?",
)
_WORDS = "They want the kick-off before the end of the month."
_NO = (
    "They use it every week, and nobody there can say what it has changed.",
    "The champion who wanted the result has left; the new one never heard of it.",
)
_STEPS = (
    ("Ask their operations lead for last month’s value", 5),
    ("Agree with the sponsor on the one number that would convince their board", 12),
    ("Show the before-and-after to whoever is to confirm it", 20),
)


def enact(workspace: Workspace, now: datetime) -> None:
    """Begin hand-offs some months ago, hand accounts over, send some back, accept most; work on some interventions."""
    today = workspace.day_of(now)
    begin_handoffs(workspace, today - _USED_FOR, by=OPERATOR, now=now)
    places = _newest(workspace, today)
    for number, (place, how) in enumerate(_parts(places, today)):
        _play(workspace, place, how, number, now)
    touched = Account.objects.filter(workspace=workspace, pk__in={place.account for place in places})
    _answer_no(workspace, now)
    follow(workspace, now)
    _work_on_interventions(workspace, now)
    refresh(workspace, touched.values_list("external_id", flat=True), now)


def _newest(workspace: Workspace, today: date) -> list[Place]:
    book = handoff_book(workspace, today)
    return [place for place in book.part(Show.HAND_OVER)[::-1][:_MOST] if place.day is not None]


def _parts(places: list[Place], today: date) -> Iterator[tuple[Place, Show]]:
    """What is newest is open or waits; what is older has been accepted, but for two."""
    late = iter((Show.SENT_BACK, Show.ANSWER))
    for place in places:
        age = today - (place.day or today)
        if age <= _RECENT:
            yield place, Show.HAND_OVER if age <= _NEW else Show.ANSWER
        else:
            yield place, next(late, Show.ACCEPTED)


def _play(workspace: Workspace, place: Place, how: Show, number: int, now: datetime) -> None:
    account = Account.objects.select_related("workspace").get(workspace=workspace, pk=place.account)
    assert place.day is not None
    gives, takes = _seller(SELLERS[number % len(SELLERS)], workspace), _csm(account.owner or OWNERS[0], workspace)
    if place.kind is HandOffKind.SALE:
        freeze_promise(account, place.day, by=gives, now=_at(place.day, 0, now))
    else:
        gives = takes
    if how is Show.HAND_OVER:
        return
    said = next(islice(cycle(_COMMITMENTS), number, None))
    state_commitments(account, place.kind, said, by=gives, now=_at(place.day, 1, now))
    acting.hand_over(account, place.kind, words=_WORDS, by=gives, now=_at(place.day, 2, now))
    if how is Show.SENT_BACK:
        reasons = _REASONS[number % len(_REASONS)]
        acting.send_back(account, place.kind, reasons=reasons, by=takes, now=_at(place.day, 4, now))
    elif how is Show.ACCEPTED:
        accept_handoff(account, place.kind, by=takes, now=_at(place.day, 5, now))


def _answer_no(workspace: Workspace, now: datetime) -> None:
    """Two owners say of themselves, before they are asked, that no result can be named."""
    states = AccountState.objects.filter(workspace=workspace, check_state=CheckState.STAGED.value)
    nearest = states.order_by("renewal_on", "account__external_id").select_related("account__workspace")
    for state, words in zip(nearest, _NO, strict=False):
        answer_check(state.account, yes=False, words=words, by=_csm(state.owner or OWNERS[0], workspace), now=now)
        refresh(workspace, [state.account.external_id], now)


def _work_on_interventions(workspace: Workspace, now: datetime) -> None:
    today = workspace.day_of(now)
    nearest = interventions(workspace).filter(closed_on=None)
    for held in nearest.order_by(F("account__state__notice_on").asc(nulls_last=True), "pk")[:4]:
        csm = _csm(held.owner or OWNERS[0], workspace)
        for text, days in _STEPS[: 1 + held.pk % len(_STEPS)]:
            add_step(held, text, owner=csm.name, due_on=today + timedelta(days=days), by=csm, now=now)


def _at(day: date, later: int, now: datetime) -> datetime:
    """So many days later in the morning, but not after now."""
    return min(datetime.combine(day + timedelta(days=later), time(9), UTC), now)


def _seller(name: str, workspace: Workspace) -> Actor:
    return Actor(ActorKind.MEMBER, name, role=MemberRole.SALES, workspace=workspace.pk)


def _csm(name: str, workspace: Workspace) -> Actor:
    return Actor(ActorKind.MEMBER, name, role=MemberRole.CSM, workspace=workspace.pk)
