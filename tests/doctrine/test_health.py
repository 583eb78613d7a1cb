"""Health: its parts, its caps, and that better values never lower it (DOMAIN section 5)."""

from __future__ import annotations

import dataclasses
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.doctrine.build import (
    BEA,
    CHRIS,
    LEO,
    MIA,
    PEOPLE,
    SAM,
    SPONSOR,
    TODAY,
    USER,
    account,
    ago,
    contract,
    numeric_outcome,
    outcome,
    review,
    silent,
    state,
    successful,
    value,
    weeks,
    with_outcome,
    worded,
    yes,
)

from toprung.doctrine.evidence import Evidence, Reading
from toprung.doctrine.health import Health, Part, PartName, executive_acted_on
from toprung.kernel.days import OffSeason
from toprung.kernel.vocabulary import Band, TouchKind, TouchPurpose


def health(e: Evidence) -> Health:
    return worded(e).health


def part(e: Evidence, name: PartName) -> Part:
    return next(p for p in health(e).parts if p.name is name)


def score(e: Evidence) -> int:
    found = health(e).score
    assert found is not None
    return found


# What each part says


def test_a_successful_account_is_green() -> None:
    for segment in ("SMB", "Mid-Market", "Enterprise"):
        found = health(successful(segment))
        assert (found.score, found.band, found.caps) == (100, Band.GREEN, ())


def test_every_point_is_traced_and_the_parts_add_up() -> None:
    e = account(
        "Enterprise",
        go_live_on=ago(60),
        contracts=(contract(65, -300),),
        stakeholders=PEOPLE,
        touches=(review(135, SPONSOR),),
        usage=weeks(1, 2, 3, 4),
        outcomes=(numeric_outcome(readings=(value(10, 9),), due_on=ago(-60)),),
    )
    found = health(e)
    # Use: the best 3 of 4 weeks, (2 + 3 + 4) / 5 of 3: 0.6 of 20. Outcome: 20% where 60 of 120 days expect 50%:
    # 0.4 of 45. Executive: 135 days old, 90 asked: 1 - 45/90 = half of 15. Forward: notice in 300 - 90 = 210 days,
    # more than twice the 90 that are watched, and both sponsor and champion in place: all of 20.
    assert [str(p.points) for p in found.parts] == ["12.00", "18.00", "7.50", "20.00"]
    assert found.score == 58  # 57.5 of 100
    assert all(p.reasons for p in found.parts)


def test_a_part_without_data_says_so_and_the_rest_is_scaled() -> None:
    e = account(go_live_on=ago(30), usage=weeks(1, 1, 1, 1))
    found = health(e)
    # Use: 1 of 2 users in each week: 1/2; everything else is left out: 50.
    assert [p.share is None for p in found.parts] == [False, True, True, True]
    assert [p.reasons[0].code for p in found.parts] == [
        "part_product",
        "part_outcome_nothing_due",
        "part_executive_off",
        "part_forward_no_data",
    ]
    assert found.score == 50


def test_use_is_the_mean_breadth_of_the_best_weeks() -> None:
    def share(*users: int) -> Decimal | None:
        return part(account("Enterprise", go_live_on=ago(30), usage=weeks(*users)), PartName.PRODUCT).share

    # 5 users are needed in 3 of 4 weeks.
    assert share(4, 4, 4, 4) == Decimal("0.8"), "a fourth week makes up for no user"
    assert share(0, 5, 5, 5) == share(9, 9, 9, 9) == 1
    assert share(9, 9, 9, 9, 0, 0, 2, 3) == (Decimal("0.4") + Decimal("0.6")) / 3
    reason = part(account("Enterprise", go_live_on=ago(30), usage=weeks(4, 4, 4, 4)), PartName.PRODUCT).reasons[0]
    assert reason.text == "80% of the use that adoption takes: 5 users in each of the best 3 of the last 4 weeks."


