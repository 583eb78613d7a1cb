"""One outcome as its page shows it: the result with its tests, its life, and its way to the target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence, Outcome, Terms
from toprung.doctrine.life import Stage, life_of
from toprung.doctrine.progress import Seen, seen
from toprung.doctrine.projection import Projection, project
from toprung.doctrine.results import Result, judge_result
from toprung.doctrine.series import Period, carried_forward, gaps, rhythm_of_values
from toprung.kernel.days import Rhythm
from toprung.kernel.errors import NotFound
from toprung.kernel.vocabulary import MeasuredPer, OutcomeKind
from toprung.motion.evaluation.gathering import gather
from toprung.motion.evaluation.running import usage_on
from toprung.motion.evaluation.usage_facts import NO_USAGE, UsageFacts
from toprung.records.outcomes import models
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Way:
    """How an outcome has moved by the day: its values, period by period, and where the pace so far leads.

    `needed` are the readings that a projection takes; `clock` is the day from which they count.
    """

    evidence: Evidence
    outcome: Outcome
    history: tuple[Seen, ...]
    rhythm: Rhythm
    periods: tuple[Period, ...]
    projection: Projection | None
    clock: date | None

    @property
    def terms(self) -> Terms:
        return self.outcome.terms

    @property
    def gaps(self) -> int:
        return gaps(self.periods)

    @property
    def needed(self) -> int:
        return self.evidence.policy.off_track_readings

    @property
    def reached(self) -> bool:
        """Is the target met by the latest value?"""
        return bool(self.history) and self.history[-1].met


@dataclass(frozen=True, slots=True)
class Told:
    """One outcome with everything its page says of its result."""

    way: Way
    result: Result
    stages: tuple[Stage, ...]


def told(outcome: models.Outcome, as_of: date) -> Told:
    """The outcome as of the day, judged now. Raises NotFound where it was not on file by then."""
    workspace = outcome.account.workspace
    evidence, found = _found(outcome, as_of, usage_on(workspace, as_of))
    return Told(_way(evidence, found, outcome), judge_result(evidence, found), life_of(evidence, found))


def way_of(outcome: models.Outcome, as_of: date) -> Way:
    """How it has moved, without a look at the lake. Raises NotFound where it was not on file by then."""
    evidence, found = _found(outcome, as_of, NO_USAGE)
    return _way(evidence, found, outcome)


def outcome_of_key(workspace: Workspace, account: int, key: int) -> models.Outcome:
    """The account's outcome of that key, with the account. Raises NotFound."""
    found = models.Outcome.objects.filter(account__workspace=workspace, account=account, pk=key)
    outcome = found.select_related("account__workspace", "usage_measurement").first()
    if outcome is None:
        raise NotFound("There is no such outcome at this account.")
    return outcome


def _found(outcome: models.Outcome, as_of: date, usage: UsageFacts) -> tuple[Evidence, Outcome]:
    account = outcome.account
    for chunk in gather(account.workspace, as_of, [account.external_id], usage):
        for evidence in chunk:
            for held in evidence.outcomes:
                if held.reference == outcome.external_id:
                    return evidence, held
    raise NotFound(f"“{outcome.external_id}” was not on file at {account.name} by {as_of}: ask for a later day.")


def _way(evidence: Evidence, outcome: Outcome, record: models.Outcome) -> Way:
    clock = clocks.started_on(evidence)
    history = seen(outcome, outcome.terms, clock)
    rhythm = rhythm_of_values(evidence.policy.rhythm, read_weekly=_is_read_weekly(record))
    # A state that has come needs no second look.
    looked_for = outcome.terms.kind is not OutcomeKind.STATUS
    policy = evidence.policy
    return Way(
        evidence=evidence,
        outcome=outcome,
        history=history,
        rhythm=rhythm,
        periods=carried_forward(outcome.readings, rhythm, evidence.as_of, policy.off_season) if looked_for else (),
        projection=project(history, clock, policy.off_track_readings) if _has_a_pace(outcome) else None,
        clock=clock,
    )


def _has_a_pace(outcome: Outcome) -> bool:
    """A state or a value to be held has no way to go."""
    terms = outcome.terms
    return terms.kind is OutcomeKind.NUMERIC and terms.target is not None and terms.target != terms.baseline


def _is_read_weekly(record: models.Outcome) -> bool:
    held = getattr(record, "usage_measurement", None)
    return held is not None and held.per == MeasuredPer.WEEK
