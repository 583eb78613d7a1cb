"""Stories of customers who are live and have no standing result: most are busy, some are quiet, some had it once."""

from __future__ import annotations

from toprung.kernel.vocabulary import Rung, Said, StakeholderRole
from toprung.motion.demo import wording
from toprung.motion.demo.contracts import Mood
from toprung.motion.demo.deals import pays
from toprung.motion.demo.life import Life
from toprung.motion.demo.proving import climbs, confirms_when_reached, creeps, files, promises, reached, says, slips
from toprung.motion.demo.truth import Result
from toprung.motion.demo.usage import Level


def busy_but_no_result(life: Life) -> None:
    """Used far and wide, past day 90, and nobody ever measured what it brought."""
    life.live_since(120, life.horizon)
    pays(life)
    life.uses(Level.BUSY)
    promises(life)
    life.stands(Rung.ADOPTION, Result.NONE)


def no_named_result(life: Life) -> None:
    """Nothing is on file, or a task, or a vague wish."""
    life.live_since(100, life.horizon)
    pays(life)
    life.uses(Level.ADOPTED)
    on_file = life.rng.choice(("nothing", "task", "vague"))
    if on_file != "nothing":
        files(life, life.rng.choice(wording.TASKS if on_file == "task" else wording.VAGUE))
    life.stands(Rung.ADOPTION, Result.NONE)


def unvalidated(life: Life) -> None:
    """On target by measurement, and nobody was asked; in one of three the person to ask has left."""
    life.live_since(130, 700)
    pays(life)
    life.uses(Level.ADOPTED)
    climbs(life, promises(life), life.rng.randint(2, 3))
    if life.rng.randrange(3) == 0:
        day = life.ago(20, 80)
        life.who(life.customer.profile.accepted[0], day).left_on = day
    life.stands(Rung.OUTCOME, Result.MEASURED)


def wrong_validator(life: Life) -> None:
    """On target and confirmed, but by a role the segment does not accept."""
    life.live_since(130, 340)
    pays(life)
    life.uses(Level.ADOPTED)
    outcome = promises(life)
    climbs(life, outcome, life.rng.randint(2, 3))
    says(life, outcome, life.customer.profile.mistaken, reached(outcome))
    life.stands(Rung.OUTCOME, Result.MEASURED)


def half_validated(life: Life) -> None:
    """Mid-Market: team lead or manager said yes, the other did not speak."""
    life.live_since(130, 340)
    pays(life)
    life.uses(Level.ADOPTED)
    outcome = promises(life)
    climbs(life, outcome, life.rng.randint(2, 3))
    role = life.rng.choice((StakeholderRole.TEAM_LEAD, StakeholderRole.MANAGER))
    says(life, outcome, role, reached(outcome))
    life.stands(Rung.OUTCOME, Result.HALF_VALIDATED)


def stalled(life: Life) -> None:
    """Moved and stopped short of the target: in half of the cases past a quarter of the change, else far below."""
    life.live_since(130, 700)
    pays(life, Mood.SHRINKS)
    life.uses(Level.ADOPTED)
    if life.rng.randrange(2):
        creeps(life, promises(life), 35, 60)
        life.stands(Rung.OUTCOME, Result.MEASURED)
    else:
        creeps(life, promises(life), 5, 15)
        life.stands(Rung.ADOPTION, Result.NONE)


def fading(life: Life) -> None:
    """Adopted once, now a few still log in; the last reading is more than 210 days old."""
    life.live_since(330, 800)
    pays(life, Mood.SHRINKS)
    life.uses(Level.ADOPTED)
    life.usage.turn(life.ago(60, 120), Level.LIGHT)
    creeps(life, promises(life), 30, 40, until=life.ago(210, 210))
    life.stands(Rung.ACTIVITY, Result.MEASURED)


def silent(life: Life) -> None:
    """Live on paper; not one event."""
    life.live_since(100, 500)
    pays(life)
    promises(life)
    life.stands(Rung.OFF, Result.NONE)


def reached_then_lost(life: Life) -> None:
    """Reached and confirmed; the last four readings are back near the baseline."""
    life.live_since(250, 340)
    pays(life)
    life.uses(Level.ADOPTED)
    outcome = promises(life)
    climbs(life, outcome, reach=2, until=life.ago(112, 112))
    confirms_when_reached(life, outcome)
    slips(life, outcome, 0, 12)
    life.stands(Rung.ADOPTION, Result.LOST)


def disputed(life: Life) -> None:
    """Confirmed, and taken back 15 to 60 days ago by the same role; the readings still say on target."""
    life.live_since(250, 340)
    pays(life)
    life.uses(Level.ADOPTED)
    outcome = promises(life)
    climbs(life, outcome, life.rng.randint(2, 3))
    confirms_when_reached(life, outcome)
    says(life, outcome, life.customer.profile.accepted[-1], life.ago(15, 60), Said.NO)
    life.stands(Rung.OUTCOME, Result.DISPUTED)


def lapsed(life: Life) -> None:
    """Confirmed more than 450 days ago; nobody has measured for 210 days or spoken since."""
    life.live_since(560, 800)
    pays(life)
    life.uses(Level.ADOPTED)
    outcome = promises(life)
    climbs(life, outcome, life.rng.randint(2, 3), until=life.ago(210, 210))
    confirms_when_reached(life, outcome)
    life.stands(Rung.ADOPTION, Result.LAPSED)


def renewed_twice_without_result(life: Life) -> None:
    """In its third year, used every week, and never once measured: a delayed churner."""
    life.live_since(745, 800)
    pays(life, months=12)
    life.uses(Level.ADOPTED)
    promises(life)
    life.stands(Rung.ADOPTION, Result.NONE)
