"""The life of one account up to today: its days, its people, and where its story ends.

A story first says when (`live_since` and its neighbours), then tells what happened with the verbs of `deals` and
`proving`, and ends with `stands`. The clock is go-live, or signature if later (DOMAIN section 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from toprung.kernel.days import add_months
from toprung.kernel.vocabulary import Rung, StakeholderRole
from toprung.motion.demo.contracts import Contract
from toprung.motion.demo.customer import Customer, Person, Segment, draw_names
from toprung.motion.demo.outcome import Outcome
from toprung.motion.demo.revenue import Revenue
from toprung.motion.demo.truth import Result
from toprung.motion.demo.usage import Level, Usage

NO_GAPS: tuple[Rung, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How the story ends, on the day."""

    rung: Rung
    result: Result
    gaps: tuple[Rung, ...]


class Life:
    """What happened to one customer up to `today`, no more than `horizon` days back.

    `partner` is the account it shares a hand-over with, where the book is large enough to hold both.
    """

    def __init__(self, customer: Customer, seed: int, today: date, horizon: int, partner: str | None = None) -> None:
        self.customer = customer
        self.seed = seed
        self.today = today
        self.partner = partner
        self.rng = Random(f"{seed}:{customer.account}:story")
        self.people: list[Person] = []
        self.outcomes: list[Outcome] = []
        self.contracts: list[Contract] = []
        self.revenue = Revenue()
        self.usage = Usage(customer, seed)
        self.met_on = today
        self.signed_on: date | None = None
        self.starts_on = today
        self.go_live_on: date | None = None
        #: the last day of the last contract, where notice was given
        self.ends_on: date | None = None
        self.standing: Standing | None = None
        self.horizon = horizon
        self._names = draw_names(customer, seed)

    @property
    def segment(self) -> Segment:
        """The customer's segment."""
        return self.customer.segment

    @property
    def clock_on(self) -> date | None:
        """Go-live, or signature if later."""
        if self.go_live_on is None or self.signed_on is None:
            return None
        return max(self.go_live_on, self.signed_on)

    @property
    def clock(self) -> date:
        """The same, for a story that cannot do without one."""
        if self.clock_on is None:
            raise ValueError(f"{self.customer.account} is not live, and its story needs it to be")
        return self.clock_on

    @property
    def end(self) -> date:
        """The end of the last contract, for a story in which notice is given."""
        if self.ends_on is None:
            raise ValueError(f"{self.customer.account} does not leave, and its story needs it to")
        return self.ends_on

    @property
    def left_on(self) -> date | None:
        """The day it stopped being a customer, where it has."""
        return self.ends_on if self.ends_on is not None and self.ends_on <= self.today else None

    def ago(self, low: int, high: int) -> date:
        """A day between `low` and `high` days before today."""
        return self.today - timedelta(days=self.rng.randint(low, high))

    def live_since(self, low: int, high: int, setup: tuple[int, int] | None = None) -> None:
        """Live between `low` and `high` days ago, signed a set-up time before; no older than the book."""
        days = self.rng.randint(*(setup or self.customer.profile.setup_days))
        live = self.ago(low, max(low, min(high, self.horizon - days)))
        self.signed_since((self.today - live).days + days)
        self.go_live_on = live

    def signed_since(self, low: int, high: int | None = None) -> None:
        """Signed between `low` and `high` days ago; the contract starts some days later."""
        self.signed_on = self.ago(low, low if high is None else high)
        self.starts_on = self.signed_on + timedelta(days=self.rng.randint(3, 9))
        waiting = (self.today - self.signed_on).days
        self.met_since(waiting + 60, waiting + 120)

    def customer_until(self, low: int, high: int, years: int = 1) -> None:
        """Contracts of `years` in all ended between `low` and `high` days ago; below zero they are yet to end."""
        start = add_months(self.ago(low, high), -12 * years)
        self.signed_since((self.today - start).days + self.rng.randint(5, 12))
        self.starts_on = start
        self.ends_on = add_months(start, 12 * years)
        self.go_live_on = start + timedelta(days=self.rng.randint(*self.customer.profile.setup_days))

    def met_since(self, low: int, high: int) -> None:
        """First spoken to that many days ago: the customer's people are known from then on."""
        self.met_on = self.ago(low, high)
        for role in self.customer.profile.people:
            self.hires(role, self.met_on)

    def hires(self, role: StakeholderRole, day: date) -> Person:
        """A person of that role arrives."""
        person = Person(next(self._names), role, day)
        self.people.append(person)
        return person

    def who(self, role: StakeholderRole, day: date) -> Person:
        """The first person of that role who is there on that day."""
        return next(person for person in self.people if person.role is role and person.present(day))

    def replaces(self, role: StakeholderRole, day: date) -> None:
        """The person of that role leaves, and another takes the place on the same day."""
        self.who(role, day).left_on = day
        self.hires(role, day)

    def sees_people_go(self) -> None:
        """In one of three accounts the champion has been replaced, if nothing rests on that person's word."""
        rng = Random(f"{self.seed}:{self.customer.account}:turnover")
        champion = self.who(StakeholderRole.CHAMPION, self.met_on)
        spoke = any(word.person is champion for outcome in self.outcomes for word in outcome.said)
        known = ((self.left_on or self.today) - self.met_on).days
        if not spoke and rng.randrange(3) == 0:
            self.replaces(StakeholderRole.CHAMPION, self.met_on + timedelta(days=rng.randint(known // 3, known)))

    def uses(self, level: Level, until: date | None = None) -> None:
        """The product is used from go-live on, to the end or until that day."""
        if self.go_live_on is None:
            raise ValueError(f"{self.customer.account} is not live, and its story needs it to be")
        last = min(day for day in (until, self.left_on, self.today) if day is not None)
        self.usage.start(self.go_live_on, level, last)

    def stands(self, rung: Rung, result: Result, gaps: tuple[Rung, ...] = NO_GAPS) -> None:
        """The end of the story: what is so today."""
        self.standing = Standing(rung, result, gaps)
