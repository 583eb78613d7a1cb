"""Who the customer is: name, segment, seats, price, people. Drawn once, before its story begins."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from toprung.kernel.vocabulary import StakeholderRole
from toprung.motion.demo import wording

Role = StakeholderRole


class Segment(enum.StrEnum):
    """Ledgerline's book, split as DOMAIN section 1 does by default."""

    SMB = "SMB"
    MID = "Mid-Market"
    ENTERPRISE = "Enterprise"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the accounts of a segment have in common.

    `floor` and `seat_share` (in percent) are the users a week that make adoption; `accepted` are the roles that
    validate together (DOMAIN sections 2 and 3). `terms` are contract lengths in months, as often as listed.
    """

    seats: tuple[int, int]
    seat_price: Decimal
    floor: int
    seat_share: int
    notice_days: int
    setup_days: tuple[int, int]
    terms: tuple[int, ...]
    accepted: tuple[Role, ...]
    people: tuple[Role, ...]
    mistaken: Role
    promises: tuple[wording.Promise, ...]


PROFILES = {
    Segment.SMB: Profile(
        (4, 15), Decimal("49.00"), 2, 0, 30, (5, 20), (3, 12, 12, 12, 12),
        (Role.BUYER,), (Role.BUYER, Role.CHAMPION, Role.USER), Role.CHAMPION, wording.SMALL,
    ),
    Segment.MID: Profile(
        (20, 80), Decimal("42.00"), 3, 10, 60, (25, 60), (12, 12, 12, 24),
        (Role.TEAM_LEAD, Role.MANAGER),
        (Role.BUYER, Role.CHAMPION, Role.TEAM_LEAD, Role.MANAGER, Role.USER), Role.BUYER, wording.MIDDLE,
    ),
    Segment.ENTERPRISE: Profile(
        (80, 240), Decimal("38.50"), 5, 10, 90, (45, 90), (12, 12, 24, 36),
        (Role.EXECUTIVE_SPONSOR,),
        (Role.EXECUTIVE_SPONSOR, Role.BUYER, Role.CHAMPION, Role.TEAM_LEAD, Role.MANAGER, Role.USER),
        Role.BUYER, wording.LARGE,
    ),
}  # fmt: skip


@dataclass(slots=True)
class Person:
    """A stakeholder; `left_on` is written when the story sends them away."""

    name: str
    role: Role
    joined_on: date
    left_on: date | None = None

    def present(self, day: date) -> bool:
        """With the customer on that day? The day of leaving is no longer one."""
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)


@dataclass(slots=True)
class Customer:
    """One account before anything happens to it. `seats` may be told to be 0 by a story."""

    account: str
    name: str
    industry: str
    segment: Segment
    seats: int
    mrr: Decimal
    owner: str
    seller: str
    tier: str
    parent: str | None = None

    @property
    def profile(self) -> Profile:
        """What its segment brings with it."""
        return PROFILES[self.segment]

    @property
    def domain(self) -> str:
        """Its people's e-mail domain, under the ending reserved for examples."""
        return "".join(ch for ch in self.name.lower() if ch.isalnum()) + ".example"

    @property
    def adoption_floor(self) -> int:
        """Users a week from which it counts as adoption (DOMAIN section 3), seats rounded up to a whole user."""
        by_seats = -(-self.seats * self.profile.seat_share // 100)
        floor = max(self.profile.floor, by_seats)
        return min(floor, self.seats) if self.seats else floor


def account_id(number: int) -> str:
    """LL-0001 for the first account."""
    return f"LL-{number + 1:04d}"


def company_name(number: int, seed: int) -> tuple[str, str]:
    """(name, industry): a walk through all combinations with a step that shares no factor with their number."""
    starts, ends, nouns = len(wording.NAME_STARTS), len(wording.NAME_ENDS), len(wording.INDUSTRIES)
    lap, within = divmod(number, starts * ends * nouns)
    index = (within * 7919 + seed * 613) % (starts * ends * nouns)
    rest, start = divmod(index, starts)
    noun, end = divmod(rest, ends)
    industry, called = wording.INDUSTRIES[noun]
    name = f"{wording.NAME_STARTS[start]}{wording.NAME_ENDS[end]} {called}"
    return (f"{name} {lap + 1}" if lap else name), industry


def draw_customer(number: int, seed: int, segment: Segment, parent: str | None) -> Customer:
    """The account's identity. Depends on nothing but its number, the seed and its segment."""
    rng = Random(f"{seed}:{number}:customer")
    profile = PROFILES[segment]
    seats = rng.randint(*profile.seats)
    name, industry = company_name(number, seed)
    return Customer(
        account=account_id(number),
        name=name,
        industry=industry,
        segment=segment,
        seats=seats,
        mrr=profile.seat_price * seats,
        owner=rng.choice(wording.OWNERS),
        seller=rng.choice(wording.SELLERS),
        tier=rng.choice(("A", "B", "B", "C")),
        parent=parent,
    )


def draw_names(customer: Customer, seed: int) -> Iterator[str]:
    """Names for the account's people, one after another; no given name twice (28 in all)."""
    rng = Random(f"{seed}:{customer.account}:people")
    for given in rng.sample(wording.GIVEN_NAMES, len(wording.GIVEN_NAMES)):
        yield f"{given} {rng.choice(wording.FAMILY_NAMES)}"