def test_a_milestone_earns_no_outcome_progress() -> None:
    """The numbers are reached, and what they count is work on the product."""
    trained = {"statement": "Train 40 users by May", "metric": "", "due_on": ago(-30)}
    milestone = numeric_outcome(readings=(value(40, 7), value(30, 6), value(2, 5)), **trained)
    e = account(go_live_on=ago(200), contracts=(contract(205),), outcomes=(milestone,))
    outcome_part, forward = part(e, PartName.OUTCOME), part(e, PartName.FORWARD)
    assert outcome_part.share == 0
    assert outcome_part.reasons[0].code == "part_outcome_missing"
    assert {r.code for r in forward.reasons} == {"forward_renewal_without_result"}
    promise = numeric_outcome(readings=milestone.readings, due_on=ago(-30))
    assert part(with_outcome(e, promise), PartName.OUTCOME).share == 1
    assert "forward_reached" in {r.code for r in part(with_outcome(e, promise), PartName.FORWARD).reasons}


def test_nothing_known_is_no_health() -> None:
    e = account(money=dataclasses.replace(account().money, stated_arr=Decimal(1)))
    assert (health(e).score, health(e).band) == (None, None)
    assert health(e).caps[0].code == "health_no_data"


def test_prospects_and_former_accounts_have_none() -> None:
    assert health(account()).caps[0].text == "A prospect account has no health."
    assert health(account(contracts=(contract(500, 100),))).score is None


def test_logins_and_touches_of_the_vendor_weigh_nothing() -> None:
    calls = tuple(dataclasses.replace(review(day, USER), kind=TouchKind.CALL) for day in range(1, 40))
    assert health(successful(touches=(*calls, review(15, SPONSOR)))) == health(successful())
    transactional = dataclasses.replace(review(1, SPONSOR), purpose=TouchPurpose.TRANSACTIONAL)
    e = account("Enterprise", go_live_on=ago(300), stakeholders=(SAM,), touches=(transactional,))
    assert part(e, PartName.EXECUTIVE).share == 0


def test_an_executive_who_signed_the_plan_has_acted() -> None:
    e = account("Enterprise", go_live_on=ago(200), stakeholders=PEOPLE, executive_acts=(ago(30),))
    assert executive_acted_on(e) == ago(30)


def test_executive_engagement_fades_over_a_second_window() -> None:
    def share(days: int) -> Decimal | None:
        e = account("Enterprise", go_live_on=ago(300), stakeholders=(SAM,), touches=(review(days, SPONSOR),))
        return part(e, PartName.EXECUTIVE).share

    assert [share(days) for days in (0, 90, 135, 180, 400)] == [1, 1, Decimal("0.5"), 0, 0]


def test_before_day_90_outcome_is_achieved_against_expected() -> None:
    def share(reading: str, live: int = 60) -> Decimal | None:
        close = numeric_outcome(readings=(value(1, reading),), due_on=ago(live - 120))
        return part(account(go_live_on=ago(live), outcomes=(close,)), PartName.OUTCOME).share

    # On day 60 of 120 half of the change is expected: 7.5.
    assert share("7.5") == 1
    assert share("8.75") == Decimal("0.5")
    assert share("10") == 0
    assert share("10", live=29) is None, "day 29 of 120 expects less than a quarter: nothing is due yet"


def test_after_day_90_missing_outcome_evidence_scores_nothing() -> None:
    e = account(go_live_on=ago(91))
    assert part(e, PartName.OUTCOME).share == 0
    assert part(dataclasses.replace(e, go_live_on=ago(90)), PartName.OUTCOME).share is None
    unseen = with_outcome(e, numeric_outcome())
    assert part(unseen, PartName.OUTCOME).reasons[0].code == "part_outcome_unseen"


# Anchor and caps


def busy(go_live: int, **facts: Any) -> Evidence:
    """Everybody uses it, the target is met by measurement, an executive is there, and nobody has confirmed."""
    close = numeric_outcome(readings=(value(2, 5),))
    return successful(**{"go_live_on": ago(go_live), "outcomes": (close,), **facts})


def test_past_day_90_without_a_fresh_result_never_green() -> None:
    assert score(busy(90)) == 94
    assert score(busy(91)) == 69
    assert health(busy(91)).band is Band.AMBER
    assert health(busy(91)).caps[0].text == "At most 69: past day 90 without a fresh validated result."


def test_a_result_that_only_stands_does_not_lift_the_anchor() -> None:
    e = successful(outcomes=(outcome(yes(BEA, 100)),))
    assert health(e).caps[0].code == "cap_anchor"


def test_the_anchor_counts_from_go_live_else_contract_else_revenue() -> None:
    assert not health(busy(60, contracts=(contract(200),))).caps
    assert health(dataclasses.replace(busy(60), go_live_on=None)).caps, "the contract began 200 days ago"


