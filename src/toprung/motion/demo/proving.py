"""What a story tells about results: promises, readings, and the words of the customer's people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from toprung.kernel.vocabulary import Category, Direction, MeasurementSource, OutcomeKind, Said, StakeholderRole
from toprung.motion.demo.life import Life
from toprung.motion.demo.outcome import Outcome
from toprung.motion.demo.wording import DOCUMENTS, FREE_WRITER, HEARD, MONTHS, Promise

#: Readings come every four weeks from the clock: day 84 lies inside 90 days and day 112 outside, with margin.
STEP = 28
CONFIRM_AGAIN = timedelta(days=180)
MONTHS_TO_DUE = timedelta(days=90)
BASELINE, TARGET = Decimal(0), Decimal(1)
#: Before the target is reached, a reading shows at most this share of the change.
NEARLY = Decimal("0.85")


def promises(life: Life, promise: Promise | None = None, *, primary: bool = True, first_value: bool = True) -> Outcome:
    """An outcome agreed with the customer before signature and go-live, with a baseline reading before go-live.

    Where nothing is to change there is none: taken between signature and go-live it would lie on the good side, and
    it would be a matter of taste whether TTFV, which counts from the signature, may take it for the first value.
    """
    promise = promise or life.rng.choice(life.customer.profile.promises)
    outcome = write_down(life, promise, *life.rng.choice(promise.pairs), primary, first_value)
    if primary:
        life.usage.features = promise.features
    if life.go_live_on is not None and outcome.before != outcome.after:
        outcome.read(life.go_live_on - timedelta(days=3), BASELINE, _source(life))
    return outcome


def files(life: Life, statement: str) -> None:
    """A task or a vague wish is put on file where an outcome belongs: no metric, no baseline, no target."""
    task = Promise(
        statement, "", "", Direction.INCREASE, (), Category.EFFICIENCY_GAINED, "", (), kind=OutcomeKind.STATUS
    )
    write_down(life, task, "", "", primary=True, first_value=True)


def write_down(life: Life, promise: Promise, before: str, after: str, primary: bool, first_value: bool) -> Outcome:
    """The outcome as it goes on file, agreed by its validator."""
    begin = min(day for day in (life.signed_on, life.go_live_on, life.today) if day is not None)
    agreed_on = begin - timedelta(days=life.rng.randint(3, 20))
    validator = life.who(life.customer.profile.accepted[0], agreed_on)
    outcome = Outcome(
        reference=f"{life.customer.account}-O{len(life.outcomes) + 1}",
        promise=promise,
        before=before,
        after=after,
        owner=life.customer.owner,
        promised_by=life.customer.seller,
        validator=validator.name,
        agreed_by=validator.name if life.signed_on else "",
        agreed_on=agreed_on if life.signed_on else None,
        due_on=(life.clock_on or begin) + MONTHS_TO_DUE,
        primary=primary,
        first_value=first_value,
        template=_template(life, promise),
    )
    life.outcomes.append(outcome)
    return outcome


def _template(life: Life, promise: Promise) -> str:
    """The library's template of segment and category; one seller writes freely, and nobody has one for a task."""
    if life.customer.seller == FREE_WRITER or not promise.mechanism:
        return ""
    return f"{life.segment.value}-{promise.category.value}".lower().replace("_", "-")


def reading_days(
    life: Life, since: date | None = None, first: int = STEP, step: int = STEP, until: date | None = None
) -> Iterator[date]:
    """Days of readings counted from `since` (the clock), no later than `until` (today)."""
    day = (since or life.clock) + timedelta(days=first)
    while day <= min(until or life.today, life.left_on or life.today):
        yield day
        day += timedelta(days=step)


def climbs(
    life: Life,
    outcome: Outcome,
    reach: int,
    *,
    since: date | None = None,
    first: int = STEP,
    step: int = STEP,
    until: date | None = None,
) -> None:
    """Readings climb to exactly the target at number `reach` (from 1), then stay on it or a little beyond."""
    source = _source(life)
    for number, day in enumerate(reading_days(life, since, first, step, until), start=1):
        if number < reach:
            share = NEARLY * number / reach
        elif number == reach:
            share, outcome.reached_on, outcome.document = TARGET, day, life.rng.choice(DOCUMENTS)
        else:
            share = TARGET + Decimal(life.rng.randint(0, 10)) / 100
        outcome.read(day, share, source)


def creeps(life: Life, outcome: Outcome, low: int, high: int, until: date | None = None) -> None:
    """Readings move to a share between `low` and `high` percent by the third, and then no more."""
    share, source = Decimal(life.rng.randint(low, high)) / 100, _source(life)
    for number, day in enumerate(reading_days(life, until=until), start=1):
        outcome.read(day, share * min(number, 3) / 3, source)


def slips(life: Life, outcome: Outcome, low: int, high: int) -> None:
    """From the last reading to today, readings show between `low` and `high` percent of the change."""
    source = _source(life)
    for day in reading_days(life, since=outcome.readings[-1][0]):
        outcome.read(day, Decimal(life.rng.randint(low, high)) / 100, source)


def confirms(life: Life, outcome: Outcome, day: date) -> None:
    """Every role that the segment accepts says yes: the first that day, the next a day later."""
    roles = life.customer.profile.accepted
    for later, role in enumerate(roles):
        says(life, outcome, role, day + timedelta(days=later))
    outcome.validated_on = outcome.validated_on or day + timedelta(days=len(roles) - 1)


def confirms_when_reached(life: Life, outcome: Outcome) -> None:
    """The accepted people confirm one to three days after the reading that reached the target."""
    confirms(life, outcome, reached(outcome) + timedelta(days=life.rng.randint(1, 3)))


def keeps_confirming(life: Life, outcome: Outcome) -> None:
    """And again every half year, so that the last confirmation is never older than that."""
    day = reached(outcome) + CONFIRM_AGAIN
    while day + timedelta(days=2) <= life.today:
        confirms(life, outcome, day)
        day += CONFIRM_AGAIN


def says(life: Life, outcome: Outcome, role: StakeholderRole, day: date, said: Said = Said.YES) -> None:
    """A person of that role who is there on that day says yes or no."""
    how = f"{life.rng.choice(HEARD)} {day.day} {MONTHS[day.month - 1]}"
    outcome.hear(day, life.who(role, day), said, how)


def reached(outcome: Outcome) -> date:
    """The day the target was reached, in a story that needs it."""
    if outcome.reached_on is None:
        raise ValueError(f"{outcome.reference} was never reached, and its story needs it to be")
    return outcome.reached_on


def _source(life: Life) -> MeasurementSource:
    return life.rng.choice((MeasurementSource.CUSTOMER, MeasurementSource.CUSTOMER, MeasurementSource.API))
