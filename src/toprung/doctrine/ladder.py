"""The ladder: activity, adoption, outcome, measurable result (DOMAIN section 3).

The rung is the highest that has evidence. Lower rungs whose evidence says no are gaps; a rung with gaps is hollow.
Where no feed is connected, or was not yet, evidence is unknown: never a gap, never hollow, always said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from toprung.doctrine.evidence import Evidence, Usage
from toprung.doctrine.linter import Label
from toprung.doctrine.once import once
from toprung.doctrine.policy import Policy
from toprung.doctrine.reasons import Reason, because, percent
from toprung.doctrine.results import Result
from toprung.kernel.days import ONE_DAY, in_season_before, whole_periods
from toprung.kernel.vocabulary import Rung, Word


class Says(Word):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RungEvidence:
    """What the evidence says of one rung, and which evidence it is."""

    rung: Rung
    says: Says
    reason: Reason


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where the account stands, with the evidence of all four rungs, lowest first."""

    rung: Rung
    evidence: tuple[RungEvidence, ...]

    @property
    def gaps(self) -> tuple[Rung, ...]:
        """Lower rungs whose evidence says no."""
        return tuple(r.rung for r in self.evidence if r.rung < self.rung and r.says is Says.NO)

    @property
    def hollow(self) -> bool:
        return bool(self.gaps)

    @property
    def unknown(self) -> tuple[Rung, ...]:
        """Rungs of which nothing is known."""
        return tuple(r.rung for r in self.evidence if r.says is Says.UNKNOWN)

    def says(self, rung: Rung) -> Says:
        """What the evidence says of that rung."""
        return self.evidence[rung - 1].says


def climb(e: Evidence, results: tuple[Result, ...]) -> Ladder:
    """The account's ladder on the day."""
    evidence = (_activity(e), _adoption(e), _outcome(e, results), _result(results))
    highest = max((r.rung for r in evidence if r.says is Says.YES), default=Rung.OFF)
    return Ladder(highest, evidence)


def users_needed(policy: Policy, seats: int | None) -> int:
    """Different users that adoption takes: a floor and a share of seats, at most the known seats, at least 1."""
    share = math.ceil(policy.adoption_seat_share * (seats or 0))
    needed = max(policy.adoption_users, share)
    return max(1, needed if seats is None else min(needed, seats))


@once
def periods_adopted(e: Evidence) -> tuple[int, int, int]:
    """(periods with enough users, periods looked at, users needed) up to the day."""
    policy, needed = e.policy, users_needed(e.policy, e.seats)
    starts = whole_periods(e.as_of, policy.adoption_periods, policy.rhythm, policy.off_season)
    enough = sum(1 for start in starts if e.usage is not None and e.usage.users_in(start) >= needed)
    return enough, len(starts), needed


def periods_untold(e: Evidence) -> int:
    """How many of those periods had begun before the feed was connected."""
    policy = e.policy
    starts = whole_periods(e.as_of, policy.adoption_periods, policy.rhythm, policy.off_season)
    return 0 if e.usage is None else sum(not e.usage.tells_from(start) for start in starts)


def feed_young(usage: Usage) -> Reason:
    """Why nothing is known of a stretch of time, though a feed is connected by now."""
    return because("feed_young", day=usage.fed_since)


def _activity(e: Evidence) -> RungEvidence:
    if e.usage is None:
        return RungEvidence(Rung.ACTIVITY, Says.UNKNOWN, because("no_feed"))
    last, before = e.usage.last_event_on, in_season_before(e.as_of, e.policy.activity_days, e.policy.off_season)
    if last is not None and last > before:
        return RungEvidence(Rung.ACTIVITY, Says.YES, because("active", day=last))
    if not e.usage.tells_from(before + ONE_DAY):
        return RungEvidence(Rung.ACTIVITY, Says.UNKNOWN, feed_young(e.usage))
    if last is None:
        return RungEvidence(Rung.ACTIVITY, Says.NO, because("never_active"))
    return RungEvidence(Rung.ACTIVITY, Says.NO, because("inactive", day=last, days=e.policy.activity_days))


def _adoption(e: Evidence) -> RungEvidence:
    if e.usage is None:
        return RungEvidence(Rung.ADOPTION, Says.UNKNOWN, because("no_feed"))
    enough, looked_at, needed = periods_adopted(e)
    adopted = enough >= e.policy.adoption_periods_needed
    if not adopted and enough + periods_untold(e) >= e.policy.adoption_periods_needed:
        return RungEvidence(Rung.ADOPTION, Says.UNKNOWN, feed_young(e.usage))
    reason = because(
        "adopted" if adopted else "not_adopted",
        enough=enough,
        periods=looked_at,
        rhythm=e.policy.rhythm.value,
        users=needed,
        wanted=e.policy.adoption_periods_needed,
    )
    return RungEvidence(Rung.ADOPTION, Says.YES if adopted else Says.NO, reason)


def _outcome(e: Evidence, results: tuple[Result, ...]) -> RungEvidence:
    real = [r for r in results if r.label is not Label.PRODUCT_MILESTONE]
    if not real:
        code = "only_milestones" if results else "no_outcome"
        return RungEvidence(Rung.OUTCOME, Says.NO, because(code))
    since = e.as_of - timedelta(days=e.policy.outcome_days)
    recent = [r for r in real if r.latest_on is not None and r.latest_on >= since and r.progress is not None]
    best = max(recent, key=lambda r: r.progress or 0, default=None)
    if best is None or best.progress is None:
        return _without_recent(e, real)
    reached = best.progress >= e.policy.outcome_share
    reason = because(
        "changed" if reached else "changed_too_little",
        share=percent(best.progress),
        statement=best.statement,
        day=best.latest_on,
        threshold=percent(e.policy.outcome_share),
    )
    return RungEvidence(Rung.OUTCOME, Says.YES if reached else Says.NO, reason)


def _without_recent(e: Evidence, results: list[Result]) -> RungEvidence:
    days = [r.measured_on for r in results if r.measured_on is not None]
    if days:
        reason = because("measured_long_ago", day=max(days), days=e.policy.outcome_days)
        return RungEvidence(Rung.OUTCOME, Says.NO, reason)
    if any(r.confirmed_on for r in results):
        # Nobody measures here: the customer's word is all there is, and its age is the result's to judge.
        return RungEvidence(Rung.OUTCOME, Says.UNKNOWN, because("never_measured_but_confirmed"))
    return RungEvidence(Rung.OUTCOME, Says.NO, because("never_measured", statement=results[0].statement))


def _result(results: tuple[Result, ...]) -> RungEvidence:
    standing = [r for r in results if r.stands]
    if standing:
        best = max(standing, key=lambda r: (r.fresh, r.progress or 0))
        reason = because(
            "result_stands",
            statement=best.statement,
            share=percent(best.progress or Decimal(0)),
            day=best.confirmed_on,
            grade=best.grade,
        )
        return RungEvidence(Rung.RESULT, Says.YES, reason)
    nearest = min((r for r in results), key=lambda r: len(r.unmet), default=None)
    if nearest is None:
        return RungEvidence(Rung.RESULT, Says.NO, because("no_outcome"))
    return RungEvidence(Rung.RESULT, Says.NO, because(f"result_{nearest.state.value}", statement=nearest.statement))
