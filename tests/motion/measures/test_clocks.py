"""OAR and TTFV: whose clock started when, on which promise an account is judged, and what does not move it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import EVER, Book

from toprung.kernel.days import Window
from toprung.motion.measures.figures import Figure, Row

LIVE = date(2025, 6, 1)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def ash(book: Book) -> Book:
    """Ash & Sons, SMB, signed and live on 1 June 2025, with a buyer. Harbor Foods stands beside it, unpromised."""
    book.bring("accounts", f"account,segment,segment_from,go_live_on\nASH,SMB,2024-01-01,{LIVE}\n")
    book.bring("stakeholders", "account,name,role,joined_on\nASH,Ann Ash,buyer,\nASH,Eva Ash,executive_sponsor,\n")
    signed(book, LIVE)
    return book


def signed(book: Book, day: date, contract: str = "c1", **more: date) -> None:
    names, values = ",".join(more), ",".join(str(v) for v in more.values())
    book.bring(
        "contracts",
        f"account,contract,signed_on,starts_on,ends_on,{names}\nASH,{contract},{day},{day},2026-05-31,{values}\n",
    )


def promise(book: Book, statement: str = "Cut waste from 10% to 5%", target: int = 5, **more: Any) -> None:
    given = {"outcome": "waste", "agreed_on": LIVE} | more
    now = given.pop("now", NOW)
    book.bring(
        "outcomes",
        f"account,statement,kind,metric,direction,baseline,target,{','.join(given)}\n"
        f"ASH,{statement},numeric,waste,decrease,10,{target},{','.join(str(v) for v in given.values())}\n",
        now=now,
    )


def reading(book: Book, days: int, value: int = 5, outcome: str = "waste", now: Any = NOW) -> None:
    day = LIVE + timedelta(days=days)
    book.bring("measurements", f"account,outcome,occurred_on,value\nASH,{outcome},{day},{value}\n", now=now)


def yes(book: Book, days: int, who: str = "Ann Ash", outcome: str = "waste") -> None:
    day = LIVE + timedelta(days=days)
    book.bring("attestations", f"account,outcome,stakeholder,verdict,occurred_on\nASH,{outcome},{who},yes,{day}\n")


def row(figure: Figure, account: str = "ASH") -> Row:
    return next(r for r in figure.rows if r.account == account)


def oar(book: Book, **options: Any) -> tuple[bool, bool, bool]:
    """Covered, measured, validated."""
    details = row(book.measure("oar", **options)).details
    return details["covered"], details["measured"], details["validated"]


def test_reached_on_the_last_day_of_w_and_a_day_late(ash: Book) -> None:
    promise(ash)
    reading(ash, 91)
    assert oar(ash) == (True, False, False)
    reading(ash, 90)
    assert oar(ash) == (True, True, False)
    yes(ash, 90)
    assert oar(ash) == (True, True, True)


def test_no_outcome_on_file_is_not_reached_and_coverage_says_so(ash: Book) -> None:
    figure = ash.measure("oar")
    assert oar(ash) == (False, False, False)
    assert (figure.value, figure.parts["coverage"]["numerator"], figure.denominator) == (0, 0, 2)


def test_a_product_milestone_is_no_promise(ash: Book) -> None:
    ash.bring("outcomes", "account,outcome,statement,agreed_on\nASH,waste,Complete onboarding,2025-06-01\n")
    ash.bring("measurements", "account,outcome,occurred_on,value\nASH,waste,2025-06-10,yes\n")
    assert oar(ash) == (False, False, False)


def test_younger_accounts_are_in_flight_beside_the_rate(ash: Book) -> None:
    promise(ash)
    reading(ash, 30)
    day = LIVE + timedelta(days=89)
    figure = ash.measure("oar", as_of=day)
    assert (figure.value, figure.denominator, figure.parts["in_flight"]["accounts"]) == (None, 0, 1)
    assert figure.notes[0].startswith("No base: no account's clock started")
    assert figure.parts["in_flight"]["projected"]["value"] == 1
    matured = ash.measure("oar", as_of=day + timedelta(days=1))
    assert (matured.value, matured.parts["in_flight"]["accounts"]) == (1, 0)


def test_the_clock_starts_at_the_later_of_signature_and_go_live(ash: Book) -> None:
    signed(ash, LIVE + timedelta(days=40))
    promise(ash)
    reading(ash, 125)
    details = row(ash.measure("oar")).details
    assert details["clock_on"] == LIVE + timedelta(days=40)
    # 85 days after the signature, 125 after go-live
    assert oar(ash) == (True, True, False)
    assert row(ash.measure("ttfv")).details["days"] == 85


def test_readings_before_the_clock_are_baseline(ash: Book) -> None:
    promise(ash)
    reading(ash, -3)
    assert oar(ash) == (True, False, False)
    assert row(ash.measure("ttfv")).details["reached"] is False


def test_who_left_stays_in_both(ash: Book) -> None:
    promise(ash)
    signed(ash, LIVE, cancelled_on=date(2025, 7, 1))
    ash.bring("revenue", "account,occurred_on,kind,mrr_change\nASH,2025-06-01,new,100\nASH,2025-08-01,churn,-100\n")
    assert ash.verdicts()["ASH"]["lifecycle"] == "former"
    assert row(ash.measure("oar")).denominator == 1
    waited = row(ash.measure("ttfv")).details
    # only the as-of day censors: it is still not reached 303 days on
    assert (waited["reached"], waited["days"]) == (False, (TODAY - LIVE).days)


def test_without_a_signature_excluded_and_counted(ash: Book) -> None:
    figure = ash.measure("ttfv")
    assert [r.account for r in figure.rows] == ["ASH"]
    assert figure.parts["excluded_without_start"] == 1
    assert ash.measure("ttfv", segment="Mid-Market").parts["excluded_without_start"] == 1
    assert ash.measure("ttfv", segment="SMB").parts["excluded_without_start"] == 0
    from_go_live = ash.measure("ttfv", settings={"start": "go_live"})
    assert ([r.account for r in from_go_live.rows], from_go_live.parts["excluded_without_start"]) == (
        ["ASH", "HF-1"],
        0,
    )


def test_signed_long_ago_and_not_live_is_counted_beside(ash: Book) -> None:
    ash.bring("accounts", "account,segment\nBIRCH,SMB\nELM,SMB\n")
    ash.bring(
        "contracts",
        "account,contract,signed_on,starts_on,ends_on\nBIRCH,b,2025-12-30,2026-01-01,2026-12-31\n"
        "ELM,e,2025-12-31,2026-01-01,2026-12-31\n",
    )
    # 91 and 90 days before 31 March
    assert ash.measure("oar").parts["not_live"] == 1
    assert ash.measure("oar", segment="SMB").parts["not_live"] == 1
    assert ash.measure("oar", segment="Enterprise").parts["not_live"] == 0
    assert {r.account for r in ash.measure("oar").rows} == {"ASH", "HF-1"}


def test_an_outcome_agreed_after_go_live_is_marked_late(ash: Book) -> None:
    promise(ash, agreed_on=LIVE + timedelta(days=30))
    reading(ash, 60)
    figure = ash.measure("oar")
    assert (row(figure).details["late"], oar(ash)) == (True, (True, True, False))


def test_later_edits_never_move_the_answer(ash: Book) -> None:
    promise(ash)
    reading(ash, 60, 8)
    assert oar(ash) == (True, False, False)
    # made easier after the fact, with a day of agreement and without one
    promise(ash, "Cut waste from 10% to 8%", 8, agreed_on=LIVE + timedelta(days=10), now=LATER)
    assert oar(ash) == (True, False, False)
    promise(ash, "Cut waste from 10% to 9%", 9, now=LATER + timedelta(hours=1))
    assert oar(ash) == (True, False, False)
    # another outcome takes the mark of the primary one
    promise(
        ash, "Cut waste from 10% to 9%", 9, outcome="easy", primary="yes", first_value="no",
        agreed_on=LIVE + timedelta(days=5), now=LATER + timedelta(hours=2),
    )  # fmt: skip
    reading(ash, 60, 8, "easy", LATER + timedelta(hours=2))
    details = row(ash.measure("oar")).details
    assert (details["outcome"], oar(ash)) == ("waste", (True, False, False))


def test_lost_later_stays_reached(ash: Book) -> None:
    promise(ash)
    reading(ash, 30)
    reading(ash, 200, 12)
    assert oar(ash) == (True, True, False)
    assert row(ash.measure("ttfv")).details["days"] == 30
    assert ash.verdicts()["ASH"]["rung"] == 0


def test_days_are_counted_from_signature_or_from_go_live_and_never_below_nothing(ash: Book) -> None:
    signed(ash, LIVE - timedelta(days=50))
    promise(ash, agreed_on=LIVE - timedelta(days=50))
    reading(ash, -10)
    assert row(ash.measure("ttfv")).details["days"] == 40
    # reached before it went live: nothing, not minus ten
    assert row(ash.measure("ttfv", settings={"start": "go_live"})).details["days"] == 0


def test_segments_are_read_at_go_live_at_signature_and_today(ash: Book, cast: Cast) -> None:
    """Signed as SMB in March, live as Mid-Market in June, Enterprise since August."""
    signed(ash, date(2025, 3, 1))
    ash.bring("accounts", "account,segment,segment_from\nASH,Mid-Market,2025-05-01\nASH,Enterprise,2025-08-01\n")
    held = {name: {r.account for r in ash.measure(name, segment="Mid-Market").rows} for name in ("oar", "ttfv")}
    assert ("ASH" in held["oar"], "ASH" in held["ttfv"]) == (True, False)
    assert row(ash.measure("ttfv", segment="SMB")).segment == "SMB"
    assert row(ash.measure("ttfv", settings={"start": "go_live"})).segment == "Mid-Market"
    assert [r.account for r in ash.measure("oar", segment="Enterprise").rows] == []
    assert ash.verdicts()["ASH"]["segment"] == "Enterprise"
    assert ash.verdicts(date(2025, 4, 1))["ASH"]["segment"] == "SMB"
    goal = row(ash.measure("ttfv", segment="SMB")).details["goal_days"]
    assert goal == 30


def test_whose_word_counts_is_settled_at_go_live(ash: Book) -> None:
    """A buyer's yes validated it while the account was SMB; it does so after the account has become Enterprise."""
    promise(ash)
    reading(ash, 30)
    yes(ash, 35)
    assert oar(ash) == (True, True, True)
    ash.bring("accounts", "account,segment,segment_from\nASH,Enterprise,2025-10-01\n")
    assert oar(ash) == (True, True, True)
    # while where the account stands today is judged by today's segment
    assert ash.verdicts()["ASH"]["results"][0]["state"] == "measured"


