"""The page of all measures: a card each, with the numbers of the command line."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpResponse
from tests.cast import NOW, TODAY, Cast
from tests.doors.web.looking import HARM, HARMFUL, Browser, browser_of, words
from tests.motion.book import Book

from toprung.kernel.vocabulary import MemberRole, ReadAs, Reading
from toprung.motion.measures.headline import keep_headline
from toprung.motion.measures.periods import last_12_months
from toprung.motion.measures.standard import STANDARD
from toprung.records.targets.actions import TargetDraft, set_target

#: the last quarter of 2025, in which three accounts pay and one gives up a part
QUARTER = {"period": "own", "from": "2025-10-01", "to": "2025-12-31"}


def card(browser: Browser, name: str, **query: str) -> str:
    """A card as it is read."""
    return browser.text("measure_card", name, htmx=True, **query)


@pytest.mark.parametrize("role", MemberRole)
def test_every_role_reads_every_card(empty: Book, cast: Cast, role: MemberRole) -> None:
    browser = browser_of(cast, role)
    page = browser.page("measures")
    for name in STANDARD:
        assert f'hx-get="{browser.url("measure_card", name)}' in page
        assert "What it means: definition" in card(browser, name)


def test_strangers_and_anonymous_see_nothing(empty: Book, cast: Cast) -> None:
    stranger, nobody = Browser.of(cast, "stan@northlight.example"), Browser.of(cast)
    for name, *args in (
        ("measures",),
        ("measure_card", "oar"),
        ("measure", "oar"),
        ("measure_chart", "oar", "cohorts"),
    ):
        assert stranger.get(name, *args).status_code == 404
        assert nobody.get(name, *args).status_code == 302
        assert nobody.get(name, *args, htmx=True).status_code == 401


def test_the_cards_say_what_was_worked_out_by_hand(book: Book, leader: Browser) -> None:
    oar = card(leader, "oar")
    # As in tests.motion.measures.test_headline: two of three reached it in time, one had it confirmed in time.
    assert "Measured 66.7% 2 of 3 accounts Validated 33.3% 1 of 3 accounts Coverage 100% 3 of 3 accounts" in _flat(oar)
    assert "1 Apr 2025 to 31 Mar 2026, as of 31 Mar 2026" in oar
    # Days from signature: Nordbygg 92, Harbor 95; Enzo, signed 364 days ago, is not there.
    assert "95 days 2 of 3 accounts" in card(leader, "ttfv")
    grr = card(leader, "grr", **QUARTER)
    # Paying on 30 September: 2,400 + 300 + 9,000; Enzo gives up 500.
    assert "95.7% EUR 11,200 of EUR 11,700 MRR" in grr
    assert "100% 3 of 3 accounts" in card(leader, "logo_retention", **QUARTER)


def test_the_cards_numbers_are_those_of_the_command_line(book: Book, leader: Browser) -> None:
    for name in STANDARD:
        figure = book.measure(name, last_12_months(TODAY).window(name))
        assert figure.definition.id in card(leader, name)


def _flat(text: str) -> str:
    """Without the small question marks and what they open."""
    return re.sub(r" \?(?: [^?]*?)? All words", "", text)


def test_no_base_says_why_and_what_to_import(empty: Book, leader: Browser) -> None:
    empty_nrr = leader.page("measure_card", "nrr", htmx=True)
    assert "no base" in words(empty_nrr)
    assert "import subscriptions or revenue" in words(empty_nrr)
    assert f'href="{leader.url("importing")}"' in empty_nrr
    assert "No base: no account’s" in card(leader, "ttfv") or "No base: no account's" in card(leader, "ttfv")


def test_a_figure_that_cannot_be_given_says_why_in_its_card(book: Book, leader: Browser) -> None:
    book.bring("revenue", "account,occurred_on,kind,mrr_change,currency\nEN-3,2025-11-01,expansion,5,USD\n")
    said = card(leader, "nrr")
    assert "This figure cannot be given" in said
    assert "the option rates=USD:1.00" in said
    assert "66.7%" in card(leader, "oar")


def test_segment_grouping_and_as_of_day(book: Book, leader: Browser) -> None:
    smb = card(leader, "oar", segment="SMB")
    assert "1 of 1 account" in smb
    assert "segment SMB" in smb
    grouped = card(leader, "oar", by="segment")
    assert "Enterprise 0% 0% 1 account" in grouped
    assert "Mid-Market 100% 0% 1 account" in grouped
    assert "SMB 100% 100% 1 account" in grouped
    # In September Harbor was not live, and Enzo and Nordbygg were past day 90.
    assert "1 of 2 accounts" in card(leader, "oar", as_of="2025-09-30")


def test_a_card_with_many_groups_says_how_many_are_left(book: Book, leader: Browser) -> None:
    names = "".join(f"S-{n},S{n},seg{n:02},2025-05-01\n" for n in range(11))
    book.bring("accounts", "account,name,segment,go_live_on\n" + names)
    assert "And 6 more groups" in card(leader, "oar", by="segment")
    assert "And 6 more groups" not in leader.text("measure", "oar", by="segment")


def test_a_year_and_a_month_before(book: Book, leader: Browser) -> None:
    month = leader.text("measure_change", "oar", 1, htmx=True)
    assert month == "A month before (as of 28 Feb 2026 ): 66.7%; since then no change"
    year = leader.text("measure_change", "oar", 12, htmx=True)
    assert year == "A year before (as of 31 Mar 2025 ): no base. Not compared: one of the two has no value."
    # By 31 December 2025 one of three got there on day 92, one on day 95: the median is 95. A month before, Harbor had
    # been watched for 90 days only; of the two that were at risk on day 92 one got there: the median was 92.
    later = leader.text("measure_change", "ttfv", 1, htmx=True, as_of="2025-12-31")
    assert later == "A month before (as of 30 Nov 2025 ): 92 days; since then worse +3 days"
    assert leader.get("measure_change", "oar", 7).status_code == 404


def test_targets_stand_on_the_cards(book: Book, cast: Cast, leader: Browser) -> None:
    year = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    for measure, value, reading in (
        ("oar", "0.6", Reading.VALIDATED),
        ("ttfv", "100", None),
        ("nrr", "1.05", None),
    ):
        draft = TargetDraft(measure, Decimal(value), ReadAs.RETENTION, reading=reading, **year)
        set_target(book.workspace, draft, by=cast.leader, now=NOW)
    assert "Target, validated: 60%, read as retention: not reached −26.7 points from it" in card(leader, "oar")
    assert "Target: 100 days, read as retention: reached −5 days from it" in card(leader, "ttfv")
    assert "Target: 105%, read as retention: nothing to hold against it yet" in card(leader, "nrr")
    # The segment has none of its own, and the whole book's is not its.
    assert "No target on 31 Mar 2026" in card(leader, "oar", segment="SMB")
    assert "No target on 31 Dec 2025" in card(leader, "oar", **QUARTER)


def test_the_answer_is_the_kept_headline(book: Book, leader: Browser) -> None:
    assert "have not been computed yet" in leader.text("measures")
    keep_headline(book.workspace, TODAY, NOW)
    said = leader.text("measures")
    assert "Of 3 accounts whose time was up, 66.7% reached their outcome in time and 33.3% had it confirmed" in said


def test_the_page_itself_computes_nothing(book: Book, leader: Browser) -> None:
    keep_headline(book.workspace, TODAY, NOW)
    before = leader.queries("measures")
    book.bring("accounts", "account,name\n" + "".join(f"N-{n},N{n}\n" for n in range(40)))
    assert leader.queries("measures") == before <= 12


def test_without_a_script_the_page_waits_for_the_figures(book: Book, leader: Browser) -> None:
    assert "Compute the figures now" in leader.text("measures")
    said = leader.text("measures", wait="1")
    assert said.count("What it means: definition") == 6
    assert "66.7%" in said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"period": "own", "from": "2026-02-01", "to": "2026-01-01"}, "before it starts on 2026-02-01"),
        ({"from": "2026-02-01"}, "choose “From … to …”"),
        ({"period": "own", "from": "2026-02-01"}, "needs its first and its last day"),
        ({"period": "own", "from": "2025-01-01", "to": "2026-04-01"}, "after the as-of day 2026-03-31"),
        ({"as_of": "2026-04-01"}, "2026-04-01 is still to come"),
        ({"as_of": "1800-01-01"}, "too far off"),
        ({"as_of": "yesterday"}, "“yesterday” is not a day"),
        ({"period": "forever"}, "There is no such period"),
        ({"segment": "Enterprize"}, "There is no such segment"),
        ({"by": "weekday"}, "No such grouping"),
    ],
)
def test_awkward_questions_are_answered_beside_their_field(
    empty: Book, leader: Browser, query: dict[str, str], said: str
) -> None:
    for name, *args in (("measures",), ("measure", "oar")):
        response = leader.get(name, *args, **({"period": "last_12_months"} | query))
        assert response.status_code == 422
        assert said in words(response.content.decode())
    part: HttpResponse = leader.get("measure_card", "oar", htmx=True, **query)
    assert part.status_code == 422


def test_what_was_typed_is_kept_where_it_does_not_fit(empty: Book, leader: Browser) -> None:
    response = leader.get("measures", period="own", **{"from": "2026-02-01", "to": "2026-01-01"})
    assert 'value="2026-02-01"' in response.content.decode()
    assert 'value="2026-01-01"' in response.content.decode()


def test_an_unknown_measure_is_not_there(empty: Book, leader: Browser) -> None:
    for name in ("measure", "measure_card", "measure_body", "measure_accounts", "measure_json"):
        assert leader.get(name, "nps").status_code == 404
    assert leader.get("measure_chart", "oar", "waterfall").status_code == 404
    assert leader.get("measure_chart", "nrr", "cohorts").status_code == 404


def test_script_in_every_text_is_text(empty: Book, leader: Browser) -> None:
    for kind, text in HARMFUL.items():
        empty.bring(kind, text)
    segment = f"{HARM}seg"
    for by in ("segment", "owner"):
        for name in ("oar", "ttfv"):
            assert HARM not in leader.page("measure_card", name, htmx=True, by=by)
            assert HARM not in leader.page("measure", name, by=by, segment=segment)
    assert HARM not in leader.page("measures", segment=segment)
    assert "alert(1)" in leader.text("measure", "oar", segment=segment)
