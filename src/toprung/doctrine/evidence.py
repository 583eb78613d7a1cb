"""What is known of one account on a day: the only thing the rules look at.

Whoever builds an Evidence leaves out every fact dated after `as_of`; the rules trust that. Dates of plans (a
contract's end, an outcome's due day) may lie ahead. Tuples are in order of day, then of recording.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from toprung.doctrine.once import Remembering, once
from toprung.doctrine.policy import Policy
from toprung.kernel.changing_hands import HandOffKind, HandOffState
from toprung.kernel.days import Rhythm
from toprung.kernel.vocabulary import (
    Category,
    Direction,
    Grade,
    MeasurementSource,
    OutcomeKind,
    Said,
    StakeholderRole,
    TouchKind,
    TouchPurpose,
)


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """A customer's person. Without `joined_on` they were always there."""

    name: str
    role: StakeholderRole | None = None
    joined_on: date | None = None
    left_on: date | None = None

    def present(self, day: date) -> bool:
        """Was this person with the customer on that day? The day of leaving is no longer one."""
        return (self.joined_on is None or self.joined_on <= day) and (self.left_on is None or day < self.left_on)


@dataclass(frozen=True, slots=True)
class Contract(Remembering):
    """One contract. A sheet knows only its end: `starts_on` is then None."""

    reference: str
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    notice_days: int | None = None
    auto_renew: bool = False
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A dated value of an outcome: a number, or a state for a status outcome."""

    occurred_on: date
    value: Decimal | None = None
    state: str = ""
    source: MeasurementSource = MeasurementSource.CUSTOMER


@dataclass(frozen=True, slots=True)
class Attestation:
    """A stakeholder's dated word about a result, with the role held on that day.

    `recorded_on` is the day it counts as recorded: its own day where history was imported.
    """

    stakeholder: str
    role: StakeholderRole | None
    said: Said
    occurred_on: date
    recorded_on: date
    grade: Grade = Grade.REPORTED
    value: Decimal | None = None
    words: str = ""
    #: who it is whatever they are called: a name may change or be erased
    person: str = ""

    @property
    def speaker(self) -> str:
        """By what one person is told from another: their key, else their name, letters' case aside."""
        return self.person or self.stakeholder.casefold()


@dataclass(frozen=True, slots=True)
class Claim:
    """A member's claim that a result is there, with where the customer can see it."""

    claimed_on: date
    opened_on: date | None = None
    document: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What was promised: one version of an outcome. `in_force_on` None: on file from the start."""

    statement: str
    kind: OutcomeKind = OutcomeKind.STATUS
    metric: str = ""
    unit: str = ""
    direction: Direction = Direction.INCREASE
    baseline: Decimal | None = None
    target: Decimal | None = None
    state_before: str = ""
    state_after: str = ""
    due_on: date | None = None
    #: or so many days after go-live; `due_on` is that day once it is known
    due_days: int | None = None
    category: Category | None = None
    mechanism: str = ""
    features: tuple[str, ...] = ()
    owner: str = ""
    validator: str = ""
    agreed_on: date | None = None
    promised_by: str = ""
    promised_on: date | None = None
    #: confirmed by the customer, or the seller's reading
    customer_confirmed: bool = False
    primary: bool = False
    first_value: bool = False
    #: key of the library's template from which it was started; "": written without one
    template: str = ""
    in_force_on: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome(Remembering):
    """A desired business outcome with all its versions (oldest first) and everything said of it."""

    reference: str
    versions: tuple[Terms, ...]
    readings: tuple[Reading, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    claims: tuple[Claim, ...] = ()
    #: starts of the periods of the account's rhythm in which a feature of the mechanism was used
    feature_periods: frozenset[date] = frozenset()

    @property
    def terms(self) -> Terms:
        """The version in force."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class Touch:
    """Work the vendor did, with the roles of the customer's people who attended."""

    occurred_on: date
    kind: TouchKind
    purpose: TouchPurpose | None = None
    attended: tuple[StakeholderRole, ...] = ()
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """An open milestone of the account's success plan that has a due day. `reference` is its number in the plan."""

    reference: str
    title: str
    outcome: str
    due_on: date


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """The owner's answer to a result check, on the record."""

    answered_on: date
    yes: bool