def test_a_feed_that_tells_of_too_few_weeks_leaves_product_signals_out() -> None:
    def product(*users: int, since: int) -> Part:
        usage = weeks(*users)
        young = dataclasses.replace(usage, fed_since=usage.periods[since].start)
        return part(successful(usage=young), PartName.PRODUCT)

    assert product(0, 0, 9, 9, since=2).share is None
    assert product(0, 0, 0, 9, since=2).share is None, "better weeks that are known change nothing of it"
    assert product(0, 9, 9, 9, since=1).share == 1, "adopted, whatever the unknown week held"
    assert product(0, 9, 0, 9, since=1).share is None
    assert product(0, 9, 0, 9, since=0).share is not None


def test_silence_that_the_feed_could_not_have_heard_caps_nothing() -> None:
    assert not health(successful(usage=dataclasses.replace(silent(), fed_since=ago(26)))).caps
    assert health(successful(usage=dataclasses.replace(silent(), fed_since=ago(27)))).caps


def test_a_silent_feed_caps() -> None:
    e = successful(usage=silent(28))
    assert score(e) == 69
    assert health(e).caps[0].text == "At most 69: no use in the last 28 days in season."
    assert not health(successful(usage=silent(27))).caps
    assert health(successful(usage=silent())).caps, "never seen"
    assert not health(successful(usage=None)).caps, "no feed is not silence"


def test_silence_counts_in_season_days_only() -> None:
    off = (OffSeason.parse("03-01..03-31"),)
    # March has 31 days off: 40 days of silence leave 9 in season.
    assert not health(successful(usage=silent(40), policy={"off_season": off})).caps
    assert health(successful(usage=silent(59), policy={"off_season": off})).caps, "28 days of February"


@pytest.mark.parametrize(("points", "band"), [(100, "green"), (70, "green"), (69, "amber"), (40, "amber"), (39, "red")])
def test_bands(points: int, band: str) -> None:
    from toprung.doctrine.health import band_of

    assert band_of(points, account().policy).value == band


# Monotone


shares = st.integers(0, 60)


@st.composite
def accounts(draw: st.DrawFn) -> Evidence:
    """An account with every feed connected, somewhere between hopeless and fine."""
    live = draw(st.sampled_from([20, 60, 89, 91, 200, 500]))
    kind = draw(st.sampled_from(["numeric", "status", "both"]))
    words = draw(st.lists(st.sampled_from([yes(BEA, 10), yes(LEO, 120), yes(SAM, 400), yes(BEA, 200)]), max_size=2))
    words.sort(key=lambda word: word.occurred_on)
    days = sorted(draw(st.sets(st.integers(0, 300), max_size=4)), reverse=True)
    readings = tuple(value(day, draw(st.integers(3, 12))) for day in days)
    due = draw(st.sampled_from([None, ago(30), ago(-30), ago(-200)]))
    close = numeric_outcome(*words, readings=readings, due_on=due)
    audit = outcome(reference="audit", primary=kind == "status", due_on=due)
    return account(
        draw(st.sampled_from(["SMB", "Mid-Market", "Enterprise"])),
        go_live_on=ago(live),
        contracts=(contract(live + 10, -draw(st.integers(171, 500))),),
        stakeholders=draw(st.sampled_from([PEOPLE, (BEA, LEO), (dataclasses.replace(CHRIS, left_on=ago(9)),)])),
        touches=(review(draw(st.integers(0, 400)), SPONSOR),),
        usage=weeks(*draw(st.lists(st.integers(0, 12), min_size=6, max_size=6)), last_event=draw(st.integers(0, 60))),
        outcomes={"numeric": (close,), "status": (audit,), "both": (close, audit)}[kind],
    )


def better(before: Evidence, after: Evidence) -> None:
    assert score(after) >= score(before)


@given(accounts(), st.integers(0, 5), st.integers(1, 9))
def test_more_users_never_lower_it(e: Evidence, week: int, more: int) -> None:
    assert e.usage is not None
    periods = [dataclasses.replace(p, users=p.users + more * (i == week)) for i, p in enumerate(e.usage.periods)]
    better(e, dataclasses.replace(e, usage=dataclasses.replace(e.usage, periods=tuple(periods))))


