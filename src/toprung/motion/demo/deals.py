"""What a story tells about money: contracts and their renewals, notice, return, a second product, a hand-over."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from toprung.kernel.days import ONE_DAY, add_months
from toprung.kernel.money import to_cent
from toprung.kernel.vocabulary import MovementKind
from toprung.motion.demo.contracts import Contract, Mood, signature, terms
from toprung.motion.demo.life import Life
from toprung.motion.demo.wording import CLOSE, CORE

#: Prices move once a year, so a renewal sooner than this after the last move keeps the price.
A_YEAR = timedelta(days=360)
SECOND_PRODUCT_SHARE = Decimal("0.4")


def pays(life: Life, mood: Mood = Mood.STEADY, months: int | None = None) -> None:
    """Contracts follow each other from the start to today; where the story ends in leaving, notice is given in time."""
    length = 12 if life.ends_on else months or life.rng.choice(life.customer.profile.terms)
    until = life.today if life.ends_on is None else min(life.today, life.ends_on - ONE_DAY)
    mrr, moved_on = life.customer.mrr, life.starts_on
    for starts_on, ends_on in terms(life.starts_on, length, until):
        first = starts_on == life.starts_on
        if not first and starts_on - moved_on >= A_YEAR:
            mrr, moved_on = mood.next_price(mrr, life.rng), starts_on
        signs(life, starts_on, ends_on, mrr * length, signed_on=life.signed_on if first else None)
        charges(life, starts_on, CORE, mrr)
    if life.ends_on is not None:
        gives_notice(life, life.ends_on)


def signs(life: Life, starts_on: date, ends_on: date, price: Decimal, signed_on: date | None = None) -> None:
    """One more contract; a renewal is signed some weeks before it starts."""
    life.contracts.append(
        Contract(
            signed_on=signed_on or signature(starts_on, life.rng),
            starts_on=starts_on,
            ends_on=ends_on,
            price=to_cent(price),
            notice_days=life.customer.profile.notice_days,
            auto_renew=True,
        )
    )


def charges(life: Life, day: date, product: str, mrr: Decimal) -> None:
    """The product costs `mrr` a month from that day on; the kind of movement follows from what was paid before."""
    before, paid_ever = life.revenue.by_product(day).get(product, Decimal(0)), bool(life.revenue.levels)
    if not paid_ever:
        life.revenue.set(day, product, mrr, MovementKind.NEW)
    elif not life.revenue.mrr_on(day):
        life.revenue.set(day, product, mrr, MovementKind.REACTIVATION)
    elif mrr != before:
        life.revenue.set(day, product, mrr, MovementKind.EXPANSION if mrr > before else MovementKind.CONTRACTION)


def gives_notice(life: Life, ends_on: date) -> None:
    """The last contract will not be renewed; revenue stops the day it ends, if that day has come."""
    last = life.contracts[-1]
    last.auto_renew = False
    last.cancelled_on = ends_on - timedelta(days=last.notice_days + life.rng.randint(10, 25))
    if ends_on <= life.today:
        life.revenue.stop(ends_on)


def comes_back(life: Life, day: date) -> None:
    """A customer that had left signs again at the old price."""
    life.ends_on = None
    signs(life, day, add_months(day, 12), life.customer.mrr * 12)
    charges(life, day, CORE, life.customer.mrr)


def adds_product(life: Life, low: int, high: int) -> None:
    """A second product under a contract of its own, with a renewal date of its own, that many days ago."""
    day = life.ago(low, high)
    mrr = to_cent(life.customer.mrr * SECOND_PRODUCT_SHARE)
    signs(life, day, add_months(day, 12), mrr * 12)
    charges(life, day, CLOSE, mrr)
