"""What results are worth against what was paid: hand-worked cases with their arithmetic, and what always holds."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.doctrine.build import BEA, PEOPLE, TODAY, account, ago, no, numeric_outcome, outcome, withdraws, yes

from toprung.doctrine.accrual import Level, Move, levels
from toprung.doctrine.evidence import Attestation, Outcome, Reading
from toprung.doctrine.results import ResultState
from toprung.doctrine.returns import judge_roi
from toprung.doctrine.roi import Roi, Worth, for_customer
from toprung.kernel.vocabulary import Direction, Grade, OutcomeKind, ValuePeriod

LIVE = date(2025, 7, 1)
MONTHLY = Worth(None, Decimal(1000), ValuePeriod.MONTH)
PAID = levels([Move(date(2025, 7, 1), Decimal(2000), "EUR")])


def on(day: date, value: int | str) -> Reading:
    return Reading(day, Decimal(value))


def says(word: Attestation, day: date, **more: Any) -> Attestation:
    return dataclasses.replace(word, occurred_on=day, recorded_on=day, **more)


def confirmed(day: date, value: int | str = 6, **more: Any) -> Attestation:
    """Bea, the buyer, says yes and names the value."""
    return says(yes(BEA, 0), day, value=Decimal(value), **more)


def roi(
    *outcomes: Outcome, worth: Worth | tuple[Worth, ...] = MONTHLY, as_of: date = TODAY, paid: tuple[Level, ...] = PAID
) -> Roi:
    """The return of an SMB account with these outcomes, each worth the same."""
    held = worth if isinstance(worth, tuple) else (worth,)
    by_day = tuple(
        dataclasses.replace(
            o,
            readings=tuple(r for r in o.readings if r.occurred_on <= as_of),
            attestations=tuple(w for w in o.attestations if w.occurred_on <= as_of),
        )
        for o in outcomes
    )
    e = account(as_of=as_of, go_live_on=LIVE, stakeholders=PEOPLE, outcomes=by_day)
    return judge_roi(e, {o.reference: held for o in outcomes}, paid, "EUR")


def test_value_accrues_from_the_confirmation_on_the_change_that_was_measured() -> None:
    close = numeric_outcome(
        confirmed(date(2026, 1, 16), 6),
        readings=(on(date(2025, 12, 1), 7), on(date(2026, 1, 16), 6), on(date(2026, 3, 1), 5)),
    )

    found = roi(close)

    # From 10 days down. Nothing before 16 January, though 3 days' change had been measured in December.
    # 16 to 31 January: 4 days x 1,000 x 16/31 = 2,064.516; February: 4,000; March: 5 days x 1,000 = 5,000.
    assert found.value == Decimal("11064.52")
    assert [(s.first, s.last, s.change, s.amount) for s in found.lines[0].spans] == [
        (date(2026, 1, 16), date(2026, 2, 28), Decimal(4), Decimal("6064.52")),
        (date(2026, 3, 1), date(2026, 3, 31), Decimal(5), Decimal("5000.00")),
    ]
    # July to March: nine months at 2,000.
    assert found.paid == {"EUR": Decimal("18000.00")}
    assert found.times == Decimal("0.61")


def test_any_day_can_be_asked_for() -> None:
    close = numeric_outcome(confirmed(date(2026, 1, 16), 6))

    # 16 to 20 January: five days of 31, of 4,000.
    assert roi(close, as_of=date(2026, 1, 20)).value == Decimal("645.16")
    assert roi(close).value_by(date(2026, 1, 20)) == Decimal("645.16")
    assert roi(close, as_of=date(2026, 1, 15)).value == 0


def test_a_year_is_twelve_months_and_a_week_seven_days() -> None:
    close = numeric_outcome(confirmed(date(2026, 1, 1), 6))

    # 4 days' change for three months of twelve: 4 x 12,000 x 3/12.
    assert roi(close, worth=Worth(None, Decimal(12000), ValuePeriod.YEAR)).value == Decimal("12000.00")
    # 90 days, 12 weeks and 6 days: 4 x 70 x 90/7.
    assert roi(close, worth=Worth(None, Decimal(70), ValuePeriod.WEEK)).value == Decimal("3600.00")


def test_once_counts_each_unit_of_change_once() -> None:
    once = Worth(None, Decimal(1000), ValuePeriod.ONCE)
    close = numeric_outcome(
        confirmed(date(2026, 1, 10), 7),
        readings=(on(date(2026, 2, 1), 6), on(date(2026, 2, 20), 7), on(date(2026, 3, 1), 5)),
    )

    found = roi(close, worth=once)

    # 3 units on 10 January, a fourth on 1 February; falling back takes nothing away; the fifth on 1 March.
    assert [(s.first, s.amount) for s in found.lines[0].spans] == [
        (date(2026, 1, 10), Decimal(3000)),
        (date(2026, 2, 1), Decimal(1000)),
        (date(2026, 2, 20), Decimal(0)),
        (date(2026, 3, 1), Decimal(1000)),
    ]
    assert found.value_by(date(2026, 2, 10)) == Decimal(4000)


def test_a_lost_result_stops_and_one_regained_goes_on() -> None:
    close = numeric_outcome(confirmed(date(2026, 1, 1), 6), readings=(on(date(2026, 2, 1), 9), on(date(2026, 3, 1), 6)))

    found = roi(close)

    # January and March at 4,000. At 9 days a fifth of the promise is left, less than the quarter that counts.
    assert [s.amount for s in found.lines[0].spans] == [Decimal(4000), Decimal(4000)]
    assert roi(close, as_of=date(2026, 2, 10)).lines[0].state is ResultState.LOST


def test_a_dispute_stops_until_it_is_settled() -> None:
    close = numeric_outcome(
        confirmed(date(2026, 1, 1), 6), says(no(BEA, 0), date(2026, 2, 1)), confirmed(date(2026, 3, 1), 6)
    )

    assert roi(close).value == Decimal(8000)
    assert roi(close, as_of=date(2026, 2, 10)).lines[0].state is ResultState.DISPUTED


def test_what_was_withdrawn_accrues_no_further_and_keeps_what_it_had() -> None:
    close = numeric_outcome(confirmed(date(2026, 1, 1), 6), says(withdraws(BEA, 0), date(2026, 2, 1)))

    found = roi(close)

    assert found.value == Decimal(4000)
    assert found.lines[0].state is ResultState.WITHDRAWN
    assert not found.lines[0].accrues


def test_a_lapsed_result_was_neither_lost_nor_withdrawn() -> None:
    close = numeric_outcome(confirmed(date(2025, 1, 1), 6))
    e = account(go_live_on=date(2024, 7, 1), stakeholders=PEOPLE, outcomes=(close,))

    found = judge_roi(dataclasses.replace(e, outcomes=(_agreed_in_time(close),)), {"close": (MONTHLY,)}, PAID, "EUR")

    assert found.lines[0].state is ResultState.LAPSED
    assert found.value == Decimal(4000) * 15


def test_what_a_unit_is_worth_may_change_with_a_version() -> None:
    close = numeric_outcome(confirmed(date(2026, 1, 1), 6))
    terms = close.terms
    changed = dataclasses.replace(close, versions=(terms, dataclasses.replace(terms, in_force_on=date(2026, 3, 1))))

    found = roi(changed, worth=(MONTHLY, Worth(date(2026, 3, 1), Decimal(2000), ValuePeriod.MONTH)))

    assert [s.amount for s in found.lines[0].spans] == [Decimal(8000), Decimal(8000)]


def test_a_state_or_a_value_held_counts_as_one() -> None:
    audit = outcome(confirmed(date(2026, 1, 1), 1, words="Passed"), readings=(Reading(date(2025, 12, 1), state="yes"),))
    uptime = numeric_outcome(
        confirmed(date(2026, 1, 1), 99),
        kind=OutcomeKind.HOLD,
        direction=Direction.INCREASE,
        baseline=None,
        target=Decimal(99),
        reference="uptime",
        primary=False,
    )

    assert [line.amount for line in roi(audit, uptime).lines] == [Decimal(3000), Decimal(3000)]


def test_a_confirmation_of_the_sentence_confirms_what_was_promised() -> None:
    said = says(yes(BEA, 0), date(2026, 1, 1), words="We close in 5 days now, it was 10")
    found = roi(numeric_outcome(said))

    assert (found.lines[0].latest.change, found.lines[0].latest.confirmed) == (Decimal(5), True)
    assert found.value == Decimal(15000)


def test_who_confirmed_and_at_which_grade_is_told() -> None:
    line = roi(numeric_outcome(confirmed(date(2026, 1, 1), 6, grade=Grade.SIGNED))).lines[0]

    assert [(c.name, c.day, c.grade) for c in line.latest.by] == [("Bea", date(2026, 1, 1), Grade.SIGNED)]
    assert line.grade is Grade.SIGNED


def test_what_is_not_valued_is_listed_and_not_guessed() -> None:
    none = Worth(None, None, None)
    valued = numeric_outcome(confirmed(date(2026, 1, 1), 6))
    assert [(left.why.code, left.validated) for left in roi(valued, worth=none).left] == [("roi_no_value", True)]

    unpaced = Worth(None, Decimal(1000), None)
    assert [left.why.code for left in roi(valued, worth=unpaced).left] == ["roi_no_period"]

    unagreed = numeric_outcome(confirmed(date(2026, 1, 1), 6), agreed_on=None)
    assert roi(unagreed).left[0].why.code == "roi_not_agreed"

    unconfirmed = numeric_outcome(readings=(on(date(2026, 1, 1), 6),))
    assert roi(unconfirmed).left[0].why.code == "roi_not_validated"
    assert roi(unconfirmed).value == 0

    floating = numeric_outcome(confirmed(date(2026, 1, 1), 4), baseline=None)
    assert roi(floating).left[0].why.code == "roi_no_baseline"


def test_an_outcome_of_which_nothing_was_said_or_read_yet() -> None:
    assert roi(numeric_outcome(agreed_on=None)).left[0].why.code == "roi_not_agreed"


def test_a_customer_sees_no_proposal_and_no_note_of_the_vendors() -> None:
    promised = numeric_outcome(reference="agreed", statement="Close the books sooner")
    proposed = numeric_outcome(reference="proposed", statement="Sell them the second module", agreed_on=None)
    told = roi(promised, proposed)
    assert [(left.outcome, left.why.code) for left in told.left] == [
        ("agreed", "roi_not_validated"),
        ("proposed", "roi_not_agreed"),
    ]

    shown = for_customer(told)

    assert [(left.outcome, left.why.code) for left in shown.left] == [("agreed", "roi_not_confirmed")]


def test_currencies_are_not_mixed() -> None:
    close = numeric_outcome(confirmed(date(2026, 1, 1), 6))
    dollars = roi(close, paid=levels([Move(date(2026, 1, 1), Decimal(100), "USD")]))

    assert dollars.times is None
    assert dollars.why_not_compared is not None
    assert dollars.why_not_compared.text == (
        "The value is in EUR and revenue in USD: they are not set against each other."
    )
    assert roi(close, paid=()).why_not_compared.code == "roi_nothing_paid"  # type: ignore[union-attr]
    both = [Move(date(2026, 1, 1), Decimal(100), "USD"), Move(date(2026, 1, 1), Decimal(100), "EUR")]
    assert roi(close, paid=levels(both)).times is None, "what was paid in EUR is not all that was paid"


STORY = st.lists(
    st.tuples(st.integers(1, 260), st.sampled_from(["yes", "no", "withdrawn", "value"]), st.integers(2, 11)),
    min_size=1,
    max_size=7,
    unique_by=lambda told: told[0],
)
PERIODS = st.sampled_from(list(ValuePeriod))


def _told(story: list[tuple[int, str, int]]) -> Outcome:
    """An outcome of which one thing was said or read on each of these days after go-live."""
    story = sorted(story)
    words = {"no": no(BEA, 0), "withdrawn": withdraws(BEA, 0)}
    said = [
        confirmed(LIVE + timedelta(days=d), v) if what == "yes" else says(words[what], LIVE + timedelta(days=d))
        for d, what, v in story
        if what != "value"
    ]
    readings = tuple(on(LIVE + timedelta(days=d), v) for d, what, v in story if what == "value")
    return numeric_outcome(*said, readings=readings, agreed_on=LIVE)


@given(STORY, PERIODS, st.integers(0, 270))
def test_asked_for_an_earlier_day_it_says_what_it_said_then(
    story: list[tuple[int, str, int]], period: ValuePeriod, day: int
) -> None:
    worth, then = Worth(None, Decimal(700), period), LIVE + timedelta(days=day)

    whole, earlier = roi(_told(story), worth=worth), roi(_told(story), worth=worth, as_of=min(then, TODAY))

    assert whole.value_by(min(then, TODAY)) == earlier.value, "days add up, and later facts change no earlier day"
    assert earlier.value <= whole.value, "what has accrued stays"


@given(STORY, PERIODS)
def test_nothing_accrues_before_the_first_confirmation(story: list[tuple[int, str, int]], period: ValuePeriod) -> None:
    first = min((d for d, what, _ in story if what == "yes"), default=None)

    found = roi(_told(story), worth=Worth(None, Decimal(700), period))

    if first is None:
        assert found.value == 0
    else:
        assert found.value_by(LIVE + timedelta(days=first - 1)) == 0


@given(STORY, PERIODS, st.integers(0, 6))
def test_a_better_value_never_lowers_it(story: list[tuple[int, str, int]], period: ValuePeriod, place: int) -> None:
    worth = Worth(None, Decimal(700), period)
    day, _, _ = story[place % len(story)]
    better = [(d, w, v - 1 if d == day else v) for d, w, v in story]

    assert roi(_told(better), worth=worth).value >= roi(_told(story), worth=worth).value


@given(STORY, PERIODS)
def test_spans_add_up_to_their_line(story: list[tuple[int, str, int]], period: ValuePeriod) -> None:
    found = roi(_told(story), worth=Worth(None, Decimal(700), period))

    for line in found.lines:
        assert sum(s.amount for s in line.spans) == line.amount
        assert all(a.last < b.first for a, b in zip(line.spans, line.spans[1:], strict=False))


def _agreed_in_time(told: Outcome) -> Outcome:
    return dataclasses.replace(told, versions=(dataclasses.replace(told.terms, agreed_on=ago(700)),))
