"""Bulk edit in a browser: choose, look, do; each account told, and nothing done twice or behind one's back."""

from __future__ import annotations

import html
import re

import pytest
from tests.cast import Cast
from tests.doors.web.accounts.conftest import Browser, Browsing
from tests.doors.web.accounts.reading import hidden, names_of, rows_of
from tests.motion.book import Book

from toprung.doors.web.accounts import editing
from toprung.motion.evaluation.models import AccountState
from toprung.records.book.models import Account
from toprung.records.journal.models import Entry


def key(cast: Cast, external_id: str) -> int:
    """An account's key."""
    return Account.objects.get(workspace=cast.workspace, external_id=external_id).pk


def owners(cast: Cast) -> dict[str, str]:
    """Who owns what."""
    return dict(Account.objects.filter(workspace=cast.workspace).values_list("external_id", "owner"))


def carried(page: str) -> dict[str, str]:
    """What the previewed form carries to the last step."""
    form = page.partition('name="step" value="act"')[2].partition("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in fields} | {"step": "act", "once": hidden(page, "once")}


def test_roles_that_may_not_edit_are_refused(browsing: Browsing, book: Book, cast: Cast) -> None:
    for name in ("sam", "vera"):
        browser = browsing(name)

        assert browser.get("accounts_edit").status_code == 403
        assert browser.send("accounts_edit", step="act", accounts=str(cast.harbor.pk), owner="Me").status_code == 403
    assert "Me" not in owners(cast).values()


def test_nothing_is_saved_before_the_last_step(chidi: Browser, cast: Cast) -> None:
    before = Entry.objects.count()
    form = chidi.send("accounts_edit", account=[key(cast, "HF-1"), key(cast, "NB-2")], query="sort=name")
    page = form.content.decode()
    assert "Edit 2 accounts" in page

    preview = chidi.send(
        "accounts_edit",
        step="preview",
        accounts=hidden(page, "accounts"),
        query=hidden(page, "query"),
        owner="Clara Ruiz",
        segment="Enterprise",
    ).content.decode()

    assert "2 accounts change" in preview
    assert "Owner of 1 account, segment of 2 accounts (Enterprise from today)." in preview
    assert re.findall(r"<td>(\w+)</td><td>([^<]+)</td><td>([^<]+)</td>", preview) == [
        ("owner", "Chidi Mensah", "Clara Ruiz"),
        ("segment", "Mid-Market", "Enterprise"),
        ("segment", "SMB", "Enterprise"),
    ]
    assert Entry.objects.count() == before


def test_what_was_shown_is_done_and_the_page_stands_on_it_at_once(chidi: Browser, cast: Cast) -> None:
    fields = {
        "accounts": f"{key(cast, 'HF-1')},{key(cast, 'NB-2')}",
        "query": "sort=name",
        "owner": "Clara Ruiz",
        "tier": "Gold",
    }
    preview = chidi.send("accounts_edit", step="preview", **fields).content.decode()

    response = chidi.send("accounts_edit", **carried(preview))

    assert response.headers["Location"] == f"{chidi.url('accounts')}?sort=name"
    page = chidi.text("accounts", query="sort=name&col=tier&col=owner")
    assert "2 accounts changed." in page
    assert [(row["tier"].seen, row["owner"].seen) for row in rows_of(page)] == [
        ("", "Chidi Mensah"),
        ("Gold", "Clara Ruiz"),
        ("Gold", "Clara Ruiz"),
    ]


def test_the_same_form_again_changes_nothing(chidi: Browser, cast: Cast) -> None:
    preview = chidi.send(
        "accounts_edit", step="preview", accounts=str(key(cast, "HF-1")), query="owner=Chidi+Mensah", owner="Clara Ruiz"
    ).content.decode()
    fields = carried(preview)
    chidi.send("accounts_edit", **fields)
    before = Entry.objects.count()

    again = chidi.send("accounts_edit", **fields)

    assert again.status_code == 303
    assert Entry.objects.count() == before
    assert "That was saved already." in chidi.text("accounts")


def test_the_whole_list_can_be_taken(chidi: Browser, cast: Cast) -> None:
    page = chidi.send("accounts_edit", everything="yes", query="owner=Chidi+Mensah").content.decode()

    assert "Edit 2 accounts" in page
    assert set(hidden(page, "accounts").split(",")) == {str(key(cast, "HF-1")), str(key(cast, "EN-3"))}


def test_an_account_that_left_the_list_meanwhile_is_named_and_left_alone(chidi: Browser, cast: Cast) -> None:
    fields = {
        "accounts": f"{key(cast, 'HF-1')},{key(cast, 'EN-3')}",
        "query": "owner=Chidi+Mensah",
        "owner": "Ada Osei",
    }
    preview = chidi.send("accounts_edit", step="preview", **fields).content.decode()
    AccountState.objects.filter(account=key(cast, "EN-3"), workspace=cast.workspace).update(owner="Lena Vogt")
    Account.objects.filter(pk=key(cast, "EN-3")).update(owner="Lena Vogt")

    page = chidi.send("accounts_edit", **carried(preview)).content.decode()

    assert "1 account changed." in page
    assert "1 chosen account does not answer to its filters any more and is left alone: Enzo Freight" in page
    assert owners(cast) == {"HF-1": "Ada Osei", "EN-3": "Lena Vogt", "NB-2": "Clara Ruiz"}


def test_when_all_of_them_left_nothing_is_changed(chidi: Browser, cast: Cast) -> None:
    response = chidi.send(
        "accounts_edit", step="act", accounts=str(key(cast, "NB-2")), query="owner=Chidi+Mensah", owner="Ada Osei"
    )

    assert response.status_code == 422
    assert "someone changed them meanwhile. Nothing was changed." in response.content.decode()
    assert owners(cast)["NB-2"] == "Clara Ruiz"


def test_choosing_nobody_says_what_to_do(chidi: Browser) -> None:
    for fields in ({}, {"account": ["x", "99999999999999999999"]}, {"accounts": ",,"}):
        response = chidi.send("accounts_edit", query="", **fields)

        assert response.status_code == 422
        assert "tick at least one row" in response.content.decode()


#: what does not fit the form, and what is said
UNFIT: tuple[tuple[dict[str, str], str], ...] = (
    ({}, "Say what they are to have: an owner, a tier or a segment."),
    ({"owner": "Ada", "no_owner": "on"}, "Name someone, or take the owner away; not both."),
    ({"segment_from": "2026-01-01"}, "Choose the segment that they are in from that day."),
    ({"segment": "Giants"}, "Giants is not one of the available choices"),
    ({"tier": "t" * 101}, "at most 100 characters"),
    ({"segment": "SMB", "segment_from": "31/31/31"}, "Enter a valid date"),
)


def test_what_does_not_fit_is_said_beside_the_field(chidi: Browser, cast: Cast) -> None:
    for step in ("preview", "act"):
        for fields, sentence in UNFIT:
            response = chidi.send("accounts_edit", step=step, accounts=str(key(cast, "HF-1")), query="", **fields)

            assert response.status_code == 422
            assert sentence in response.content.decode()


def test_an_owner_can_be_taken_away(chidi: Browser, cast: Cast) -> None:
    fields = {"accounts": str(key(cast, "HF-1")), "query": "", "no_owner": "on"}
    chidi.send("accounts_edit", **carried(chidi.send("accounts_edit", step="preview", **fields).content.decode()))

    assert owners(cast)["HF-1"] == ""
    assert names_of(chidi.text("accounts", query="owner=(none)")) == ["Harbor Foods"]


def test_many_accounts_are_left_to_the_worker_and_the_page_says_so(
    chidi: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "_AT_ONCE", 2)

    chidi.send(
        "accounts_edit",
        step="act",
        accounts=",".join(str(key(cast, n)) for n in ("HF-1", "NB-2", "EN-3")),
        query="",
        tier="A",
    )

    page = chidi.text("accounts", query="col=owner")
    assert "3 accounts changed. They are being evaluated; the list follows in a moment." in page
    assert "Something newer is being evaluated" in page


def test_accounts_of_another_workspace_cannot_be_chosen(chidi: Browser, cast: Cast) -> None:
    response = chidi.send("accounts_edit", step="act", accounts=str(cast.their_harbor.pk), query="", owner="Me")

    assert response.status_code == 422
    cast.their_harbor.refresh_from_db()
    assert cast.their_harbor.owner == "Chidi Mensah"
    assert "Harbor Foods" not in response.content.decode()


def test_a_script_as_an_owner_is_shown_as_text(chidi: Browser, cast: Cast) -> None:
    page = chidi.send(
        "accounts_edit", step="preview", accounts=str(key(cast, "HF-1")), query="", owner="<script>alert(1)</script>"
    ).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