def heard_late(book: Book, days: int, recorded: int, who: str = "Eva Ash") -> None:
    """That person's yes of a day after go-live, written down on a later one."""
    day, kept = LIVE + timedelta(days=days), LIVE + timedelta(days=recorded)
    book.bring(
        "attestations",
        f"account,outcome,stakeholder,verdict,occurred_on,recorded_on\nASH,waste,{who},yes,{day},{kept}\n",
    )


def test_a_yes_of_an_earlier_day_recorded_late_takes_nothing_away(ash: Book) -> None:
    promise(ash)
    reading(ash, 30)
    heard_late(ash, 20, 200)
    assert oar(ash) == (True, True, False)
    assert row(ash.measure("oar")).details["attested_on"] == LIVE + timedelta(days=20), "shown, and too late"
    yes(ash, 35)
    assert oar(ash) == (True, True, True)
    assert row(ash.measure("oar")).details["attested_on"] == LIVE + timedelta(days=35)


def test_a_pinned_window_and_grace_say_which_yes_is_in_time(ash: Book) -> None:
    """The sponsor's of day 20, kept on day 70; the buyer's of day 40, kept on that day."""
    promise(ash)
    reading(ash, 10)
    heard_late(ash, 20, 70)
    yes(ash, 40)
    for window, grace, attested in ((40, 30, 20), (40, 29, 40), (39, 31, 20), (39, 30, None)):
        details = row(ash.measure("oar", settings={"window": str(window), "grace": str(grace)})).details
        assert details["validated"] is (attested is not None)
        assert attested is None or details["attested_on"] == LIVE + timedelta(days=attested)