@dataclass(frozen=True, slots=True)
class HandOff:
    """What people did about a hand-off: how it stands, since when, and what was promised beyond the outcomes.

    `commitments` None: nobody has said yet; empty: nothing was.
    """

    kind: HandOffKind
    state: HandOffState
    since: date | None = None
    commitments: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PeriodUse:
    """Distinct qualifying users in one whole period of the account's rhythm."""

    start: date
    users: int


@dataclass(frozen=True, slots=True)
class Usage(Remembering):
    """What a connected feed says. Without a feed, Evidence has no Usage: unknown, which is not zero.

    `fed_since`: the first day of which the workspace's feed tells; None where it tells of every day that is asked for.
    """

    rhythm: Rhythm
    periods: tuple[PeriodUse, ...] = ()
    last_event_on: date | None = None
    first_event_on: date | None = None
    users_7: int = 0
    users_28: int = 0
    events_7: int = 0
    events_28: int = 0
    fed_since: date | None = None

    def tells_from(self, day: date) -> bool:
        """Was the feed connected by that day? Before it was, no event is no evidence."""
        return self.fed_since is None or self.fed_since <= day

    def users_in(self, start: date) -> int:
        """Users in the period that begins on `start`; 0 where nothing was seen."""
        return self.users_by_start.get(start, 0)

    @property
    @once
    def users_by_start(self) -> dict[date, int]:
        """Users of every period on file, by its first day; where one stands twice, the first counts."""
        return {period.start: period.users for period in reversed(self.periods)}


@dataclass(frozen=True, slots=True)
class Money:
    """Recurring revenue from movements, monthly; and what a sheet states, yearly.

    `mrr` is None without movements, and where they are in several currencies: no sum is right without rates.
    `ended_on`: the day since which nothing is paid.
    """

    mrr: Decimal | None = None
    stated_arr: Decimal | None = None
    first_on: date | None = None
    ended_on: date | None = None
    #: of `mrr`, else of `stated_arr`: the account's, or the workspace's where it names none
    currency: str = ""

    @property
    def arr(self) -> Decimal | None:
        """Twelve times MRR where there are movements, else what was stated."""
        return self.mrr * 12 if self.mrr is not None else self.stated_arr


@dataclass(frozen=True, slots=True)
class Evidence(Remembering):
    """One account on one day."""

    account: str
    as_of: date
    segment: str
    policy: Policy
    name: str = ""
    owner: str = ""
    seats: int | None = None
    go_live_on: date | None = None
    contracts: tuple[Contract, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    touches: tuple[Touch, ...] = ()
    checks: tuple[CheckAnswer, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    #: days on which an executive of the customer signed a version of the success plan or commented on it
    executive_acts: tuple[date, ...] = ()
    #: the day until which a first import put off this account's overdue check
    check_staged_on: date | None = None
    #: the day of the first import: before it nobody was asked anything
    asked_from: date | None = None
    handoffs: tuple[HandOff, ...] = ()
    #: accounts signed or gone live before it are handed over by nobody; None: hand-offs are not in use
    handoffs_from: date | None = None
    usage: Usage | None = None
    #: book-wide change of active users, to tell an account's fall from everybody's
    book_falling: bool = False
    money: Money = field(default_factory=Money)
    #: names by which the customer's people call the vendor's product
    products: tuple[str, ...] = ()

    def stakeholder(self, name: str) -> Stakeholder | None:
        """The person of that name on file, letters' case aside."""
        wanted = name.casefold()
        return next((s for s in self.stakeholders if s.name.casefold() == wanted), None)

    def handoff(self, kind: HandOffKind) -> HandOff:
        """The hand-off of that kind as it stands; open where nobody has done anything about it."""
        return next((h for h in self.handoffs if h.kind is kind), HandOff(kind, HandOffState.OPEN))

    @property
    @once
    def primary(self) -> Outcome | None:
        """The account's primary outcome."""
        return next((o for o in self.outcomes if o.terms.primary), None)

    @property
    @once
    def first_value(self) -> Outcome | None:
        """The outcome that is the account's first value."""
        return next((o for o in self.outcomes if o.terms.first_value), None)