@given(accounts(), st.sampled_from([3, 10, 17, 27]), st.integers(0, 5), st.integers(1, 9))
def test_nor_where_the_feed_was_connected_lately(e: Evidence, days: int, week: int, more: int) -> None:
    assert e.usage is not None
    young = dataclasses.replace(e.usage, fed_since=ago(days))
    periods = [dataclasses.replace(p, users=p.users + more * (i == week)) for i, p in enumerate(young.periods)]
    used = dataclasses.replace(young, periods=tuple(periods), last_event_on=TODAY)
    before, after = (dataclasses.replace(e, usage=usage) for usage in (young, used))
    # Where no part has data there is no score yet.
    assume(health(before).score is not None)
    better(before, after)


@given(accounts())
def test_a_later_last_event_never_lowers_it(e: Evidence) -> None:
    assert e.usage is not None
    better(e, dataclasses.replace(e, usage=dataclasses.replace(e.usage, last_event_on=TODAY)))


@given(accounts(), st.integers(1, 6))
def test_a_better_latest_value_never_lowers_it(e: Evidence, by: int) -> None:
    close = e.outcomes[0]
    assume(close.readings)
    last = close.readings[-1]
    assert last.value is not None
    improved: Reading = dataclasses.replace(last, value=last.value - by)
    raised = dataclasses.replace(close, readings=(*close.readings[:-1], improved))
    better(e, dataclasses.replace(e, outcomes=(raised, *e.outcomes[1:])))


@given(accounts())
def test_a_state_that_has_come_never_lowers_it(e: Evidence) -> None:
    audit = e.outcomes[-1]
    assume(audit.reference == "audit")
    reached = dataclasses.replace(audit, readings=(state(0, "passed"),))
    better(e, dataclasses.replace(e, outcomes=(*e.outcomes[:-1], reached)))


@given(accounts(), st.sampled_from([BEA, LEO, MIA, SAM]), st.sampled_from([None, Decimal(5)]))
def test_another_yes_never_lowers_it(e: Evidence, who: object, amount: Decimal | None) -> None:
    first = e.outcomes[0]
    said = dataclasses.replace(first, attestations=(*first.attestations, yes(who, 0, value=amount)))  # type: ignore[arg-type]
    better(e, dataclasses.replace(e, outcomes=(said, *e.outcomes[1:])))


def test_a_confirmation_is_not_the_third_reading_that_shows_it_late() -> None:
    # Two readings are too few to project a day; a yes beside them must not bring in a late one.
    readings = (value(2, 3), value(0, 6))
    close = numeric_outcome(readings=readings, due_on=ago(30))
    said = numeric_outcome(yes(BEA, 0, value=Decimal(5)), readings=readings, due_on=ago(30))
    before, after = (account(go_live_on=ago(60), contracts=(contract(60),), outcomes=(o,)) for o in (close, said))
    better(before, after)


@given(accounts(), st.integers(0, 100))
def test_an_executives_attendance_never_lowers_it(e: Evidence, day: int) -> None:
    better(e, dataclasses.replace(e, touches=(*e.touches, review(day, SPONSOR))))


@given(accounts(), st.integers(1, 400))
def test_a_later_notice_day_never_lowers_it(e: Evidence, days: int) -> None:
    (term,) = e.contracts
    assert term.ends_on is not None
    later = dataclasses.replace(term, ends_on=term.ends_on + (TODAY - ago(days)))
    better(e, dataclasses.replace(e, contracts=(later,)))


@given(accounts())
def test_the_score_is_its_parts_scaled_and_capped(e: Evidence) -> None:
    found = health(e)
    known = [p for p in found.parts if p.points is not None]
    points = sum((p.points for p in known if p.points is not None), Decimal(0))
    whole = (points * 100 / sum(p.weight for p in known)).quantize(Decimal(1), ROUND_HALF_UP)
    limits = [69 for _ in found.caps]
    assert found.score == min([int(whole), *limits])
    assert all(p.share is None or 0 <= p.share <= 1 for p in found.parts)


def test_the_renewals_distance_alone_is_no_health() -> None:
    e = account(go_live_on=ago(14), contracts=(contract(20, -345),))
    found = health(e)
    assert found.score is None, "14 days live, no feed, nothing due: nobody knows how they fare"
    assert found.caps[0].code == "health_no_data"
    assert health(dataclasses.replace(e, usage=weeks(3, 3, 3, 3))).score is not None
