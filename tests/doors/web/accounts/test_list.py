"""The list of accounts in a browser: what it says, how it is narrowed, and what anybody may type into its address."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import LONG_AGO, TODAY, Cast
from tests.doors.web.accounts.conftest import Browser, Browsing
from tests.doors.web.accounts.reading import answer_of, names_of, rows_of
from tests.motion.book import Book

from toprung.kernel.vocabulary import MemberRole
from toprung.motion.evaluation.models import AccountState
from toprung.records.book.models import Account

SCRIPT = "<script>alert('x')</script>\"'&{{ 7|add:7 }}"


def test_anonymous_is_asked_to_sign_in(chidi: Browser) -> None:
    response = Client().get(chidi.url("accounts"))

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/enter/login/")


def test_a_stranger_finds_nothing(browsing: Browsing, book: Book) -> None:
    for name in ("accounts", "triage", "accounts_export", "triage_export", "view_save"):
        assert browsing("stan").get(name).status_code == 404


def test_every_role_reads_the_book(browsing: Browsing, book: Book, cast: Cast) -> None:
    for role in MemberRole:
        name = cast.members[role].name.split()[0].lower()
        page = browsing(name).text("accounts")

        assert names_of(page) == ["Enzo Freight", "Harbor Foods", "Nordbygg"]
        assert ("data-selecting" in page) == (role in ("admin", "leader", "csm"))


def test_the_answer_stands_on_top_with_its_day(chidi: Browser) -> None:
    assert answer_of(chidi.text("accounts")) == "3 accounts, EUR 134,400 ARR, as of 31 Mar 2026."
    assert answer_of(chidi.text("accounts", query="rung=4")) == "1 of 3 accounts, EUR 3,600 ARR, as of 31 Mar 2026."
    assert answer_of(chidi.text("accounts", query="q=nobody")).startswith("0 of 3 accounts, no ARR on file")


def test_a_row_holds_the_facts_that_make_opening_it_unnecessary(chidi: Browser) -> None:
    row = next(row for row in rows_of(chidi.text("accounts")) if "Nordbygg" in row["name"].seen)

    assert {key: cell.said for key, cell in row.items()} == {
        "name": "Nordbygg NB-2",
        "segment": "SMB",
        "rung": "4 Result, hollow: no evidence of activity, adoption and outcome",
        "result": "Cut the time to quote from 6 days to 2Bo Dahl",
        "health": "69 amber",
        "arr": "EUR 3,600",
        "renewal": "31 May 2026notice in 31 days",
        "users_7": "0",
        "owner": "Clara Ruiz",
        "changed": "31 Mar 2026",
    }


def test_mine_are_those_of_the_one_who_looks(browsing: Browsing, book: Book) -> None:
    assert names_of(browsing("chidi").text("accounts", query="view=mine")) == ["Enzo Freight", "Harbor Foods"]
    assert names_of(browsing("clara").text("accounts", query="view=mine")) == ["Nordbygg"]


def test_a_built_in_view_is_an_address_and_shows_its_filters(chidi: Browser) -> None:
    page = chidi.text("accounts", query="view=hollow")

    assert sorted(names_of(page)) == ["Harbor Foods", "Nordbygg"]
    assert (
        'href="/w/1/accounts/?view=hollow" aria-current="page"'.replace("/w/1", f"/w/{chidi.cast.workspace.pk}") in page
    )
    assert "Take off: Hollow rung" in page


def test_what_is_not_understood_is_said_and_left_out(chidi: Browser) -> None:
    page = chidi.text("accounts", query="rung=9&segment=Giants&sort=luck&view=77&page=x&size=3&col=luck")

    assert len(names_of(page)) == 3
    for sentence in (
        "Rung “9” is not known here and was left out.",
        "Segment “Giants” is not known here and was left out.",
        "There is no order by “luck”",
        "There is no column “luck”.",
        "The view in this address was deleted, or it is not shared with you.",
    ):
        assert sentence in page


#: what a person, or a program that means no good, may put behind the question mark
TYPED = (
    *("q=%00", "q=%F0%9F", "q=" + "x+" * 500, "owner=%00", "view=-1", "view=%00", "size=0", "sort=-name&sort=arr"),
    *("renews_within=-1", "renews_before=0001-01-01", "changed_within=3650", "changed_since=9999-12-31"),
    *("arr_from=1e400", "arr_to=99999999999999999", "page=99999999", "page=-1"),
    "rung=" + "&rung=".join("0123456789" * 30),
)


def test_nothing_that_can_be_typed_breaks_the_page(chidi: Browser) -> None:
    for query in TYPED:
        for name in ("accounts", "triage", "accounts_export"):
            assert chidi.get(name, query=query).status_code == 200, (name, query)


def test_a_script_in_every_text_is_shown_as_text(chidi: Browser, cast: Cast, book: Book) -> None:
    Account.objects.filter(workspace=cast.workspace).update(name=SCRIPT, tier=SCRIPT[:100], industry=SCRIPT)
    AccountState.objects.filter(workspace=cast.workspace).update(
        owner=SCRIPT, segment=SCRIPT, named_result=SCRIPT, validator=SCRIPT
    )
    columns = "&".join(f"col={key}" for key in ("tier", "segment", "owner", "result", "industry"))

    for query in (columns, "q=%3Cscript%3E", "owner=%3Cscript%3E"):
        page = chidi.text("accounts", query=query)
        assert "<script>alert" not in page
        assert "14" not in re.findall(r"7\|add:7 }}|(?<=&amp;)14", page)
    assert names_of(chidi.text("accounts")) == [SCRIPT] * 3


def test_the_choice_of_columns_stands_in_the_address(chidi: Browser) -> None:
    page = chidi.text("accounts", query="col=next&col=tier&col=lifecycle")

    assert list(rows_of(page)[0]) == ["name", "tier", "lifecycle", "next"]
    assert rows_of(page)[1]["next"].seen == "Half validated: Tom Becker (team lead) still has to confirm it."


def test_headings_say_how_the_list_is_ordered(chidi: Browser) -> None:
    page = chidi.text("accounts", query="sort=name")

    assert names_of(page) == ["Enzo Freight", "Harbor Foods", "Nordbygg"]
    assert re.findall(r'aria-sort="(\w+)"><a class="sort"[^>]*>(\w+)', page) == [("ascending", "Account")]
    assert "sort=-name" in page
    assert names_of(chidi.text("accounts", query="sort=-name"))[0] == "Nordbygg"


def test_htmx_is_told_the_address_in_one_spelling(chidi: Browser) -> None:
    response = chidi.get("accounts", query="view=all&q=&rung=4&rung=3&sort=-arr&size=50&owner=&hollow=", htmx=True)

    assert response.headers["HX-Push-Url"] == f"{chidi.url('accounts')}?view=all&rung=3&rung=4&sort=-arr"
    assert "HX-Push-Url" not in chidi.get("accounts").headers


def test_an_empty_book_teaches_the_next_step(browsing: Browsing, cast: Cast) -> None:
    Account.objects.filter(workspace=cast.workspace).delete()

    page = browsing("chidi").text("accounts")

    assert "The book is empty" in page
    assert "Import a file" in page
    triage = browsing("chidi").text("triage")
    assert "The book is empty" in triage
    assert "Every live account has a named result" not in triage


def test_filters_without_an_answer_can_be_taken_off(chidi: Browser) -> None:
    page = chidi.text("accounts", query="q=nobody")

    assert "No account answers to these filters" in page
    assert f'href="{chidi.url("accounts")}?view=all&amp;sort=-arr"' in page


def test_what_waits_to_be_evaluated_is_said(chidi: Browser, cast: Cast, book: Book) -> None:
    assert "being evaluated" not in chidi.text("accounts")

    book.bring("accounts", "account,name\nNEW-1,Newcomer\n")

    page = chidi.text("accounts")
    assert "Something newer is being evaluated" in page
    assert "1 account is not in it yet" in page


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("accounts", ""),
        ("accounts", "q=a&rung=2&who=mine&tier=(none)&sort=name&col=name&col=next&view=77"),
        ("triage", "q=a&triage=unnamed_vague&who=mine"),
    ],
)
def test_twelve_queries_are_enough_whatever_the_book(chidi: Browser, cast: Cast, name: str, query: str) -> None:
    chidi.text(name, query=query)
    few = _queries(chidi, name, query)
    made = Account.objects.bulk_create(
        Account(workspace=cast.workspace, external_id=f"M-{n}", name=f"Many {n}", created_on=LONG_AGO)
        for n in range(200)
    )
    AccountState.objects.bulk_create(
        AccountState(
            account=account, workspace=cast.workspace, as_of=TODAY, lifecycle="live", rung=2, triage="unnamed_vague"
        )
        for account in made
    )

    assert _queries(chidi, name, query) <= max(few, 12) <= 12


def _queries(browser: Browser, name: str, query: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        browser.text(name, query=query)
    return len(captured)


def test_pages_are_walked_by_links(chidi: Browser, cast: Cast) -> None:
    made = Account.objects.bulk_create(
        Account(workspace=cast.workspace, external_id=f"M-{n:03}", name=f"Many {n}", created_on=LONG_AGO)
        for n in range(110)
    )
    AccountState.objects.bulk_create(
        AccountState(account=account, workspace=cast.workspace, as_of=TODAY, lifecycle="live", rung=1)
        for account in made
    )

    page = chidi.text("accounts", query="rung=1&page=3")

    assert len(names_of(page)) == 10
    assert "101–110" in page
    assert "rung=1&amp;page=2" in page
    assert "rung=1&amp;sort=-arr&amp;size=200" in page
    assert len(names_of(chidi.text("accounts", query="rung=1&size=200"))) == 110
