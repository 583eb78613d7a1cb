"""What is drawn of each account of a benchmark's book, before its rows and its events are made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

EVENT_NAMES = (
    *("login", "report_viewed", "report_exported", "invoice_matched", "ticket_routed", "approval_given"),
    *("import_run", "rule_edited", "alert_opened", "dashboard_shared", "order_released", "shipment_tracked"),
    *("case_closed", "forecast_made", "budget_set", "contract_signed", "comment_added", "api_called"),
    *("form_filled", "schedule_made"),
)
#: name, fewest and most seats
SEGMENTS = (("SMB", 5, 30), ("Mid-Market", 30, 250), ("Enterprise", 250, 2_000))


@dataclass(frozen=True, slots=True)
class Life:
    """What is drawn of one account before its rows are: `users` are those who use it, in the weeks between the days."""

    number: int
    account: str
    segment: str
    seats: int
    signed_on: date
    go_live_on: date | None
    left_on: date | None
    users: int
    used_from: date
    used_to: date
    weight: float


def lives(accounts: int, seed: int, day: date) -> Iterator[Life]:
    """The lives of so many accounts on that day. Equal arguments give equal lives."""
    for number in range(accounts):
        yield _life(number, Random(f"{seed}:{number}"), day)


def _life(number: int, draw: Random, day: date) -> Life:
    segment, fewest, most = draw.choices(SEGMENTS, (50, 35, 15))[0]
    seats = draw.randint(fewest, most)
    signed = day - timedelta(days=draw.randint(20, 1_000))
    live = signed + timedelta(days=draw.randint(15, 70))
    left = day - timedelta(days=draw.randint(10, 200)) if draw.random() < 0.05 else None
    use = draw.choices(("wide", "narrow", "gone", "never"), (65, 18, 9, 8))[0]
    users = {"wide": max(6, seats // 3), "narrow": 1, "gone": max(3, seats // 4), "never": 0}[use]
    to = day - timedelta(days=draw.randint(30, 250)) if use == "gone" else left or day
    # A few accounts make most of the events.
    weight = users**0.7 * draw.lognormvariate(0, 1) if live <= day else 0.0
    return Life(
        number=number,
        account=f"A{number:06}",
        segment=segment,
        seats=seats,
        signed_on=signed,
        go_live_on=live if live <= day else None,
        left_on=left if left and left > live else None,
        users=users,
        used_from=live,
        used_to=to,
        weight=weight if live < to else 0.0,
    )
