"""The home page: who sees it, what it answers, and whether its numbers lead to as many accounts."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.http import QueryDict
from tests.cast import NOW, TODAY, Cast
from tests.doors.web.looking import HARM, HARMFUL, Browser, browser_of
from tests.motion.book import FILES, Book

from toprung.kernel.vocabulary import MemberRole, ReadAs, Reading
from toprung.motion.lists.listing import states
from toprung.motion.lists.narrowing import Viewer
from toprung.motion.lists.request import read
from toprung.motion.upkeep import bring_up_to_date
from toprung.records.book.models import Account
from toprung.records.targets.actions import TargetDraft, set_target
from toprung.records.views.models import ListKind

LATER = NOW + timedelta(hours=1)
VALUE = "account,outcome,occurred_on,value\nEN-3,empty,2026-03-30,15\n"


def test_anonymous_is_sent_to_sign_in(book: Book, cast: Cast) -> None:
    response = Browser.of(cast).get("home")
    assert (response.status_code, response.headers["Location"][:13]) == (302, "/enter/login/")
    assert Browser.of(cast).get("home", htmx=True).status_code == 401


def test_a_stranger_finds_nothing(book: Book, cast: Cast) -> None:
    assert Browser.of(cast, "stan@northlight.example").get("home").status_code == 404


@pytest.mark.parametrize("role", MemberRole)
def test_each_role_sees_where_the_book_stands(book: Book, cast: Cast, role: MemberRole) -> None:
    text = browser_of(cast, role).text("home")
    assert "Of 3 customers, 1 can name a measurable result: validated, and standing today." in text
    assert "As of 31 Mar 2026." in text


def test_the_ladder_has_accounts_and_revenue_on_each_rung(book: Book, cast: Cast) -> None:
    text = browser_of(cast, MemberRole.CSM).text("home")
    assert "Rung 4: Measurable result 1 account 1 hollow EUR 3,600 ARR" in text
    assert "Rung 3: Outcome 1 account 1 hollow EUR 28,800 ARR" in text
    assert "Rung 0: Off the ladder 1 account EUR 102,000 ARR" in text


def test_every_number_leads_to_as_many_accounts(book: Book, cast: Cast) -> None:
    page = browser_of(cast, MemberRole.LEADER).page("home")
    links = re.findall(r'<a[^>]*href="([^"]*/(accounts|triage)/\?[^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    viewer = Viewer("Lena Vogt", "lena@brightworks.example", TODAY)
    counted = 0
    for href, kind, content in links:
        number = re.search(r"(?:>|^)\s*(\d+)(?: account|</strong>| customer| live| renewal| prospect| former)", content)
        if number is None:
            continue
        asked = read(ListKind(kind), QueryDict(unescape(href).partition("?")[2]))
        assert asked.ignored == ()
        assert states(cast.workspace, asked.request, viewer).count() == int(number[1]), href
        counted += 1
    assert counted >= 8


def test_mine_are_the_accounts_that_i_own(book: Book, cast: Cast) -> None:
    chidi = browser_of(cast, MemberRole.CSM)
    assert "Of 2 customers of yours, 0 can name a measurable result" in chidi.text("home", who="mine")
    book.bring("accounts", "account,owner\nNB-2,CHIDI@brightworks.example\n", now=LATER)
    bring_up_to_date(book.workspace, LATER)
    page = chidi.page("home", who="mine")
    assert "who=mine" in page
    assert "3 customers" in page
    assert "No account has you as its owner" in browser_of(cast, MemberRole.SALES).text("home", who="mine")


def test_what_changed_is_told_with_its_cause(book: Book, cast: Cast) -> None:
    assert "No account has changed its rung" in browser_of(cast, MemberRole.CSM).text("home")
    Account.objects.filter(external_id="EN-3").update(name="Enzo & Sons")
    book.evaluate(TODAY - timedelta(days=40))
    book.evaluate(TODAY - timedelta(days=1))
    # Earlier days leave today's history alone: the first change is the next one.
    book.bring("measurements", VALUE, now=LATER)
    bring_up_to_date(book.workspace, NOW + timedelta(days=1))

    text = browser_of(cast, MemberRole.CSM).text("home")

    assert "1 climbed, 0 slipped" in text
    assert "Enzo & Sons" in text
    assert "100% of the promised change on 30 Mar 2026: “Cut empty kilometres from 22% to 15%”." in text


def test_movement_is_told_since_last_month(empty: Book, cast: Cast) -> None:
    empty.bring_all(FILES)
    empty.evaluate(TODAY - timedelta(days=30))
    empty.bring("measurements", VALUE)
    bring_up_to_date(empty.workspace, NOW)

    text = browser_of(cast, MemberRole.CSM).text("home")

    assert "Rung 3: Outcome 2 accounts 2 hollow EUR 130,800 ARR up 1" in text
    assert "Arrows: accounts more or fewer on the rung since 1 Mar 2026." in text
    assert "1 climb and 0 slips since 1 Mar 2026." in text
    assert "From 1 Mar 2026 to 31 Mar 2026: 1 climbed" in text
    mine = browser_of(cast, MemberRole.CSM).text("home", who="mine")
    assert "Arrows:" not in mine, "the evaluation of then cannot tell one member's accounts"
    assert "1 climb and 0 slips since" in mine


def test_what_is_due(book: Book, cast: Cast) -> None:
    text = browser_of(cast, MemberRole.CSM).text("home")
    assert "1 result check is owed an answer; 1 more is staged." in text
    assert "Every live account has a named result." in text
    assert "1 renewal comes near without a result that stands: the day of notice is within 90 days, or past." in text
    assert "Enzo Freight 0 Off EUR 102,000 14 Jan 2026, 76 days ago renews 14 Apr 2026" in text


def test_the_headline_names_its_target_or_says_that_there_is_none(book: Book, cast: Cast) -> None:
    leader, viewer = browser_of(cast, MemberRole.LEADER), browser_of(cast, MemberRole.VIEWER)
    assert "no target set: set one" in leader.text("home")
    assert "no target set: set one" not in viewer.text("home")
    assert "Can we define it? 100% Coverage" in viewer.text("home")
    assert "3 of 3 accounts with an outcome on file" in viewer.text("home")
    draft = TargetDraft(
        measure="oar",
        reading=Reading.VALIDATED,
        value=Decimal("0.6"),
        read_as=ReadAs.EFFICIENCY,
        starts_on=TODAY.replace(month=1, day=1),
        ends_on=TODAY.replace(month=12, day=31),
    )
    set_target(cast.workspace, draft, by=cast.leader, now=NOW)
    assert "target 60%, 26.7 points below it" in leader.text("home")


def test_an_empty_book_teaches_the_first_step(cast: Cast, empty: Book) -> None:
    Account.objects.filter(workspace=cast.workspace).delete()
    assert "Begin with one spreadsheet" in browser_of(cast, MemberRole.LEADER).text("home")
    viewer = browser_of(cast, MemberRole.VIEWER).text("home")
    assert "The book is empty An admin or a leader of your workspace brings in the first spreadsheet" in viewer
    assert "toprung demo" in viewer


def test_a_book_that_is_being_evaluated_says_so(cast: Cast, empty: Book) -> None:
    empty.bring("accounts", "account,segment\nA-1,SMB\n")
    leader = browser_of(cast, MemberRole.LEADER)
    assert "The book is being evaluated" in leader.text("home")
    bring_up_to_date(cast.workspace, NOW)
    assert "As of 31 Mar 2026." in leader.text("home")
    empty.bring("accounts", "account,segment\nA-2,SMB\n", now=LATER)
    assert "As of 31 Mar 2026; newer facts are being evaluated." in leader.text("home")


def test_several_currencies_are_not_added_up(book: Book, cast: Cast) -> None:
    book.bring("accounts", "account,name,segment,currency\nU-1,Union,SMB,USD\n", now=LATER)
    Account.objects.filter(external_id="U-1").update(stated_arr=50_000)
    bring_up_to_date(book.workspace, LATER)
    text = browser_of(cast, MemberRole.CSM).text("home")
    assert "ARR is that of customers who pay in EUR; beside it USD 50,000 of others." in text


def test_no_text_on_file_becomes_part_of_the_page(book: Book, cast: Cast) -> None:
    book.bring_all(HARMFUL)
    book.evaluate(TODAY)
    bring_up_to_date(book.workspace, NOW + timedelta(days=1))
    page = browser_of(cast, MemberRole.ADMIN).page("home")
    assert HARM not in page
    assert "&lt;script&gt;" in page


def test_the_same_few_queries_whatever_the_size_of_the_book(book: Book, cast: Cast) -> None:
    leader = browser_of(cast, MemberRole.LEADER)
    book.bring("measurements", VALUE, now=LATER)
    bring_up_to_date(book.workspace, NOW + timedelta(days=1))
    few = leader.queries("home"), leader.queries("home", who="mine")
    names = [f"A-{n:03}" for n in range(60)]
    book.bring(
        "accounts", "account,segment,owner,go_live_on\n" + "".join(f"{n},SMB,Lena Vogt,2025-06-01\n" for n in names)
    )
    bring_up_to_date(book.workspace, NOW + timedelta(days=1))
    many = leader.queries("home"), leader.queries("home", who="mine")
    assert many[0] == few[0] <= 12
    assert many[1] <= 12
