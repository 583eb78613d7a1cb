"""Saved views in a browser: kept, opened, changed, shared, deleted, and nobody's words lost."""

from __future__ import annotations

import html

import pytest
from tests.cast import Cast
from tests.doors.web.accounts.conftest import Browser, Browsing
from tests.doors.web.accounts.reading import hidden, names_of
from tests.motion.book import Book

from toprung.records.views.models import SavedView


@pytest.fixture
def view(chidi: Browser) -> SavedView:
    """Chidi's own view of what stands on rung 4."""
    chidi.send("view_save", kind="accounts", query="rung=4&sort=name", name="Proven")
    return SavedView.objects.get()


def shared(view: SavedView) -> SavedView:
    """The view, shared."""
    view.shared = True
    view.save()
    return view


def test_a_list_is_kept_as_it_is_on_screen(chidi: Browser) -> None:
    page = chidi.text("accounts", query="rung=4&sort=name&col=name&col=arr")
    kept_as = "kind=accounts&query=rung%3D4%26sort%3Dname%26col%3Dname%26col%3Darr"
    assert f"{chidi.url('view_save')}?{kept_as}" in html.unescape(page)
    form = chidi.text("view_save", query=kept_as)
    assert "It keeps what you see now: Rung 4 Measurable result." in form

    response = chidi.send(
        "view_save", kind="accounts", query=hidden(form, "query"), name="Proven", shared="on", once=hidden(form, "once")
    )

    kept = SavedView.objects.get()
    assert (kept.query, kept.shared, kept.member.name) == ("rung=4&sort=name&col=name&col=arr", True, "Chidi Mensah")
    assert (response.status_code, response.headers["Location"]) == (303, f"{chidi.url('accounts')}?view={kept.pk}")
    opened = chidi.text("accounts", query=f"view={kept.pk}")
    assert names_of(opened) == ["Nordbygg"]
    assert "The view “Proven” was saved." in opened
    assert "Save as a view" not in opened


def test_a_form_sent_twice_keeps_one(chidi: Browser) -> None:
    form = chidi.text("view_save", query="kind=accounts&query=")
    fields = {"kind": "accounts", "query": "", "name": "Twice", "once": hidden(form, "once")}

    first, second = chidi.send("view_save", **fields), chidi.send("view_save", **fields)

    assert (first.status_code, second.status_code) == (303, 303)
    assert SavedView.objects.count() == 1
    assert "That was saved already." in chidi.text("accounts")


def test_a_taken_or_missing_name_is_said_beside_its_field(chidi: Browser, view: SavedView) -> None:
    for name, sentence in (
        ("Proven", "choose another name"),
        ("", "This field is required"),
        ("n" * 101, "at most 100"),
    ):
        response = chidi.send("view_save", kind="accounts", query="rung=3", name=name)

        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert hidden(response.content.decode(), "query") == "rung=3&sort=-arr"
    assert SavedView.objects.count() == 1


def test_own_views_are_tabs_of_ones_own(chidi: Browser, browsing: Browsing, view: SavedView) -> None:
    assert f'?view={view.pk}">Proven</a>' in chidi.text("accounts")
    assert "Proven" not in browsing("lena").text("accounts")
    assert "Proven" not in chidi.text("triage")

    shared(view)

    assert f'?view={view.pk}">Proven (Chidi Mensah)</a>' in browsing("vera").text("accounts")


def test_an_own_view_is_not_found_by_others(browsing: Browsing, view: SavedView) -> None:
    for name in ("lena", "vera", "stan"):
        assert browsing(name).get("view_change", view.pk).status_code == 404
        assert browsing(name).send("view_change", view.pk, name="Mine now").status_code == 404
        assert browsing(name).send("view_delete", view.pk).status_code == 404
    view.refresh_from_db()
    assert view.name == "Proven"


