"""The four tests of a result: each failed alone, named, with what would supply it (DOMAIN section 2)."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from tests.doctrine.build import (
    BEA,
    MONDAYS,
    UNA,
    account,
    ago,
    changed,
    four_tests_met,
    numeric_outcome,
    outcome,
    result_of,
    state,
    value,
    with_outcome,
    worded,
    yes,
)

from toprung.doctrine.evidence import Claim, Evidence, Outcome
from toprung.doctrine.results import ResultState, ResultTest, judge_results
from toprung.kernel.days import OffSeason
from toprung.kernel.vocabulary import Grade

VAGUE = "A calmer month end"


def unmet(e: Evidence) -> dict[str, str]:
    return {t.test.value: t.reason.text for t in result_of(e).unmet}


def test_all_four_met() -> None:
    result = result_of(four_tests_met())
    assert unmet(four_tests_met()) == {}
    assert result.validated
    assert result.state is ResultState.FRESH


@pytest.mark.parametrize(
    ("e", "test", "supply"),
    [
        (
            four_tests_met(readings=()),
            "measurable",
            "Not measurable yet: record a dated value of A calmer month end.",
        ),
        (
            four_tests_met(feature_periods=frozenset(MONDAYS[:4])),
            "attributable",
            "Not attributable: match used in only 4 of 9 weeks until 31 Mar 2026.",
        ),
        (
            four_tests_met(claims=()),
            "visible",
            "Not visible yet: show it to a stakeholder, or name their document in which it stands.",
        ),
        (
            four_tests_met(said=()),
            "valued",
            "Not valued yet: ask Bea (buyer) to confirm it.",
        ),
    ],
)
def test_one_fails_alone_and_says_what_would_supply_it(e: Evidence, test: str, supply: str) -> None:
    assert unmet(e) == {test: supply}
    result = result_of(e)
    assert not result.validated
    assert not result.stands
    assert worded(e).ladder.rung < 4


def test_attributable_needs_mechanism_and_features() -> None:
    assert unmet(four_tests_met(mechanism="")) == {
        "attributable": "Not attributable yet: state why the product causes it."
    }
    named = unmet(four_tests_met(features=()))
    assert named == {"attributable": "Not attributable yet: name the features (events) that carry the mechanism."}


def test_attributable_without_a_feed_if_the_attester_names_the_product() -> None:
    unfed = dataclasses.replace(four_tests_met(), usage=None, products=("Ledgerly",))
    assert list(unmet(unfed)) == ["attributable"]
    names_it = four_tests_met(said=(yes(BEA, 3, words="With ledgerly the month end is calm"),))
    assert unmet(dataclasses.replace(names_it, usage=None, products=("Ledgerly",))) == {}
    no_mechanism = four_tests_met(said=(yes(BEA, 3, words="Ledgerly did it"),), mechanism="")
    assert list(unmet(dataclasses.replace(no_mechanism, usage=None, products=("Ledgerly",)))) == ["attributable"]


def test_half_of_the_periods_means_in_season() -> None:
    four = four_tests_met(feature_periods=frozenset(MONDAYS[:4]))
    assert list(unmet(four)) == ["attributable"]
    # The weeks of 9 to 29 March lie off season: four of the six others.
    assert unmet(changed(four, off_season=(OffSeason.parse("03-09..03-29"),))) == {}
    # Without the week of 23 March: four of eight, which is half.
    assert unmet(changed(four, off_season=(OffSeason.parse("03-23..03-29"),))) == {}


def test_visible_by_opening_or_by_signing() -> None:
    assert unmet(four_tests_met(claims=(Claim(ago(5), opened_on=ago(4)),))) == {}
    assert list(unmet(four_tests_met(claims=(Claim(ago(5)),)))) == ["visible"]
    assert unmet(four_tests_met(claims=(), said=(yes(BEA, 3, grade=Grade.SIGNED),))) == {}


def test_a_reported_confirmation_naming_metric_and_magnitude_supplies_all_four() -> None:
    words = "We cut days to close by 50%"
    bare = outcome(yes(BEA, 3, words=words), statement=VAGUE)
    result = result_of(account(outcomes=(bare,)))
    assert result.unmet == ()
    assert {t.grade for t in result.tests} == {Grade.REPORTED}
    assert result.progress == 1
    says_only_yes = outcome(yes(BEA, 3, words="Yes, happy with it"), statement=VAGUE)
    assert len(result_of(account(outcomes=(says_only_yes,))).unmet) == 3


def test_a_result_shows_its_percentage_and_needs_the_threshold() -> None:
    def at(amount: str) -> Outcome:
        return numeric_outcome(yes(BEA, 3, value=Decimal(amount)))

    e = account(go_live_on=ago(100))
    # From 10 to 5: 8.75 is a quarter of the way.
    quarter = result_of(with_outcome(e, at("8.75")))
    assert (quarter.progress, quarter.validated) == (Decimal("0.25"), True)
    less = result_of(with_outcome(e, at("8.8")))
    assert (less.progress, less.validated) == (Decimal("0.24"), False)
    assert less.unmet == ()
    beyond = result_of(with_outcome(e, at("4")))
    assert beyond.progress == Decimal("1.2")


def test_a_milestone_is_never_a_result() -> None:
    trained = outcome(yes(BEA, 3, words="We trained 40 users"), statement="Train 40 users by May")
    assert not result_of(account(outcomes=(trained,))).validated
    with_all_tests = result_of(four_tests_met(statement="Train 40 users by May"))
    assert (with_all_tests.unmet, with_all_tests.validated) == ((), False)


def test_the_life_of_a_result() -> None:
    def standing(*said: object, **changes: object) -> ResultState:
        e = account(go_live_on=ago(700), outcomes=(numeric_outcome(*said, **changes),))  # type: ignore[arg-type]
        return result_of(e).state

    five = Decimal(5)
    assert standing(agreed_on=None) is ResultState.PROPOSED
    assert standing() is ResultState.PROMISED
    assert standing(readings=(value(5, 7),)) is ResultState.MEASURED
    assert standing(yes(BEA, 90, value=five)) is ResultState.FRESH
    assert standing(yes(BEA, 91, value=five)) is ResultState.LAPSING
    assert standing(yes(BEA, 365, value=five)) is ResultState.LAPSING
    assert standing(yes(BEA, 366, value=five)) is ResultState.LAPSED
    assert standing(yes(BEA, 300, value=five), readings=(value(90, 5),)) is ResultState.FRESH, "still on target"
    assert standing(yes(BEA, 300, value=five), readings=(value(91, 5),)) is ResultState.LAPSING
    assert standing(yes(BEA, 300, value=five), readings=(value(90, 6),)) is ResultState.LAPSING, "not on target"
    assert standing(yes(BEA, 300, value=five), readings=(value(30, 9),)) is ResultState.LOST


def test_results_come_with_the_primary_first() -> None:
    second = outcome(reference="a-second", primary=False)
    e = account(outcomes=(second, outcome()))
    assert [r.outcome for r in judge_results(e)] == ["close", "a-second"]


def test_readings_before_the_clock_are_baseline() -> None:
    unknown_baseline = numeric_outcome(readings=(value(60, 20), value(10, 10)), baseline=None)
    e = account(go_live_on=ago(50), outcomes=(unknown_baseline,))
    # From 20 (before go-live) to 5: at 10, two thirds.
    assert result_of(e).progress == Decimal("0.666667")
    assert result_of(e).measured_on == ago(10)


def test_a_status_is_reached_by_its_state_or_a_plain_yes() -> None:
    def progress(text: str) -> Decimal | None:
        certified = outcome(readings=(state(5, text),), state_after="On the new tariff")
        return result_of(account(go_live_on=ago(50), outcomes=(certified,))).progress

    assert [progress(text) for text in ("on the new tariff", "done", "Certified")] == [1, 1, 1]
    assert [progress(text) for text in ("on the old tariff", "no")] == [0, 0]


def test_a_later_word_of_someone_else_does_not_change_the_grade() -> None:
    e = four_tests_met(said=(yes(BEA, 9, grade=Grade.SIGNED), yes(UNA, 3)))
    assert result_of(e).grade is Grade.SIGNED
    assert result_of(e).test(ResultTest.VALUED).grade is Grade.SIGNED
