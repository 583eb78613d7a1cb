"""The one next thing that would lift an account (DOMAIN section 3)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.ladder import Ladder, Says, periods_adopted
from toprung.doctrine.linter import Label
from toprung.doctrine.reasons import Reason, because, percent
from toprung.doctrine.results import Result, ResultState
from toprung.doctrine.triage import why_unnamed
from toprung.kernel.vocabulary import Lifecycle, Rung


def next_step(e: Evidence, life: Lifecycle, ladder: Ladder, results: tuple[Result, ...]) -> Reason:
    """What to do next: use first, then the promise, then its measurement, then the tests it lacks."""
    if life is Lifecycle.FORMER:
        return because("step_former")
    if life is Lifecycle.PROSPECT:
        return because("step_prospect")
    if ladder.rung is Rung.RESULT:
        return _hold_the_top(e, ladder, results)
    if ladder.rung < Rung.ADOPTION and ladder.says(Rung.ADOPTION) is Says.NO:
        return _use(e, ladder)
    unnamed = why_unnamed(e)
    if unnamed is not None:
        return because("step_name_result", why=unnamed.text)
    return _lift(e, results)


def _use(e: Evidence, ladder: Ladder) -> Reason:
    if ladder.rung is Rung.OFF:
        if _never_used(e):
            return because("step_first_use")
        return because("step_return_to_use", days=e.policy.activity_days)
    enough, _, needed = periods_adopted(e)
    lacking = e.policy.adoption_periods_needed - enough
    if lacking == 1:
        return because("step_widen_use_once", users=needed, rhythm=e.policy.rhythm.value)
    return because("step_widen_use", users=needed, periods=lacking, rhythm=e.policy.rhythm.value)


def _never_used(e: Evidence) -> bool:
    """Has the feed never seen the account?"""
    return e.usage is not None and e.usage.last_event_on is None


def _hold_the_top(e: Evidence, ladder: Ladder, results: tuple[Result, ...]) -> Reason:
    if Rung.ACTIVITY in ladder.gaps or Rung.ADOPTION in ladder.gaps:
        return because("step_find_use" if _never_used(e) else "step_bring_back_use")
    top = max((r for r in results if r.stands), key=lambda r: (r.fresh, r.progress or 0))
    if Rung.OUTCOME in ladder.gaps:
        return because("step_measure_again", statement=top.statement)
    if not top.fresh and top.confirmed_on is not None:
        by = top.confirmed_on + timedelta(days=e.policy.stands_days)
        return because("step_confirm_again", statement=top.statement, day=by)
    if all(r.stands or r.label is Label.PRODUCT_MILESTONE for r in results):
        return because("step_promise_next")
    rest = next(r for r in results if not r.stands and r.label is not Label.PRODUCT_MILESTONE)
    return because("step_next_outcome", statement=rest.statement)


def _lift(e: Evidence, results: tuple[Result, ...]) -> Reason:
    nearest = max(results, key=_nearness)
    if nearest.state is ResultState.DISPUTED:
        return because("step_settle", statement=nearest.statement)
    if nearest.latest_on is None:
        return because("step_measure", statement=nearest.statement)
    if nearest.progress is not None and nearest.progress < e.policy.outcome_share:
        return because("step_move_metric", statement=nearest.statement, threshold=percent(e.policy.outcome_share))
    if nearest.unmet:
        return nearest.unmet[0].reason
    return because("step_confirm_anew", statement=nearest.statement)


def _nearness(result: Result) -> tuple[bool, Decimal, int]:
    """A promise goes before a milestone; a value of nothing before no value; then the one that lacks fewer tests."""
    shown = Decimal(-1) if result.progress is None else result.progress
    return result.label is not Label.PRODUCT_MILESTONE, shown, -len(result.unmet)