def test_clocks_on_or_after_from_and_before_to(ash: Book) -> None:
    for window, inside in (
        (Window(LIVE, LIVE + timedelta(days=1)), True),
        (Window(LIVE - timedelta(days=9), LIVE), False),
        (Window(LIVE + timedelta(days=1), LIVE + timedelta(days=9)), False),
    ):
        for name in ("oar", "ttfv"):
            assert ([r.account for r in ash.measure(name, window).rows] == ["ASH"]) is inside


def test_a_median_that_is_not_reached_says_so(ash: Book) -> None:
    promise(ash)
    figure = ash.measure("ttfv")
    assert (figure.value, figure.numerator, figure.denominator) == (None, 0, 1)
    assert figure.notes == ("The median is not reached: fewer than half have got to first value by the as-of day.",)
    assert figure.parts["quartiles"]["median"] == {"days": None, "low": None, "high": None}


def test_both_readings_stand_together_whichever_is_the_value(ash: Book) -> None:
    promise(ash)
    reading(ash, 30)
    measured, validated = ash.measure("oar", EVER), ash.measure("oar", EVER, settings={"reading": "validated"})
    assert (measured.value, validated.value) == (measured.parts["measured"]["value"], 0)
    assert measured.parts["validated"] == validated.parts["validated"]
