"""Stories of customers who got their result, early or late, and can say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from toprung.kernel.vocabulary import Direction, OutcomeKind, Rung, StakeholderRole
from toprung.motion.demo import wording
from toprung.motion.demo.contracts import Mood
from toprung.motion.demo.customer import Segment
from toprung.motion.demo.deals import adds_product, pays
from toprung.motion.demo.life import Life
from toprung.motion.demo.outcome import Outcome
from toprung.motion.demo.proving import (
    CONFIRM_AGAIN,
    climbs,
    confirms,
    confirms_when_reached,
    keeps_confirming,
    promises,
    reached,
    says,
)
from toprung.motion.demo.truth import Result
from toprung.motion.demo.usage import Level


def proves(life: Life, outcome: Outcome, reach: int) -> None:
    """Reached at that reading, confirmed within days, and confirmed again every half year."""
    climbs(life, outcome, reach)
    confirms_when_reached(life, outcome)
    keeps_confirming(life, outcome)


def achiever(life: Life) -> None:
    """Adopts, measures climb, the right people say so. In Enterprise an earlier, smaller win is the first value."""
    life.live_since(130, life.horizon)
    pays(life, Mood.GROWS)
    life.uses(Level.ADOPTED)
    large = life.segment is Segment.ENTERPRISE
    proves(life, promises(life, first_value=not large), life.rng.randint(2, 3))
    if large:
        small_win = promises(life, life.rng.choice(wording.MIDDLE), primary=False)
        climbs(life, small_win, reach=1)
    life.stands(Rung.RESULT, Result.FRESH)


def quick_win(life: Life) -> None:
    """On target at the first reading, two weeks after go-live."""
    life.live_since(110, 500)
    pays(life, Mood.GROWS)
    life.uses(Level.ADOPTED)
    outcome = promises(life)
    climbs(life, outcome, reach=1, first=14)
    confirms_when_reached(life, outcome)
    keeps_confirming(life, outcome)
    life.stands(Rung.RESULT, Result.FRESH)


def decreasing_metric(life: Life) -> None:
    """Less is better: the target lies below the baseline."""
    life.live_since(130, 700)
    pays(life, Mood.STEADY)
    life.uses(Level.ADOPTED)
    falling = [p for p in life.customer.profile.promises if p.direction is Direction.DECREASE]
    proves(life, promises(life, life.rng.choice(falling)), life.rng.randint(2, 3))
    life.stands(Rung.RESULT, Result.FRESH)


def hold_metric(life: Life) -> None:
    """Target equals baseline: on the good side from the first reading; half of them are filed as numeric."""
    life.live_since(130, 700)
    pays(life, Mood.STEADY)
    life.uses(Level.ADOPTED)
    promise = life.rng.choice(wording.HOLDS)
    if life.rng.randrange(2):
        promise = replace(promise, kind=OutcomeKind.NUMERIC)
    proves(life, promises(life, promise), reach=1)
    life.stands(Rung.RESULT, Result.FRESH)


def status_outcome(life: Life) -> None:
    """No number: a state before and a state after."""
    life.live_since(130, 700)
    pays(life, Mood.STEADY)
    life.uses(Level.ADOPTED)
    proves(life, promises(life, life.rng.choice(wording.STATES)), life.rng.randint(1, 3))
    life.stands(Rung.RESULT, Result.FRESH)


def resting_result(life: Life) -> None:
    """Confirmed once, 110 to 280 days ago; the last reading is 110 to 140 days old: it stands, but is not fresh."""
    life.live_since(200, 330)
    pays(life)
    life.uses(Level.ADOPTED)
    outcome = promises(life)
    climbs(life, outcome, life.rng.randint(2, 3), until=life.ago(110, 110))
    confirms_when_reached(life, outcome)
    life.stands(Rung.RESULT, Result.STANDING)


def departed_validator(life: Life) -> None:
    """Who confirmed has left since; what they confirmed stands, and readings keep it fresh."""
    life.live_since(200, 330)
    pays(life)
    life.uses(Level.ADOPTED)
    outcome = promises(life)
    climbs(life, outcome, life.rng.randint(2, 3))
    confirms_when_reached(life, outcome)
    life.replaces(life.customer.profile.accepted[0], life.ago(15, 60))
    life.stands(Rung.RESULT, Result.FRESH)


def late(life: Life) -> None:
    """Reached and confirmed, but on day 140 to 224: too late for OAR."""
    life.live_since(300, life.horizon)
    pays(life)
    life.uses(Level.ADOPTED)
    proves(life, promises(life), life.rng.randint(5, 8))
    life.stands(Rung.RESULT, Result.FRESH)


def on_the_last_day(life: Life) -> None:
    """A deliberate edge: reached and confirmed on day 90 itself, which is within 90 days."""
    life.live_since(200, 400)
    pays(life)
    life.uses(Level.ADOPTED)
    outcome = promises(life)
    climbs(life, outcome, reach=3, first=30, step=30)
    confirms(life, outcome, reached(outcome))
    keeps_confirming(life, outcome)
    life.stands(Rung.RESULT, Result.FRESH)


def one_day_late(life: Life) -> None:
    """A deliberate edge: reached and confirmed on day 91, which is not within 90 days."""
    life.live_since(200, 400)
    pays(life)
    life.uses(Level.ADOPTED)
    outcome = promises(life)
    climbs(life, outcome, reach=3, first=31, step=30)
    confirms(life, outcome, reached(outcome))
    keeps_confirming(life, outcome)
    life.stands(Rung.RESULT, Result.FRESH)


def live_before_signature(life: Life) -> None:
    """A pilot ran before the contract was signed: the clock starts at signature."""
    life.live_since(150, 500, setup=(-20, -10))
    pays(life)
    life.uses(Level.ADOPTED)
    proves(life, promises(life), reach=2)
    life.stands(Rung.RESULT, Result.FRESH)


def two_contracts(life: Life) -> None:
    """A second product under a contract of its own."""
    life.live_since(380, 700)
    pays(life, months=12)
    adds_product(life, 60, 200)
    life.uses(Level.ADOPTED)
    proves(life, promises(life), life.rng.randint(2, 3))
    life.stands(Rung.RESULT, Result.FRESH)


def zero_seats(life: Life) -> None:
    """The seats field says 0, as some billing exports do; the people use it all the same."""
    life.customer.seats = 0
    life.live_since(200, 600)
    pays(life)
    life.uses(Level.ADOPTED)
    proves(life, promises(life), life.rng.randint(2, 3))
    life.stands(Rung.RESULT, Result.FRESH)


def result_without_use(life: Life) -> None:
    """The executive sponsor vouches for the result, half-yearly; nobody has used the product for 50 days or more."""
    life.live_since(250, 800)
    pays(life)
    life.uses(Level.ADOPTED, until=life.ago(50, 90))
    sponsor = StakeholderRole.EXECUTIVE_SPONSOR
    if life.segment is not Segment.ENTERPRISE:
        life.hires(sponsor, life.met_on)
    outcome = promises(life)
    climbs(life, outcome, life.rng.randint(2, 3))
    day = outcome.validated_on = reached(outcome) + timedelta(days=2)
    while day <= life.today:
        says(life, outcome, sponsor, day)
        day += CONFIRM_AGAIN
    life.stands(Rung.RESULT, Result.FRESH, gaps=(Rung.ACTIVITY, Rung.ADOPTION))


def takes_over(life: Life) -> None:
    """A parent that takes a team over from its child; what the child pays less, the parent pays more."""
    _hand_over(life, sign=1)


def hands_over(life: Life) -> None:
    """The child of that pair."""
    _hand_over(life, sign=-1)


def _hand_over(life: Life, sign: int) -> None:
    """Both sides draw day and amount from the same source, so that the two movements add up to nothing."""
    life.live_since(260, 600)
    pays(life, months=12)
    if life.partner is not None:
        rng = Random(f"{life.seed}:{min(life.customer.account, life.partner)}:hand-over")
        day = life.today - timedelta(days=rng.randint(60, 150))
        life.revenue.shift(day, wording.CORE, Decimal(sign * rng.randint(200, 400)))
    life.uses(Level.ADOPTED)
    proves(life, promises(life), life.rng.randint(2, 3))
    life.stands(Rung.RESULT, Result.FRESH)
