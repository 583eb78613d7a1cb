"""The product is used and nothing in the customer's business shows for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import zip_longest

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence, Outcome
from toprung.doctrine.ladder import users_needed
from toprung.doctrine.progress import seen
from toprung.doctrine.reasons import because
from toprung.doctrine.results import ResultState
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.subjects import promises
from toprung.kernel.days import ONE_DAY, next_period, whole_periods
from toprung.kernel.vocabulary import Rung

NAME = "adoption_without_outcome"


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding after enough consecutive days on rung 2 since the clock's start."""
    started = clocks.started_on(e)
    if standing.ladder.rung is not Rung.ADOPTION or started is None:
        return
    adopted = adopted_since(e, started)
    if adopted is None:
        return
    since = max([adopted, started, *_stood_higher_until(e, standing)])
    if (e.as_of - since).days >= e.policy.adopted_days:
        yield Finding(NAME, because("signal_adoption_without_outcome", day=since))


def adopted_since(e: Evidence, earliest: date) -> date | None:
    """The end of the first period of the unbroken run, up to now, at whose ends the account was adopted.

    Looks no further back than `earliest` asks for.
    """
    policy, needed = e.policy, users_needed(e.policy, e.seats)
    users = e.usage.users_by_start if e.usage else {}
    weeks = max(0, (e.as_of - earliest).days // 7) + 1
    starts = whole_periods(e.as_of, weeks + policy.adoption_periods, policy.rhythm, policy.off_season)
    since: date | None = None
    for last in range(len(starts), policy.adoption_periods - 1, -1):
        looked_at = starts[last - policy.adoption_periods : last]
        if sum(users.get(start, 0) >= needed for start in looked_at) < policy.adoption_periods_needed:
            break
        since = next_period(starts[last - 1], policy.rhythm) - ONE_DAY
    return since


def _stood_higher_until(e: Evidence, standing: Standing) -> Iterator[date]:
    """Days up to which an outcome or a result held the account on a higher rung."""
    for outcome, result in promises(e, standing):
        yield from _shown_until(e, outcome)
        if result.state is ResultState.LAPSED and result.confirmed_on is not None:
            yield result.confirmed_on + timedelta(days=e.policy.stands_days)
        if result.state in (ResultState.DISPUTED, ResultState.WITHDRAWN):
            yield max(word.occurred_on for word in outcome.attestations)


def _shown_until(e: Evidence, outcome: Outcome) -> Iterator[date]:
    """Each value that was an outcome counts until the next one, or until it is too old."""
    history = seen(outcome, outcome.terms, clocks.started_on(e))
    for value, following in zip_longest(history, history[1:]):
        if value.progress >= e.policy.outcome_share:
            too_old = value.day + timedelta(days=e.policy.outcome_days)
            yield min(too_old, following.day) if following else too_old
