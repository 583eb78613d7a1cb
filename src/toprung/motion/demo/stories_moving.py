"""Stories of customers on their way in or out: not signed, not live, new, leaving, gone, back."""

from __future__ import annotations

from datetime import timedelta

from toprung.kernel.vocabulary import Rung
from toprung.motion.demo.contracts import Mood
from toprung.motion.demo.deals import comes_back, pays
from toprung.motion.demo.life import Life
from toprung.motion.demo.proving import climbs, confirms_when_reached, creeps, promises
from toprung.motion.demo.truth import Result
from toprung.motion.demo.usage import Level


def prospect(life: Life) -> None:
    """In talks: people and a proposed outcome, no contract."""
    life.met_since(40, 90)
    promises(life)
    life.stands(Rung.OFF, Result.NONE)


def implementing(life: Life) -> None:
    """Signed some weeks ago, set-up under way."""
    life.signed_since(15, 70)
    pays(life)
    promises(life)
    life.stands(Rung.OFF, Result.NONE)


def never_live(life: Life) -> None:
    """Signed 150 days ago or more, pays, and has not gone live."""
    life.signed_since(150, 300)
    pays(life)
    promises(life)
    life.stands(Rung.OFF, Result.NONE)


def just_live(life: Life) -> None:
    """Live for a week or so: too short for adoption, which needs three whole weeks."""
    life.live_since(7, 11)
    pays(life)
    life.uses(Level.ADOPTED)
    promises(life)
    life.stands(Rung.ACTIVITY, Result.NONE)


def new(life: Life) -> None:
    """Live for 56 to 80 days, in flight; half of them have their result already, half are on the way."""
    life.live_since(56, 80)
    pays(life)
    life.uses(Level.ADOPTED)
    outcome = promises(life)
    if life.rng.randrange(2):
        climbs(life, outcome, reach=1)
        confirms_when_reached(life, outcome)
        life.stands(Rung.RESULT, Result.FRESH)
    else:
        climbs(life, outcome, reach=4)
        life.stands(Rung.OUTCOME, Result.MEASURED)


def leaving(life: Life) -> None:
    """Notice is given, the contract ends in the coming weeks; a few still log in."""
    life.customer_until(-25, -10)
    pays(life)
    life.uses(Level.ADOPTED)
    life.usage.turn(life.ago(60, 120), Level.LIGHT)
    creeps(life, promises(life), 5, 15)
    life.stands(Rung.ACTIVITY, Result.NONE)


def churned(life: Life) -> None:
    """Saw little come of it, stopped using it, gave notice and left within the last year."""
    life.customer_until(45, 300)
    pays(life, Mood.SHRINKS)
    life.uses(Level.ADOPTED, until=life.end - timedelta(days=life.rng.randint(20, 60)))
    creeps(life, promises(life), 5, 12)
    life.stands(Rung.OFF, Result.NONE)


def churned_after_result(life: Life) -> None:
    """Had its result in the first year; nobody followed up, and it left after the second."""
    life.customer_until(45, 120, years=2)
    pays(life)
    life.uses(Level.ADOPTED)
    outcome = promises(life)
    climbs(life, outcome, reach=2, until=life.clock + timedelta(days=200))
    confirms_when_reached(life, outcome)
    life.stands(Rung.OFF, Result.LAPSED)


def returned(life: Life) -> None:
    """Left after a year without a result, came back two months later, and then got it: too late for OAR."""
    life.customer_until(150, 300)
    pays(life)
    gone = life.end
    back = gone + timedelta(days=61)
    comes_back(life, back)
    life.uses(Level.ADOPTED)
    life.usage.turn(gone, Level.NONE)
    life.usage.turn(back, Level.ADOPTED)
    outcome = promises(life)
    climbs(life, outcome, reach=2, since=back)
    confirms_when_reached(life, outcome)
    life.stands(Rung.RESULT, Result.FRESH)
