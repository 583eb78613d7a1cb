"""Who plays which story: 120 parts, dealt again for every 120 accounts, so that the whole looks like a real book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from toprung.motion.demo import stories_missed as missed
from toprung.motion.demo import stories_moving as moving
from toprung.motion.demo import stories_reached as reached
from toprung.motion.demo.customer import Segment, account_id
from toprung.motion.demo.life import Life

Story = Callable[[Life], None]

#: One account in this many of SMB and Mid-Market belongs to an Enterprise account.
CHILD_OF_MANY = 16


@dataclass(frozen=True, slots=True)
class Part:
    """A story and how many accounts of SMB, Mid-Market and Enterprise live it."""

    story: Story
    smb: int
    mid: int
    enterprise: int

    @property
    def name(self) -> str:
        """The story's name."""
        return self.story.__name__

    def played_by(self) -> list[tuple[Part, Segment]]:
        """One entry for each account."""
        counts = {Segment.SMB: self.smb, Segment.MID: self.mid, Segment.ENTERPRISE: self.enterprise}
        return [(self, segment) for segment, count in counts.items() for _ in range(count)]


#: The first two accounts of every deal, side by side, because they hand a team over from one to the other.
PAIR = (Part(reached.takes_over, 0, 0, 1), Part(reached.hands_over, 0, 1, 0))
PARTS = (
    Part(reached.achiever, 8, 4, 2),
    Part(reached.quick_win, 4, 1, 0),
    Part(reached.decreasing_metric, 2, 1, 1),
    Part(reached.hold_metric, 1, 1, 1),
    Part(reached.status_outcome, 1, 1, 1),
    Part(reached.resting_result, 2, 1, 1),
    Part(reached.departed_validator, 2, 1, 0),
    Part(reached.late, 3, 1, 1),
    Part(reached.on_the_last_day, 1, 0, 0),
    Part(reached.one_day_late, 1, 0, 0),
    Part(reached.live_before_signature, 1, 0, 0),
    Part(reached.two_contracts, 0, 1, 1),
    Part(reached.zero_seats, 1, 1, 0),
    Part(reached.result_without_use, 1, 1, 1),
    Part(missed.busy_but_no_result, 5, 3, 1),
    Part(missed.no_named_result, 6, 3, 1),
    Part(missed.unvalidated, 3, 1, 1),
    Part(missed.wrong_validator, 1, 1, 1),
    Part(missed.half_validated, 0, 2, 0),
    Part(missed.stalled, 3, 2, 1),
    Part(missed.fading, 2, 1, 1),
    Part(missed.silent, 2, 1, 0),
    Part(missed.reached_then_lost, 1, 1, 0),
    Part(missed.disputed, 1, 1, 0),
    Part(missed.lapsed, 1, 1, 0),
    Part(missed.renewed_twice_without_result, 1, 1, 0),
    Part(moving.new, 2, 1, 1),
    Part(moving.just_live, 1, 0, 0),
    Part(moving.implementing, 1, 0, 1),
    Part(moving.never_live, 1, 0, 0),
    Part(moving.prospect, 1, 1, 0),
    Part(moving.leaving, 1, 0, 0),
    Part(moving.churned, 3, 1, 0),
    Part(moving.churned_after_result, 1, 0, 0),
    Part(moving.returned, 1, 0, 0),
)
DEAL = 120


@lru_cache(maxsize=4)
def _deal(seed: int, lap: int) -> tuple[tuple[Part, Segment], ...]:
    """One deal: the pair, then the rest in an order of its own."""
    rest = [entry for part in PARTS for entry in part.played_by()]
    Random(f"{seed}:deal:{lap}").shuffle(rest)
    return (*(entry for part in PAIR for entry in part.played_by()), *rest)


def part_of(number: int, seed: int) -> tuple[Part, Segment]:
    """The part of account `number` (from 0): the same however many accounts there are."""
    lap, slot = divmod(number, DEAL)
    return _deal(seed, lap)[slot]


def partner_of(number: int, accounts: int) -> str | None:
    """The other half of a hand-over, where the book holds both.

    A book that ends between the two (1, 121, 241 ... accounts) has no hand-over there: the one case in which a
    further account changes an earlier one.
    """
    lap, slot = divmod(number, DEAL)
    if slot >= len(PAIR):
        return None
    other = lap * DEAL + 1 - slot
    return account_id(other) if other < accounts else None


def parent_of(number: int, seed: int) -> str | None:
    """An Enterprise account before it: for the child of the pair, and for one in sixteen of the smaller ones."""
    lap, slot = divmod(number, DEAL)
    deal = _deal(seed, lap)
    if deal[slot][1] is Segment.ENTERPRISE:
        return None
    drawn = Random(f"{seed}:{number}:parent").randrange(CHILD_OF_MANY) == 0
    if slot >= len(PAIR) and not drawn:
        return None
    before = max(at for at in range(slot) if deal[at][1] is Segment.ENTERPRISE)
    return account_id(lap * DEAL + before)
