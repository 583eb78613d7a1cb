"""What the linter advises: the tests not met, the reason, and the wording it offers."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toprung.doctrine.evidence import Terms
from toprung.doctrine.linter import LONGEST, Label, advise, lint
from toprung.doctrine.statements.unmet import Test


@pytest.mark.parametrize(
    ("statement", "missing", "suggestion"),
    [
        (
            "Cut manual reporting time by 40%",
            "baseline time owner validator",
            "Cut manual reporting time by 40% by [date], from [today’s value]",
        ),
        ("Month-end close from 10 to 5 days by June", "owner validator", ""),
        (
            "Train 40 users by May.",
            "baseline customer_metric owner validator",
            "Train 40 users by May, so that [errors, or days until productive] goes from [today’s value] to [target] "
            "by [date]",
        ),
        (
            "Improve customer satisfaction",
            "measurable baseline target time owner validator",
            "Improve customer satisfaction from [today’s value] to [target] by [date]",
        ),
        (
            "Be more efficient",
            "specific measurable baseline target time customer_metric owner validator",
            "Be more efficient: [what they count in their business] from [today’s value] to [target] by [date]",
        ),
        (
            "SOC 2 certified",
            "baseline time owner validator",
            "SOC 2 certified by [date], where today [how it is now]",
        ),
    ],
)
def test_missing_and_rewrite(statement: str, missing: str, suggestion: str) -> None:
    found = advise(Terms(statement))

    assert [test.value for test in found.missing] == missing.split()
    assert found.suggestion == suggestion


def test_fields_fill_the_blanks_and_meet_the_tests() -> None:
    terms = Terms(
        "Happier clients",
        unit="points",
        baseline=Decimal("31.00"),
        target=Decimal(45),
        due_on=date(2027, 6, 30),
    )

    found = advise(terms)

    assert found.suggestion == (
        "Happier clients: [what they count in their business] from 31 points to 45 points by 2027-06-30"
    )
    assert found.lint.label is Label.VAGUE
    assert found.missing == (Test.SPECIFIC, Test.CUSTOMER_METRIC, Test.OWNER, Test.VALIDATOR)


def test_a_window_is_a_time_and_a_validator_must_be_accepted() -> None:
    terms = Terms("DSO from 54 to 40 days", owner="Cleo", validator="Mina")

    assert advise(terms).missing == (Test.TIME,)
    assert advise(terms, window=True).missing == ()
    assert advise(terms, window=True, accepted=False).missing == (Test.VALIDATOR,)


def test_the_reason_names_the_words() -> None:
    assert advise(Terms("Train 40 users")).because == (
        "“Train” is work or use of the product, not yet a change in their business."
    )
    assert advise(Terms("Nobody retypes orders")).because == "“Nobody” names a state that anyone can check."
    assert advise(Terms("hm")).because == "It names neither the size of a change nor a state to reach."
    by_fields = advise(Terms("A calm month end", metric="days to close", target=Decimal(5)))
    assert by_fields.because == "“days to close” and “5” say what changes in their business, and how much."


def test_blanks_are_no_answer() -> None:
    state = advise(Terms("Pass [which audit] without findings by [date]"))
    assert state.lint.label is Label.VAGUE
    assert state.because.endswith("Its blanks are still to be filled in.")
    assert state.suggestion == ""
    sized = advise(Terms("Cut reporting time by 40% by [date], from [today’s value]"))
    assert sized.lint.label is Label.BUSINESS_OUTCOME
    assert {Test.BASELINE, Test.TIME} <= set(sized.missing)


@given(st.text(max_size=200))
def test_any_text_has_an_answer_whose_words_stand_in_it(text: str) -> None:
    found = advise(Terms(text))

    assert found.lint.label in set(Label)
    assert found.because
    if len(text.lower()) == len(text):
        assert all(text[span.start : span.end] == span.text for span in found.lint.words)


@given(st.sampled_from(["Cut costs by 5%", "Train 40 users", "Be better", "No late orders"]), st.integers(0, 3))
def test_space_around_and_case_change_nothing(text: str, spaces: int) -> None:
    assert lint(" " * spaces + text.upper()).label is lint(text).label


def test_a_very_long_text_takes_no_long_time() -> None:
    for text in ("a" * 1_000_000, "1 " * 500_000, "from 1 to " * 100_000, "iso " * 200_000, "- " * 400_000):
        begun = time.perf_counter()
        lint.__wrapped__(text)
        assert time.perf_counter() - begun < 0.25, f"only {LONGEST} characters are read"
