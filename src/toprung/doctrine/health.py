"""Health, 0 to 100, in four parts, with its caps and what each point comes from (DOMAIN section 5).

Better values never lower the score. A part without data is left out and the rest scaled, and it says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Evidence, Outcome
from toprung.doctrine.ladder import feed_young, periods_adopted, periods_untold, users_needed
from toprung.doctrine.linter import Label
from toprung.doctrine.once import once
from toprung.doctrine.policy import Policy
from toprung.doctrine.progress import ONE, ZERO, projected_on, seen
from toprung.doctrine.reasons import Reason, because, percent
from toprung.doctrine.results import Result
from toprung.kernel.days import ONE_DAY, in_season_before, whole_periods
from toprung.kernel.vocabulary import Band, Lifecycle, OutcomeKind, StakeholderRole, TouchPurpose, Word

_HUNDREDTH = Decimal("0.01")


class PartName(Word):
    PRODUCT = "product_signals"
    OUTCOME = "outcome_progress"
    EXECUTIVE = "executive_engagement"
    FORWARD = "forward_looking"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its weight, the share of it that was earned (None: no data, left out), and why."""

    name: PartName
    weight: int
    share: Decimal | None
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> Decimal | None:
        """Points before the rest is scaled, to the hundredth; None without data."""
        return None if self.share is None else (self.share * self.weight).quantize(_HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Health:
    """The score with its band, or None where nothing is known or the account has none, and why."""

    score: int | None
    band: Band | None
    parts: tuple[Part, ...] = ()
    caps: tuple[Reason, ...] = ()


def assess(e: Evidence, life: Lifecycle, results: tuple[Result, ...]) -> Health:
    """The account's health on the day. Prospects and former accounts have none."""
    if life in (Lifecycle.PROSPECT, Lifecycle.FORMER):
        return Health(None, None, caps=(because("health_none", life=life),))
    parts = (_product(e), _outcome(e, results), _executive(e), _forward(e, life, results))
    known = [p for p in parts if p.share is not None and p.weight]
    # How far off the renewal is says nothing of how the customer fares: it takes use or an outcome to be healthy.
    if not any(p.name in (PartName.PRODUCT, PartName.OUTCOME) for p in known):
        return Health(None, None, parts, (because("health_no_data"),))
    earned = sum(((p.share or ZERO) * p.weight for p in known), ZERO)
    scaled = earned * 100 / sum(p.weight for p in known)
    caps = _caps(e, results)
    score = min([int(scaled.quantize(ONE, ROUND_HALF_UP)), *(limit for limit, _ in caps)])
    return Health(score, band_of(score, e.policy), parts, tuple(reason for _, reason in caps))


def band_of(score: int, policy: Policy) -> Band:
    """Green, amber or red."""
    if score >= policy.green_from:
        return Band.GREEN
    return Band.AMBER if score >= policy.amber_from else Band.RED


@once
def past_anchor(e: Evidence) -> bool:
    """Has the anchor's day passed since the account's clock started?"""
    start = clocks.started_on(e)
    return start is not None and (e.as_of - start).days > e.policy.anchor_day


def _caps(e: Evidence, results: tuple[Result, ...]) -> list[tuple[int, Reason]]:
    caps: list[tuple[int, Reason]] = []
    if past_anchor(e) and not any(r.fresh for r in results):
        caps.append((e.policy.anchor_cap, because("cap_anchor", cap=e.policy.anchor_cap, days=e.policy.anchor_day)))
    if _is_silent(e):
        caps.append((e.policy.silent_cap, because("cap_silent", cap=e.policy.silent_cap, days=e.policy.silent_days)))
    return caps


def _is_silent(e: Evidence) -> bool:
    """A connected feed, and no qualifying event within that many in-season days, of all of which it tells."""
    if e.usage is None:
        return False
    since = in_season_before(e.as_of, e.policy.silent_days, e.policy.off_season)
    if not e.usage.tells_from(since + ONE_DAY):
        return False
    return e.usage.last_event_on is None or e.usage.last_event_on <= since


def _product(e: Evidence) -> Part:
    weight = e.policy.health_product
    if e.usage is None:
        return Part(PartName.PRODUCT, weight, None, (because("no_feed"),))
    if periods_untold(e) and periods_adopted(e)[0] < e.policy.adoption_periods_needed:
        # Whatever the weeks that are known say: a part that came and went with them would punish better ones.
        return Part(PartName.PRODUCT, weight, None, (feed_young(e.usage),))
    policy, needed = e.policy, users_needed(e.policy, e.seats)
    starts = whole_periods(e.as_of, policy.adoption_periods, policy.rhythm, policy.off_season)
    breadth = sorted((min(ONE, Decimal(e.usage.users_in(start)) / needed) for start in starts), reverse=True)
    # The best periods, as many as adoption takes: breadth that lacks is not made up for by more weeks of it.
    share = sum(breadth[: policy.adoption_periods_needed], ZERO) / policy.adoption_periods_needed
    reason = because(
        "part_product",
        share=percent(share),
        users=needed,
        rhythm=policy.rhythm.value,
        periods=len(starts),
        best=policy.adoption_periods_needed,
    )
    return Part(PartName.PRODUCT, weight, share, (reason,))


def _outcome(e: Evidence, results: tuple[Result, ...]) -> Part:
    weight = e.policy.health_outcome
    shares = [_toward(e, outcome, result) for outcome, result in _promises(e, results)]
    due = [pair for pair in shares if pair is not None]
    if due:
        best = max(due, key=lambda pair: pair[0])
        return Part(PartName.OUTCOME, weight, best[0], (best[1],))
    if past_anchor(e):
        return Part(PartName.OUTCOME, weight, ZERO, (because("part_outcome_missing", days=e.policy.anchor_day),))
    return Part(PartName.OUTCOME, weight, None, (because("part_outcome_nothing_due"),))


def _promises(e: Evidence, results: tuple[Result, ...]) -> Iterator[tuple[Outcome, Result]]:
    """Each outcome with what became of it; tasks and milestones are none, here as on the ladder."""
    judged = {r.outcome: r for r in results if r.label is not Label.PRODUCT_MILESTONE}
    return ((outcome, judged[outcome.reference]) for outcome in e.outcomes if outcome.reference in judged)


def _toward(e: Evidence, outcome: Outcome, result: Result) -> tuple[Decimal, Reason] | None:
    """Achieved against what the plan expects by the day; None where nothing is expected yet."""
    expected = expected_share(e, outcome)
    if expected is None:
        return None
    shown = _current_progress(e, result)
    if shown is None:
        return ZERO, because("part_outcome_unseen", statement=result.statement)
    share = max(ZERO, min(ONE, shown / expected))
    reason = because(
        "part_outcome",
        statement=result.statement,
        shown=percent(shown),
        expected=percent(expected),
        day=result.latest_on,
    )
    return share, reason


def expected_share(e: Evidence, outcome: Outcome) -> Decimal | None:
    """What a straight plan from the clock's start to the due day expects by now.

    Past the anchor's day the full promise, unless its due day lies ahead. Before, nothing until the plan expects an
    outcome at all (the rung-3 threshold).
    """
    start, due = clocks.started_on(e), outcome.terms.due_on
    if start is None or due is None or due <= start:
        return ONE if past_anchor(e) or (due is not None and due <= e.as_of) else None
    share = max(ZERO, min(ONE, Decimal((e.as_of - start).days) / (due - start).days))
    if past_anchor(e):
        return max(share, e.policy.outcome_share)
    return share if share >= e.policy.outcome_share else None


def _current_progress(e: Evidence, result: Result) -> Decimal | None:
    """Progress from a value that is recent enough, or of a validated result that stands."""
    if result.progress is None or result.latest_on is None:
        return None
    recent = result.latest_on >= e.as_of - timedelta(days=e.policy.outcome_days)
    return result.progress if recent or result.stands else None


def _executive(e: Evidence) -> Part:
    weight, days = e.policy.health_executive, e.policy.executive_days
    if days is None:
        return Part(PartName.EXECUTIVE, weight, None, (because("part_executive_off"),))
    if not e.stakeholders and not e.touches:
        return Part(PartName.EXECUTIVE, weight, None, (because("part_executive_no_data"),))
    last = executive_acted_on(e)
    if last is None:
        return Part(PartName.EXECUTIVE, weight, ZERO, (because("part_executive_never"),))
    age = (e.as_of - last).days
    # Full within the window, then down to nothing over a second one.
    share = ONE if age <= days else max(ZERO, ONE - Decimal(age - days) / max(days, 1))
    return Part(PartName.EXECUTIVE, weight, share, (because("part_executive", day=last, days=days),))


@once
def executive_acted_on(e: Evidence) -> date | None:
    """The last day on which the customer's executive did something.

    Attended a strategic review, gave their word on a result, signed the success plan or commented on it.
    """
    sponsor = StakeholderRole.EXECUTIVE_SPONSOR
    reviews = [t.occurred_on for t in e.touches if t.purpose is TouchPurpose.STRATEGIC and sponsor in t.attended]
    words = [w.occurred_on for o in e.outcomes for w in o.attestations if w.role is sponsor]
    return max([*reviews, *words, *e.executive_acts], default=None)


def _forward(e: Evidence, life: Lifecycle, results: tuple[Result, ...]) -> Part:
    signs = [s for s in (_renewal(e, life, results), _projection(e, results), _sponsor(e)) if s is not None]
    weight = e.policy.health_forward
    if not signs:
        return Part(PartName.FORWARD, weight, None, (because("part_forward_no_data"),))
    share = sum((s for s, _ in signs), ZERO) / len(signs)
    return Part(PartName.FORWARD, weight, share, tuple(reason for _, reason in signs))


def _renewal(e: Evidence, life: Lifecycle, results: tuple[Result, ...]) -> tuple[Decimal, Reason] | None:
    """Nearness of the renewal: full with a standing result, else the less time is left the less."""
    if life is Lifecycle.LEAVING:
        return ZERO, because("forward_notice_given")
    ahead = clocks.renewal(e)
    notice = clocks.notice_on(ahead[1], e.policy, e.as_of) if ahead else None
    if ahead is None or notice is None:
        return None
    if any(r.stands for r in results):
        return ONE, because("forward_renewal_with_result", day=ahead[0])
    left = max(0, (notice - e.as_of).days)
    share = min(ONE, Decimal(left) / (2 * e.policy.renewal_watch_days or 1))
    return share, because("forward_renewal_without_result", day=ahead[0], notice=notice)


def _projection(e: Evidence, results: tuple[Result, ...]) -> tuple[Decimal, Reason] | None:
    """When the primary outcome is projected to be reached, against its due day."""
    primary = next(((o, r) for o, r in _promises(e, results) if o.terms.primary), None)
    if primary is None:
        return None
    outcome, result = primary
    if outcome.terms.due_on is None or outcome.terms.kind is not OutcomeKind.NUMERIC:
        return None
    due = outcome.terms.due_on
    if result.reached_on is not None and result.progress is not None and result.progress >= ONE:
        return ONE, because("forward_reached", day=result.reached_on)
    start = clocks.started_on(e)
    history = seen(outcome, outcome.terms, start)
    # Measurements alone are counted: a yes that made the line possible could lower the score.
    if start is None or sum(not s.confirmed_by for s in history) < e.policy.off_track_readings:
        return None
    projected = projected_on(history[-1], start)
    if projected is None:
        return ZERO, because("forward_not_moving", due=due)
    late = max(0, (projected - due).days)
    share = max(ZERO, ONE - Decimal(late) / max(1, e.policy.oar_days))
    return share, because("forward_projected", day=projected, due=due)


def _sponsor(e: Evidence) -> tuple[Decimal, Reason] | None:
    """Has a sponsor or champion left with nobody in their place?"""
    roles = (StakeholderRole.EXECUTIVE_SPONSOR, StakeholderRole.CHAMPION)
    held = [s for s in e.stakeholders if s.role in roles]
    if not held:
        return None
    for role in roles:
        of_role = [s for s in held if s.role is role]
        if of_role and not any(s.present(e.as_of) for s in of_role):
            gone = max(of_role, key=lambda s: s.left_on or date.min)
            return ZERO, because("forward_departed", who=gone.name, role=role, day=gone.left_on)
    return ONE, because("forward_in_place", who=tuple(s.name for s in held if s.present(e.as_of)))
