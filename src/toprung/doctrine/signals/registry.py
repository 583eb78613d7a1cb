"""All signals, in the order in which DOMAIN lists them."""

from __future__ import annotations

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.signals import (
    adoption_falling,
    adoption_without_outcome,
    champion_departed,
    delayed_churner,
    executive_absent,
    expansion_ready,
    first_value_late,
    handoff_incomplete,
    hollow_rung,
    measurement_overdue,
    milestone_overdue,
    no_named_result,
    no_next_outcome,
    no_validator,
    outcome_missed,
    outcome_not_agreed,
    outcome_off_track,
    outcome_stalled,
    renewal_without_result,
    result_check_due,
    result_check_failed,
    result_disputed,
    result_lapsing,
    result_lost,
    result_validated,
    validator_departed,
    validator_mismatch,
)
from toprung.doctrine.signals.finding import Find, Finding, Standing
from toprung.kernel.vocabulary import Lifecycle

SIGNALS: dict[str, Find] = {
    no_named_result.NAME: no_named_result.find,
    outcome_not_agreed.NAME: outcome_not_agreed.find,
    no_validator.NAME: no_validator.find,
    validator_mismatch.NAME: validator_mismatch.find,
    validator_departed.NAME: validator_departed.find,
    champion_departed.NAME: champion_departed.find,
    handoff_incomplete.NAME: handoff_incomplete.find,
    first_value_late.NAME: first_value_late.find,
    milestone_overdue.NAME: milestone_overdue.find,
    measurement_overdue.NAME: measurement_overdue.find,
    outcome_stalled.NAME: outcome_stalled.find,
    outcome_off_track.NAME: outcome_off_track.find,
    outcome_missed.NAME: outcome_missed.find,
    result_lost.NAME: result_lost.find,
    result_disputed.NAME: result_disputed.find,
    result_lapsing.NAME: result_lapsing.find,
    result_check_due.NAME: result_check_due.find,
    result_check_failed.NAME: result_check_failed.find,
    adoption_falling.NAME: adoption_falling.find,
    adoption_without_outcome.NAME: adoption_without_outcome.find,
    hollow_rung.NAME: hollow_rung.find,
    executive_absent.NAME: executive_absent.find,
    renewal_without_result.NAME: renewal_without_result.find,
    delayed_churner.NAME: delayed_churner.find,
    no_next_outcome.NAME: no_next_outcome.find,
    result_validated.NAME: result_validated.find,
    expansion_ready.NAME: expansion_ready.find,
}

_QUIET = (Lifecycle.PROSPECT, Lifecycle.FORMER)


def find_all(e: Evidence, standing: Standing) -> tuple[Finding, ...]:
    """Every finding of the day. Prospects and former accounts have no signals."""
    if standing.lifecycle in _QUIET:
        return ()
    return tuple(finding for find in SIGNALS.values() for finding in find(e, standing))
