"""What to do about a reason: the form that supplies what is missing, and what its button says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from toprung.motion.portrait.outcomes import OutcomePortrait
from toprung.records.tenancy.permissions import Verb

_MEASURE = ("measurement_new", "Record a measurement", Verb.RECORD_MEASUREMENT)
_CONFIRM = ("attestation_new", "Record a confirmation", Verb.RECORD_ATTESTATION)
_CLAIM = ("claim_new", "Say where they see it", Verb.CLAIM_RESULT)
_TOUCH = ("touch_new", "Record a touch", Verb.RECORD_TOUCH)
_PROMISE = ("outcome_new", "Promise an outcome", Verb.WRITE_OUTCOME)
_CHANGE = ("outcome_edit", "Change the outcome", Verb.WRITE_OUTCOME)
_NAME = ("outcome_edit", "Name the result", Verb.WRITE_OUTCOME)
_PEOPLE = ("#people", "Look at the people", Verb.EDIT_STAKEHOLDER)

#: by the code of the next step, of a test's reason or of the triage
_CALLS: dict[str, tuple[str, str, Verb]] = {
    **dict.fromkeys(("step_measure", "step_move_metric", "step_measure_again", "measurable_missing"), _MEASURE),
    **dict.fromkeys(("step_next_outcome",), _MEASURE),
    **dict.fromkeys(("step_settle", "step_confirm_anew", "step_confirm_again", "product_not_named"), _CONFIRM),
    # Whoever names metric and magnitude when they confirm it supplies what the use of features does not show.
    **dict.fromkeys(("valued_missing", "valued_half", "valued_mismatch", "features_unused"), _CONFIRM),
    **dict.fromkeys(("step_first_use", "step_return_to_use", "step_widen_use", "step_widen_use_once"), _TOUCH),
    **dict.fromkeys(("step_bring_back_use", "step_find_use"), _TOUCH),
    **dict.fromkeys(("mechanism_missing", "features_missing"), _CHANGE),
    **dict.fromkeys(("unnamed_no_primary", "unnamed_milestone", "unnamed_vague", "unnamed_no_validator"), _NAME),
    **dict.fromkeys(("unnamed_no_outcome", "step_promise_next"), _PROMISE),
    "visible_missing": _CLAIM,
    "valued_no_role": _PEOPLE,
}


@dataclass(frozen=True, slots=True)
class Call:
    """A button: where it leads, what it says, and what one must be allowed to do."""

    href: str
    label: str
    verb: Verb

    @property
    def is_form(self) -> bool:
        """Does it open a form, and not a place of the page?"""
        return not self.href.startswith("#")


def call_for(code: str, account: tuple[int, int], outcome: OutcomePortrait | None) -> Call | None:
    """The button for a reason's code. `account`: the keys of workspace and account; None where nothing can be done."""
    if code not in _CALLS:
        return None
    name, label, verb = _CALLS[code]
    if name.startswith("#"):
        return Call(name, label, verb)
    if name == "outcome_edit" and outcome is None:
        name, label, verb = _PROMISE
    if name == "outcome_edit" and outcome is not None:
        return Call(reverse(name, args=[*account, outcome.outcome.pk]), label, verb)
    about = _filled_in(name, outcome) if outcome else {}
    return Call(f"{reverse(name, args=account)}{f'?{urlencode(about)}' if about else ''}", label, verb)


def _filled_in(form: str, outcome: OutcomePortrait) -> dict[str, str]:
    """What is known already of what the form asks for."""
    if form not in ("measurement_new", "attestation_new", "claim_new"):
        return {}
    # Whom to ask is told as “Tom Becker (team lead)”; a role that nobody holds is no choice of the form.
    ask = (outcome.result or {}).get("ask") if form == "attestation_new" else None
    return {"outcome": outcome.outcome.external_id} | ({"stakeholder": ask.rpartition(" (")[0]} if ask else {})


def next_call(verdict: Mapping[str, Any], account: tuple[int, int], outcomes: Sequence[OutcomePortrait]) -> Call | None:
    """The button of the one next thing."""
    step = verdict["next_step"]
    code = verdict["triage"]["code"] if step["code"] == "step_name_result" and verdict["triage"] else step["code"]
    if step["code"] == "step_name_result" and not verdict["triage"]:
        code = "unnamed_no_primary" if outcomes else "unnamed_no_outcome"
    return call_for(code, account, _about(step, outcomes))


def _about(step: Mapping[str, Any], outcomes: Sequence[OutcomePortrait]) -> OutcomePortrait | None:
    """The outcome that the next step is about: the one that lacks it, the one it names, else the primary."""
    for outcome in outcomes:
        tests = outcome.result["tests"] if outcome.result else ()
        if any(not test["met"] and test["reason"] == step for test in tests):
            return outcome
    named = (o for o in outcomes if o.terms.statement == step.get("statement"))
    return next(named, None) or next(iter(outcomes), None)
