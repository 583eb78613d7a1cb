"""The one next thing, where its words depend on what never was (DOMAIN section 3)."""

from __future__ import annotations

from tests.doctrine.build import (
    BEA,
    account,
    ago,
    numeric_outcome,
    silent,
    successful,
    value,
    with_outcome,
    worded,
    yes,
)

from toprung.doctrine.evidence import Evidence
from toprung.kernel.vocabulary import Grade


def step(e: Evidence) -> str:
    return worded(e).next_step.text


def test_a_prospect_has_no_next_step_yet() -> None:
    assert step(account()) == "Not a customer yet."


def test_never_used_is_not_used_no_more() -> None:
    assert step(account(go_live_on=ago(50), usage=silent())) == "Get them to use it: nobody has yet."
    gone = step(account(go_live_on=ago(90), usage=silent(40)))
    assert gone == "Bring them back to the product: nobody has used it in 28 days."


def test_a_result_without_use_ever_says_nothing_of_fading() -> None:
    assert worded(successful(usage=silent())).next_step.code == "step_find_use"
    assert "never seen use" in step(successful(usage=silent()))
    assert "faded" in step(successful(usage=silent(60)))


def test_a_value_of_nothing_is_nearer_than_no_value() -> None:
    """The second lacks fewer of the four tests (it is seen and valued), and nobody has measured it."""
    unmoved = numeric_outcome(readings=(value(10, 10),))
    said = yes(BEA, 3, grade=Grade.SIGNED)
    unseen = numeric_outcome(said, reference="b", statement="A calmer month end", metric="", primary=False)
    e = with_outcome(account(go_live_on=ago(60)), unmoved, unseen)
    assert step(e) == "Move “A faster monthly close” to at least 25% of what was promised."
