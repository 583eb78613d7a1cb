"""One account's Evidence in, its Verdict out: pure, the same bytes for the same facts."""

from __future__ import annotations

import copy
import dataclasses
import json
from decimal import Decimal
from typing import Any

import pytest
from tests.doctrine.build import (
    BEA,
    LEO,
    MIA,
    PEOPLE,
    SPONSOR,
    account,
    ago,
    contract,
    numeric_outcome,
    outcome,
    review,
    silent,
    successful,
    value,
    weeks,
    with_outcome,
    worded,
    yes,
)

from toprung.doctrine.evidence import Evidence
from toprung.doctrine.verdict import judge
from toprung.kernel.canon import canonical_bytes

FULL = successful(
    "Mid-Market",
    contracts=(contract(signed_on=ago(210)), contract(150, -300, reference="C-2")),
    touches=(review(15, SPONSOR), review(80, SPONSOR)),
    outcomes=(
        numeric_outcome(
            yes(LEO, 20, value=Decimal(5)), yes(MIA, 19), readings=(value(150, 8), value(20, 5)), validator="Leo"
        ),
        outcome(reference="audit", primary=False, first_value=True),
    ),
)


def as_bytes(e: Evidence) -> bytes:
    return canonical_bytes(judge(e).as_json())


@pytest.mark.parametrize("e", [account(), FULL, successful("Enterprise", usage=silent())])
def test_equal_evidence_gives_equal_bytes(e: Evidence) -> None:
    again = copy.deepcopy(e)
    assert again == e
    assert as_bytes(again) == as_bytes(e)
    assert json.loads(as_bytes(e))["account"] == "harbor"


@pytest.mark.parametrize("facts", ["contracts", "outcomes", "touches"])
def test_the_order_of_facts_does_not_matter(facts: str) -> None:
    changes: dict[str, Any] = {facts: tuple(reversed(getattr(FULL, facts)))}
    turned = dataclasses.replace(FULL, **changes)
    assert turned != FULL
    assert as_bytes(turned) == as_bytes(FULL)


def test_the_order_of_people_changes_no_standing() -> None:
    turned = dataclasses.replace(FULL, stakeholders=tuple(reversed(FULL.stakeholders)))
    assert judge(turned).standing() == judge(FULL).standing()


def test_the_order_of_a_days_words_changes_no_standing_when_they_agree() -> None:
    one, other = yes(LEO, 20), yes(MIA, 20)
    e = with_outcome(FULL, outcome(one, other, validator="Leo"))
    turned = with_outcome(FULL, outcome(other, one, validator="Leo"))
    assert judge(e).standing() == judge(turned).standing()


def test_what_history_keeps_is_plain_json() -> None:
    standing = judge(FULL).standing()
    assert json.loads(json.dumps(standing)) == standing
    assert standing["results"] == {"close": "fresh", "audit": "promised"}
    assert "result_validated:outcome:close" in standing["signals"]


def test_the_verdict_in_json_says_what_the_command_line_shows() -> None:
    shown = judge(FULL).as_json()
    for field in (
        "account",
        "segment",
        "rung",
        "gaps",
        "health",
        "band",
        "named_result",
        "validator",
        "next_step",
        "reasons",
    ):
        assert field in shown
    assert [p["part"] for p in shown["health_parts"]] == [
        "product_signals",
        "outcome_progress",
        "executive_engagement",
        "forward_looking",
    ]
    assert shown["results"][0]["tests"][0]["test"] == "measurable"


def test_a_quiet_day_changes_nothing_that_history_keeps() -> None:
    tomorrow = dataclasses.replace(FULL, as_of=ago(-1))
    assert judge(tomorrow).standing() == judge(FULL).standing()


# The one next thing


LIVE = account(go_live_on=ago(50), stakeholders=PEOPLE, usage=weeks(3, 3, 3, 3))


@pytest.mark.parametrize(
    ("e", "text"),
    [
        (account(contracts=(contract(500, 100),)), "No longer a customer."),
        (
            dataclasses.replace(LIVE, usage=silent(60)),
            "Bring them back to the product: nobody has used it in 28 days.",
        ),
        (dataclasses.replace(LIVE, usage=weeks(1, 1, 3, 3)), "Get 2 different users active in one more week."),
        (LIVE, "Name the result. No outcome is on file: ask what result they bought it for."),
        (with_outcome(LIVE, numeric_outcome()), "Record a first value of “A faster monthly close”."),
        (
            with_outcome(LIVE, numeric_outcome(readings=(value(5, 10),))),
            "Move “A faster monthly close” to at least 25% of what was promised.",
        ),
        (
            with_outcome(LIVE, outcome(readings=(value(5, 1),), mechanism="It tracks controls", features=("control",))),
            "Not attributable: control used in only 0 of 7 weeks until 26 Mar 2026.",
        ),
        (with_outcome(LIVE, outcome(yes(BEA, 5))), "Agree on the next outcome while this result is fresh."),
        (
            with_outcome(account(go_live_on=ago(300), usage=weeks(3, 3, 3, 3)), outcome(yes(BEA, 100))),
            "Have “Pass the ISO 27001 audit” confirmed again before 21 Dec 2026.",
        ),
        (
            with_outcome(LIVE, outcome(yes(BEA, 5)), outcome(reference="next", primary=False, statement="Win 5 deals")),
            "Go on to the next outcome: “Win 5 deals”.",
        ),
        (
            with_outcome(account(go_live_on=ago(500), usage=weeks(3, 3, 3, 3)), outcome(yes(BEA, 400))),
            "Ask for a new confirmation of “Pass the ISO 27001 audit”.",
        ),
    ],
)
def test_the_one_next_thing(e: Evidence, text: str) -> None:
    assert worded(e).next_step.text == text
