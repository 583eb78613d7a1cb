"""What OAR and TTFV count of one account (DOMAIN section 4)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st
from tests.doctrine.build import (
    BEA,
    BUYER,
    LEO,
    MANAGER,
    MIA,
    SAM,
    UNA,
    account,
    ago,
    contract,
    no,
    numeric_outcome,
    on,
    outcome,
    value,
    with_outcome,
    withdraws,
    yes,
)

from toprung.doctrine.achievement import Achieved, achieved, first_value_on, judged_terms
from toprung.doctrine.evidence import Attestation, Evidence, Outcome
from toprung.kernel.vocabulary import Direction, OutcomeKind, Said

LIVE = account(go_live_on=ago(100))


def edited(first: Outcome, in_force: int, **changes: object) -> Outcome:
    """A second version, in force that many days ago."""
    later = dataclasses.replace(first.terms, in_force_on=ago(in_force), **changes)  # type: ignore[arg-type]
    return dataclasses.replace(first, versions=(*first.versions, later))


def row(e: Evidence) -> Achieved:
    found = achieved(e)
    assert found is not None
    return found


def test_no_clock_without_go_live() -> None:
    assert achieved(account(contracts=(contract(),))) is None
    assert achieved(account(go_live_on=ago(-5))) is None, "it lies ahead"


def test_the_clock_is_go_live_or_signature_if_later() -> None:
    assert row(LIVE).clock_on == ago(100)
    signed_late = dataclasses.replace(LIVE, contracts=(contract(signed_on=ago(80)),))
    assert row(signed_late).clock_on == ago(80)
    signed_before = dataclasses.replace(LIVE, contracts=(contract(signed_on=ago(180)),))
    assert row(signed_before).clock_on == ago(100)


def test_no_outcome_on_file_is_a_row_that_was_not_reached() -> None:
    assert row(LIVE) == Achieved(ago(100))


def test_reached_and_attested() -> None:
    close = numeric_outcome(yes(BEA, 15, recorded_on=ago(9)), readings=(value(60, 8), value(20, 5)))
    assert row(with_outcome(LIVE, close)) == Achieved(ago(100), "close", False, ago(20), ago(15), ago(9))


def test_measured_short_of_the_target_is_not_reached() -> None:
    assert row(with_outcome(LIVE, numeric_outcome(readings=(value(20, 6),)))).reached_on is None


def test_readings_before_the_clock_are_baseline() -> None:
    early = numeric_outcome(readings=(value(101, 5), value(100, 9)))
    assert row(with_outcome(LIVE, early)).reached_on is None
    on_the_day = numeric_outcome(readings=(value(100, 5),))
    assert row(with_outcome(LIVE, on_the_day)).reached_on == ago(100)


def test_reached_once_stays_reached() -> None:
    lost = numeric_outcome(readings=(value(60, 5), value(20, 10)))
    assert row(with_outcome(LIVE, lost)).reached_on == ago(60)


def test_to_hold_is_reached_on_the_first_day_on_the_good_side() -> None:
    hold = {"kind": OutcomeKind.HOLD, "target": Decimal(99), "direction": Direction.INCREASE, "baseline": None}
    left = numeric_outcome(readings=(value(60, 99), value(20, 98)), **hold)
    assert row(with_outcome(LIVE, left)).reached_on == ago(60), "reached once stays reached"
    late = numeric_outcome(readings=(value(60, 98), value(10, 100), value(5, 99)), **hold)
    assert row(with_outcome(LIVE, late)).reached_on == ago(10)
    never = numeric_outcome(readings=(value(60, 98),), **hold)
    assert row(with_outcome(LIVE, never)).reached_on is None


def test_an_easier_target_after_go_live_moves_nothing() -> None:
    softened = edited(numeric_outcome(readings=(value(20, 8),)), 50, target=Decimal(9))
    assert row(with_outcome(LIVE, softened)).reached_on is None
    before = edited(numeric_outcome(readings=(value(20, 8),)), 110, target=Decimal(9))
    assert row(with_outcome(LIVE, before)).reached_on == ago(20), "in force at go-live"
    that_day = edited(numeric_outcome(readings=(value(20, 8),)), 100, target=Decimal(9))
    assert row(with_outcome(LIVE, that_day)).reached_on == ago(20), "in force from that very day"


def test_another_primary_after_go_live_moves_nothing() -> None:
    first = edited(numeric_outcome(readings=()), 50, primary=False)
    second = outcome(yes(BEA, 10), reference="audit", in_force_on=ago(50))
    found = row(with_outcome(LIVE, first, second))
    assert (found.outcome, found.late, found.reached_on) == ("close", False, None)


def test_the_first_agreed_after_go_live_is_marked_late() -> None:
    late = numeric_outcome(readings=(value(20, 5),), in_force_on=ago(80), agreed_on=ago(80))
    later = outcome(reference="audit", in_force_on=ago(60), agreed_on=ago(60))
    found = row(with_outcome(LIVE, later, late))
    assert (found.outcome, found.late, found.reached_on) == ("close", True, ago(20))


def test_a_late_one_must_be_agreed_and_a_milestone_never_counts() -> None:
    proposed = outcome(in_force_on=ago(80), agreed_on=None)
    assert judged_terms(with_outcome(LIVE, proposed)) is None
    milestone = outcome(yes(BEA, 10), statement="Train 40 users by May")
    assert row(with_outcome(LIVE, milestone)) == Achieved(ago(100))


def test_attested_counts_only_when_everybody_needed_said_yes() -> None:
    close = numeric_outcome(yes(UNA, 15), readings=(value(20, 5),))
    assert row(with_outcome(LIVE, close)).attested_on is None
    disputed = numeric_outcome(yes(BEA, 15), no(BEA, 5), readings=(value(20, 5),))
    assert row(with_outcome(LIVE, disputed)).attested_on == ago(15)


def test_first_value_from_signature_on() -> None:
    signed = account(go_live_on=ago(60), contracts=(contract(signed_on=ago(100)),))
    first = numeric_outcome(readings=(value(80, 5),), first_value=True)
    assert first_value_on(with_outcome(signed, first)) == ago(80), "before go-live and after signature"
    too_early = numeric_outcome(readings=(value(101, 5),), first_value=True)
    assert first_value_on(with_outcome(signed, too_early)) is None
    assert first_value_on(with_outcome(signed, numeric_outcome(readings=(value(80, 5),)))) is None


def test_the_day_of_the_evidence_does_not_enter_the_row() -> None:
    e = with_outcome(LIVE, numeric_outcome(readings=(value(60, 5),)))
    assert row(e) == row(on(e, date(2026, 2, 20)))


def test_a_yes_of_an_earlier_day_recorded_late_takes_nothing_away() -> None:
    """Live for 300 days: W ended 210 days ago, and what was recorded by 180 days ago counts."""
    ben = dataclasses.replace(BEA, name="Ben")
    in_time, late = yes(BEA, 230), yes(ben, 240, recorded_on=ago(1))
    e = account(go_live_on=ago(300), outcomes=(numeric_outcome(late, in_time, readings=(value(250, 5),)),))
    assert (row(e).attested_on, row(e).attested_recorded_on) == (ago(230), ago(230))
    alone = with_outcome(e, numeric_outcome(late, readings=(value(250, 5),)))
    assert (row(alone).attested_on, row(alone).attested_recorded_on) == (ago(240), ago(1)), "shown, and too late"


def test_w_and_grace_can_be_pinned() -> None:
    said = (yes(BEA, 240, recorded_on=ago(200)), yes(BEA, 230))
    e = account(go_live_on=ago(300), outcomes=(numeric_outcome(*said, readings=(value(250, 5),)),))

    def attested(within: int, grace: int) -> date | None:
        found = achieved(e, within, grace)
        return found.attested_on if found else None

    assert attested(60, 40) == ago(240), "recorded on day 100 of 60 + 40"
    assert attested(70, 29) == ago(230), "a day less: the first is too late, the second occurred on day 70"


WITHIN, GRACE = 90, 30
#: mostly one of those who must, in time and written down on the day; now and then in another role, or kept too late
WORDS = st.builds(
    lambda word, role, day, late: dataclasses.replace(
        word, role=role or word.role, occurred_on=ago(day), recorded_on=ago(day - late)
    ),
    st.sampled_from([yes(BEA, 0), yes(LEO, 0), yes(MIA, 0), yes(SAM, 0), no(LEO, 0), withdraws(MIA, 0)]),
    st.sampled_from([None, None, None, MANAGER, BUYER]),
    st.integers(205, 220),
    st.sampled_from([0, 0, 150]),
)


def validated(e: Evidence) -> bool:
    """As the engine counts it: reached, attested within W, and recorded within W and the grace."""
    got = row(e)
    if got.reached_on is None or got.attested_on is None or got.attested_recorded_on is None:
        return False
    due_on = got.clock_on + timedelta(days=WITHIN)
    recorded = got.attested_recorded_on <= due_on + timedelta(days=GRACE)
    return got.reached_on <= due_on and got.attested_on <= due_on and recorded


def in_order(words: Iterable[Attestation]) -> list[Attestation]:
    return sorted(words, key=lambda word: (word.occurred_on, word.recorded_on))


@given(st.sampled_from(["SMB", "Mid-Market", "Enterprise"]), st.lists(WORDS, max_size=5), WORDS)
@example("SMB", [yes(BEA, 212)], yes(SAM, 215, recorded_on=ago(65)))
@example("Mid-Market", [yes(LEO, 215), yes(MIA, 212)], dataclasses.replace(yes(LEO, 214), role=MANAGER))
def test_one_more_yes_never_takes_an_account_out_of_oar_validated(
    segment: str, words: list[Attestation], more: Attestation
) -> None:
    def judged(heard: Iterable[Attestation]) -> bool:
        close = numeric_outcome(*in_order(heard), readings=(value(250, 5),))
        return validated(account(segment, go_live_on=ago(300), outcomes=(close,)))

    one_more = dataclasses.replace(more, said=Said.YES)
    assert judged([*words, one_more]) >= judged(words)
