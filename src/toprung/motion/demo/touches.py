"""What the vendor did for an account: drawn apart from its story, because work done proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from toprung.kernel.vocabulary import StakeholderRole, TouchKind, TouchPurpose
from toprung.motion.demo.customer import Segment
from toprung.motion.demo.life import Life

#: longest pause between two touches, in days
PAUSE = {Segment.SMB: 75, Segment.MID: 50, Segment.ENTERPRISE: 32}
KINDS = (TouchKind.EMAIL, TouchKind.EMAIL, TouchKind.CALL, TouchKind.CALL, TouchKind.MEETING, TouchKind.BUSINESS_REVIEW)
MINUTES = {
    TouchKind.EMAIL: (5, 20),
    TouchKind.CALL: (10, 45),
    TouchKind.MEETING: (30, 90),
    TouchKind.BUSINESS_REVIEW: (60, 120),
}
LEADING = (StakeholderRole.EXECUTIVE_SPONSOR, StakeholderRole.BUYER, StakeholderRole.MANAGER)
WORKING = (StakeholderRole.CHAMPION, StakeholderRole.TEAM_LEAD, StakeholderRole.USER)


def touch_rows(life: Life) -> Iterator[dict[str, Any]]:
    """Rows of KIND touches from the first meeting to today, or to the day the customer left."""
    rng = Random(f"{life.seed}:{life.customer.account}:touches")
    pause = PAUSE[life.segment]
    day = life.met_on + timedelta(days=rng.randint(1, 14))
    while day <= (life.left_on or life.today):
        yield _touch(life, day, rng)
        day += timedelta(days=rng.randint(pause // 4, pause))


def _touch(life: Life, day: date, rng: Random) -> dict[str, Any]:
    kind = rng.choice(KINDS)
    strategic = kind is TouchKind.BUSINESS_REVIEW or rng.randrange(5) == 0
    agreed = [o for o in life.outcomes if o.agreed_on is not None and o.agreed_on <= day]
    return {
        "account": life.customer.account,
        "occurred_on": day,
        "kind": kind.value,
        "minutes": rng.randint(*MINUTES[kind]),
        "attendees": _attended(life, day, strategic, rng),
        "outcome": agreed[0].reference if strategic and agreed else None,
        "purpose": (TouchPurpose.STRATEGIC if strategic else TouchPurpose.TRANSACTIONAL).value,
    }


def _attended(life: Life, day: date, strategic: bool, rng: Random) -> tuple[str, ...]:
    """Roles of people who are there on that day: one who works with it, and for strategy one who leads."""
    present = {person.role for person in life.people if person.present(day)}
    groups = (LEADING, WORKING) if strategic else (WORKING,)
    return tuple(rng.choice(there).value for group in groups if (there := [r for r in group if r in present]))
