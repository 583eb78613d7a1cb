"""Kept figures: kept once, listed, compared if they mean the same, refused with what differs if they do not."""

from __future__ import annotations

from datetime import date

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.doors.web.looking import Browser, words
from tests.motion.book import EVER, LAST_YEAR, Book

from toprung.kernel.days import Window
from toprung.motion.evaluation.models import Figure
from toprung.motion.measures.measuring import keep

ONCE = "x" * 22


def kept(book: Book, name: str, over: Window = EVER, **options: str) -> int:
    figure = book.measure(name, over, min(TODAY, over.end), settings=options)
    return int(keep(book.workspace, figure, by=book.by, now=NOW).pk)


def test_keeping_a_figure(book: Book, leader: Browser) -> None:
    address = f"{leader.url('measure_keep', 'oar')}?set-window=60"

    response = leader.send(address, {"once": ONCE})

    row = Figure.objects.get(workspace=book.workspace)
    assert response.status_code == 303
    assert response["Location"] == f"{leader.url('measure', 'oar')}?set-window=60"
    assert row.definition["options"]["window"] == "60"
    page = leader.text("measure", "oar", **{"set-window": "60"})
    assert f"Kept as figure {row.pk}." in page
    assert f"Figure {row.pk} 0%" in page


def test_sent_twice_it_is_kept_once(book: Book, leader: Browser) -> None:
    for _ in range(2):
        leader.send(leader.url("measure_keep", "oar"), {"once": ONCE})
    assert "That was saved already." in leader.text("measure", "oar")
    assert Figure.objects.count() == 1


def test_who_may_keep_one(book: Book, cast: Cast, viewer: Browser) -> None:
    address = viewer.url("measure_keep", "oar")
    assert Browser.of(cast).send(address, {}).status_code == 302
    assert Browser.of(cast, "stan@northlight.example").send(address, {}).status_code == 404
    assert viewer.get("measure_keep", "oar").status_code == 405
    assert viewer.send(address, {"once": ONCE}).status_code == 303


def test_one_kept_figure(book: Book, leader: Browser) -> None:
    number = kept(book, "oar")
    source = leader.page("figure_kept", number)

    assert "Outcome achievement rate was 66.7% (2 of 3 accounts), 1 Jan 2020 to 1 Apr 2026, as of 31 Mar 2026" in words(
        source
    )
    # The way back leads to the same definition.
    link = source.split('btn" href="')[1].split('"')[0].replace("&amp;", "&")
    assert Figure.objects.get(pk=number).definition_id in words(leader.client.get(link).content.decode())


@pytest.mark.parametrize("name", ["nrr", "grr", "logo_retention", "ttfv"])
def test_the_way_back_leads_to_the_same_definition(book: Book, leader: Browser, name: str) -> None:
    number = kept(book, name, LAST_YEAR)
    link = leader.page("figure_kept", number).split('btn" href="')[1].split('"')[0].replace("&amp;", "&")
    assert Figure.objects.get(pk=number).definition_id in words(leader.client.get(link).content.decode())


def test_like_figures_are_compared(book: Book, leader: Browser) -> None:
    autumn, spring = (
        kept(book, "oar", Window(start, end))
        for start, end in ((date(2025, 4, 1), date(2025, 10, 1)), (date(2025, 10, 1), date(2026, 4, 1)))
    )
    page = leader.text("measures_compare", one=str(autumn), other=str(spring))
    # Of Enzo and Nordbygg one reached it by then; of Harbor alone, one of one.
    assert "From 50% to 100%: +50 points, better." in page
    assert "no, and need not" in page
    assert "no, so they are not compared" not in page


def test_unlike_figures_are_refused_with_what_differs(book: Book, leader: Browser) -> None:
    ninety, sixty, ttfv = kept(book, "oar"), kept(book, "oar", window="60"), kept(book, "ttfv")

    response = leader.get("measures_compare", one=str(ninety), other=str(sixty))
    page = words(response.content.decode())

    assert response.status_code == 422
    assert "These figures cannot be compared: their window differs: 90 against 60." in page
    assert "Option window 90 60 no, so they are not compared" in page
    assert "Option reading measured measured yes" in page
    assert "points" not in page
    other = words(leader.get("measures_compare", one=str(ninety), other=str(ttfv)).content.decode())
    assert "one is Outcome achievement rate, the other Time to first value" in other
    assert "Option" not in other


def test_no_value_no_difference(book: Book, leader: Browser) -> None:
    early = Window(date(2020, 1, 1), date(2020, 7, 1))
    none, some = kept(book, "oar", early), kept(book, "oar", Window(date(2025, 4, 1), date(2025, 10, 1)))
    assert "No difference can be told" in leader.text("measures_compare", one=str(none), other=str(some))


def test_choosing_what_to_compare(book: Book, leader: Browser) -> None:
    assert "Nothing is kept yet" in leader.text("measures_compare")
    number = kept(book, "oar")
    source = leader.page("measures_compare", one=str(number))
    assert f'<option value="{number}" selected>' in source
    for one in ("x", "", "1e5", "9" * 30, "-1"):
        assert leader.get("measures_compare", one=one, other=str(number)).status_code == 422
    assert leader.get("measures_compare", one="999", other=str(number)).status_code == 404


def test_another_workspaces_figures_are_not_there(book: Book, cast: Cast, leader: Browser) -> None:
    ours = kept(book, "oar")
    theirs = Book(cast.elsewhere, cast.stranger, book.folder)
    number = kept(theirs, "oar")
    assert leader.get("figure_kept", number).status_code == 404
    assert leader.get("measures_compare", one=str(ours), other=str(number)).status_code == 404
    assert f"Figure {number} " not in leader.text("measure", "oar")
