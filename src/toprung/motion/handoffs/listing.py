"""The list of hand-offs: who is to do what next, by when, and what is missing.

The whole list is told by the database, whatever the size of the book; gates are worked out for one page of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.handoff import Gate, gate
from toprung.kernel.changing_hands import HandOffKind, HandOffState
from toprung.kernel.vocabulary import Lifecycle, Word
from toprung.motion.evaluation.gathering import gather
from toprung.motion.evaluation.models import AccountState
from toprung.records.book import queries as book
from toprung.records.book.models import Account
from toprung.records.handoffs import queries
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.tenancy.models import Workspace


class Show(Word):
    """The parts of the list, by what is to happen next."""

    ANSWER = "to_answer"
    HAND_OVER = "to_hand_over"
    SENT_BACK = "sent_back"
    PREPARE = "before_signature"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Place:
    """One hand-off as the database tells it. `day` None: before the signature, which is expected on `expected_on`."""

    account: int
    kind: HandOffKind
    state: HandOffState
    day: date | None
    expected_on: date | None = None

    @property
    def show(self) -> Show:
        """In which part of the list it stands."""
        return Show.PREPARE if self.day is None else _SHOWN[self.state]


@dataclass(frozen=True, slots=True)
class Line:
    """One hand-off of the page, with its gate. `seller`: who sells to it, else who promised the primary outcome."""

    place: Place
    external_id: str
    name: str
    segment: str
    owner: str
    seller: str
    gate: Gate
    accept_by: date | None

    @property
    def waits_for(self) -> str:
        """Who is to act next: the one who takes the account over, or the one who hands it over."""
        takes = self.place.show is Show.ANSWER or self.place.kind is HandOffKind.GO_LIVE
        return self.owner if takes else self.seller


@dataclass(frozen=True, slots=True)
class Book:
    """Every hand-off of a workspace (or of one member's accounts), oldest first."""

    workspace: Workspace
    today: date
    used_from: date
    places: tuple[Place, ...]

    @property
    def counts(self) -> dict[Show, int]:
        """How many stand in each part."""
        found = Counter(place.show for place in self.places)
        return {show: found[show] for show in Show}

    def part(self, show: Show) -> list[Place]:
        """The places of one part; accepted ones the latest first."""
        found = [place for place in self.places if place.show is show]
        return found[::-1] if show is Show.ACCEPTED else found

    def lines(self, places: Sequence[Place]) -> list[Line]:
        """These places with their gates. A dozen queries, however many."""
        pks = {place.account for place in places}
        rows = book.accounts(self.workspace).filter(pk__in=pks).values_list("pk", "external_id", "seller")
        known = {pk: (name, seller) for pk, name, seller in rows}
        names = sorted(name for name, _ in known.values())
        evidence = {e.account: e for e in _gathered(self.workspace, self.today, names)}
        return [
            _line(place, evidence[name], seller)
            for place in places
            for name, seller in [known.get(place.account, ("", ""))]
            if name in evidence
        ]


def handoff_book(workspace: Workspace, today: date, member: str = "") -> Book:
    """The workspace's hand-offs; with a member's name, those of accounts they own or sold. Eight queries at most."""
    since = queries.used_from(workspace)
    states = _states(workspace)
    signed, live = queries.signed_since(workspace, since, today), queries.live_since(workspace, since, today)
    former = _in_life(workspace, Lifecycle.FORMER)
    places = [
        *_places(HandOffKind.SALE, {pk: day for pk, day in signed.items() if pk not in former}, states),
        *_places(HandOffKind.GO_LIVE, {pk: day for pk, day in live.items() if pk not in former}, states),
        *(place for place in _prospects(workspace) if place.account not in signed),
    ]
    if member:
        own = _own(workspace, member)
        places = [place for place in places if place.account in own]
    ordered = sorted(places, key=lambda p: (p.day or p.expected_on or date.max, p.account, p.kind))
    return Book(workspace, today, since, tuple(ordered))


def _states(workspace: Workspace) -> dict[tuple[int, str], HandOffState]:
    rows = queries.handoffs(workspace).values_list("account_id", "kind", "state")
    return {(account, kind): HandOffState(state) for account, kind, state in rows}


def _in_life(workspace: Workspace, life: Lifecycle) -> set[int]:
    found = AccountState.objects.filter(workspace=workspace, lifecycle=life.value)
    return set(found.values_list("account_id", flat=True))


def _places(
    kind: HandOffKind, days: Mapping[int, date], states: Mapping[tuple[int, str], HandOffState]
) -> Iterator[Place]:
    for account, day in days.items():
        yield Place(account, kind, states.get((account, kind.value), HandOffState.OPEN), day)


def _prospects(workspace: Workspace) -> Iterator[Place]:
    found = AccountState.objects.filter(workspace=workspace, lifecycle=Lifecycle.PROSPECT.value)
    for account, expected_on in found.values_list("account_id", "account__signature_expected_on"):
        yield Place(account, HandOffKind.SALE, HandOffState.OPEN, None, expected_on)


def _own(workspace: Workspace, member: str) -> set[int]:
    """The accounts that the member owns, sells to, or has promised an outcome to."""
    promised = OutcomeVersion.objects.filter(outcome__account__workspace=workspace, promised_by__iexact=member)
    mine = Q(owner__iexact=member) | Q(seller__iexact=member) | Q(pk__in=promised.values("outcome__account"))
    return set(Account.objects.filter(mine, workspace=workspace).values_list("pk", flat=True))


def _gathered(workspace: Workspace, today: date, names: Sequence[str]) -> Iterator[Evidence]:
    if names:
        for chunk in gather(workspace, today, names):
            yield from chunk


def _line(place: Place, e: Evidence, seller: str) -> Line:
    due = place.day + timedelta(days=e.policy.handoff_days) if place.day else None
    return Line(
        place=place,
        external_id=e.account,
        name=e.name or e.account,
        segment=e.segment,
        owner=e.owner,
        seller=seller or (e.primary.terms.promised_by if e.primary else ""),
        gate=gate(e, place.kind),
        accept_by=due,
    )


_SHOWN = {
    HandOffState.OPEN: Show.HAND_OVER,
    HandOffState.HANDED_OVER: Show.ANSWER,
    HandOffState.SENT_BACK: Show.SENT_BACK,
    HandOffState.ACCEPTED: Show.ACCEPTED,
}