def test_a_shared_view_is_changed_by_its_owner_and_leaders_alone(browsing: Browsing, view: SavedView) -> None:
    shared(view)

    assert browsing("clara").get("view_change", view.pk).status_code == 403
    assert browsing("clara").send("view_delete", view.pk).status_code == 403
    assert "Rename, share or delete" not in browsing("clara").text("accounts", query=f"view={view.pk}")
    lena = browsing("lena")
    assert "Rename, share or delete" in lena.text("accounts", query=f"view={view.pk}")
    form = lena.text("view_change", view.pk)
    assert "It belongs to Chidi Mensah and is shared with everyone." in form

    lena.send("view_change", view.pk, name="Proved", shared="on", seen=hidden(form, "seen"))

    view.refresh_from_db()
    assert (view.name, view.shared) == ("Proved", True)


def test_another_list_is_offered_to_the_view_that_is_open(chidi: Browser, view: SavedView) -> None:
    page = chidi.text("accounts", query=f"view={view.pk}&rung=3&rung=4&sort=name")
    assert "Update “Proven”" in page

    response = chidi.send("view_change", view.pk, query="rung=3&rung=4&sort=name", seen=hidden(page, "seen"))

    assert response.headers["Location"] == f"{chidi.url('accounts')}?view={view.pk}"
    assert names_of(chidi.text("accounts", query=f"view={view.pk}")) == ["Harbor Foods", "Nordbygg"]


def test_taking_off_the_last_filter_shows_the_whole_book_and_not_the_view_again(
    chidi: Browser, view: SavedView
) -> None:
    page = chidi.text("accounts", query=f"view={view.pk}")
    address = html.unescape(page.partition('aria-label="Take off: Rung 4')[0].rpartition('href="')[2].partition('"')[0])

    assert len(names_of(chidi.text("accounts", query=address.partition("?")[2]))) == 3


def test_two_people_renaming_a_view_see_both_names(chidi: Browser, browsing: Browsing, view: SavedView) -> None:
    shared(view)
    mine, hers = chidi.text("view_change", view.pk), browsing("lena").text("view_change", view.pk)
    browsing("lena").send("view_change", view.pk, name="Hers", shared="on", seen=hidden(hers, "seen"))

    response = chidi.send("view_change", view.pk, name="Mine", shared="on", seen=hidden(mine, "seen"))

    page = response.content.decode()
    assert response.status_code == 422
    assert "<td>Hers</td><td>Mine</td>" in page
    assert 'value="Mine"' in page
    again = chidi.send("view_change", view.pk, name="Mine", shared="on", seen=hidden(page, "seen"))
    assert again.status_code == 303


def test_two_people_giving_a_view_another_list_are_told(chidi: Browser, browsing: Browsing, view: SavedView) -> None:
    shared(view)
    page = chidi.text("accounts", query=f"view={view.pk}&rung=1")
    seen = hidden(page, "seen")
    browsing("lena").send("view_change", view.pk, query="rung=2", seen=seen)

    response = chidi.send("view_change", view.pk, query="rung=1", seen=seen)

    assert response.status_code == 422
    assert "Someone else gave “Proven” another list meanwhile (Rung 2 Adoption)" in response.content.decode()
    view.refresh_from_db()
    assert view.query == "rung=2&sort=-arr"


def test_deleting_a_view_touches_no_account(chidi: Browser, view: SavedView) -> None:
    response = chidi.send("view_delete", view.pk)

    assert response.status_code == 303
    page = chidi.text("accounts", query=f"view={view.pk}")
    assert len(names_of(page)) == 3
    assert "The view “Proven” was deleted; the accounts in it are as they were." in page
    assert "The view in this address was deleted" in page
    assert chidi.send("view_delete", view.pk).status_code == 404


def test_a_script_as_a_name_is_shown_as_text(chidi: Browser) -> None:
    chidi.send("view_save", kind="accounts", query="q=%3Cscript%3E", name="<script>alert(1)</script>")
    view = SavedView.objects.get()

    for page in (
        chidi.text("accounts"),
        chidi.text("accounts", query=f"view={view.pk}"),
        chidi.text("view_change", view.pk),
    ):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_view_of_triage_is_kept_for_triage(chidi: Browser, book: Book, cast: Cast) -> None:
    chidi.send("view_save", kind="triage", query="triage=unnamed_vague&rung=9", name="Vague")

    view = SavedView.objects.get()
    assert (view.kind, view.query) == ("triage", "triage=unnamed_vague&sort=-arr")
    assert "Take off: What is missing vague" in chidi.text("triage", query=f"view={view.pk}")
