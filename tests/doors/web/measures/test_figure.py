"""One figure in full: options, groups, the accounts behind it, its pictures, its query, its exports."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from tests.cast import TODAY, Cast
from tests.doors.web.looking import HARM, HARMFUL, Browser, browser_of, words
from tests.motion.book import Book

from toprung.doors.web.measures.behind import columns_of, parts_of, table_of
from toprung.doors.web.measures.wording import _interval
from toprung.kernel.vocabulary import MemberRole
from toprung.motion.measures.figures import Figure
from toprung.motion.measures.measuring import COMPUTING, By
from toprung.motion.measures.periods import Period, last_12_months
from toprung.motion.measures.queries import query_of
from toprung.motion.measures.standard import STANDARD
from toprung.records.book.queries import account

QUARTER = {"period": "own", "from": "2025-10-01", "to": "2025-12-31"}

#: the book of these tests knows no promise of a sale; `test_promise_page` does
IN_THE_BOOK = tuple(name for name in STANDARD if name != "promise_kept")


def figure(book: Book, name: str, **options: Any) -> Figure:
    """The figure over the twelve months; of retention over the last quarter of 2025."""
    period = last_12_months(TODAY)
    if name not in ("oar", "ttfv"):
        period = Period(*(TODAY.fromisoformat(QUARTER[end]) for end in ("from", "to")))
    return book.measure(name, period.window(name), **options)


def asked(name: str) -> dict[str, str]:
    return {} if name in ("oar", "ttfv") else QUARTER


@pytest.mark.parametrize("name", IN_THE_BOOK)
def test_the_accounts_behind_add_up_to_the_figure(book: Book, leader: Browser, name: str) -> None:
    whole = figure(book, name)

    shown = [row for part in parts_of(whole) for row in part.rows]

    assert sum((r.numerator for r in shown), Decimal(0)) == whole.numerator
    assert sum((r.denominator for r in shown), Decimal(0)) == whole.denominator
    assert {r.account for r in whole.rows} <= {r.account for r in shown}
    assert len({r.account for r in shown}) == len(shown)
    counted = parts_of(whole)[0]
    table = table_of(book.workspace, whole, {})
    totals = {total["column"].key: total["value"] for total in table.totals}
    assert (totals["numerator"], totals["denominator"]) == (whole.numerator, whole.denominator)
    page = leader.text("measure", name, **asked(name))
    assert f"All {len(counted.rows)}" in page
    assert f"{len(counted.rows)} accounts" in page


def test_the_page_has_the_figure_its_query_and_the_way_to_each_account(book: Book, leader: Browser) -> None:
    source = leader.page("measure", "oar")
    page = words(source)

    assert "Of 3 accounts whose time was up, 66.7% reached their outcome in time; 33.3% had it confirmed." in page
    assert " ".join(query_of("oar").split()) in page
    assert 'data-copy="#sql"' in source
    for external_id in ("HF-1", "NB-2", "EN-3"):
        assert leader.url("account", account(book.workspace, external_id).pk) in source


def test_the_parts_of_oar_are_told_apart(book: Book, leader: Browser) -> None:
    book.bring("accounts", "account,name,go_live_on\nY-1,Young,2026-03-01\nL-1,Late,\n")
    book.bring("contracts", "account,contract,signed_on,starts_on,ends_on\nL-1,L,2025-06-01,2025-06-15,2026-06-14\n")
    page = leader.text("measure", "oar")
    assert "In the rate 3" in page
    assert "In flight 1" in page
    assert "Not live 1" in page
    assert "signed over 90 days ago, counted beside" in page
    flight = leader.text("measure", "oar", show="in_flight")
    assert "Young" in flight
    assert "1 Mar 2026" in flight
    late = leader.text("measure", "oar", show="not_live")
    assert "Late" in late
    # From 1 June 2025 to 31 March 2026.
    assert "303" in late


def test_the_parts_of_ttfv_and_retention(book: Book, leader: Browser) -> None:
    book.bring("accounts", "account,name\nN-1,Nameless\n")
    book.bring("revenue", "account,occurred_on,kind,mrr_change\nN-1,2025-11-01,new,10\n")
    assert "Nameless" in leader.text("measure", "ttfv", show="without_start")
    assert "Nameless" not in leader.text("measure", "nrr", **QUARTER)
    moved = leader.text("measure", "nrr", show="moved", **QUARTER)
    assert "Nameless N-1 Unassigned none 0 10 10" in moved.replace("– none", "none")


def test_sorting_puts_blanks_last_both_ways(book: Book) -> None:
    whole = figure(book, "oar")

    def order(sort: str) -> list[str]:
        return [row.account for row in table_of(book.workspace, whole, {"sort": sort}).page]

    # Harbor reached it on 5 December, Nordbygg on 20 August, Enzo has not.
    assert order("reached_on") == ["NB-2", "HF-1", "EN-3"]
    assert order("-reached_on") == ["HF-1", "NB-2", "EN-3"]
    assert order("name") == ["EN-3", "HF-1", "NB-2"]
    assert order("-denominator") == order("nonsense") == order("") == ["EN-3", "HF-1", "NB-2"]


@pytest.mark.parametrize("name", IN_THE_BOOK)
def test_every_column_sorts(book: Book, leader: Browser, name: str) -> None:
    whole = figure(book, name)
    for part in parts_of(whole):
        for column in columns_of(whole, part):
            for sort in (column.key, f"-{column.key}"):
                table = table_of(book.workspace, whole, {"show": part.key, "sort": sort})
                assert sorted(r.account for r in table.page) == sorted(r.account for r in part.rows)
    assert 'aria-sort="descending"' in leader.page("measure", name, sort="-name", **asked(name))


def test_many_accounts_come_in_pages(book: Book, leader: Browser) -> None:
    names = "".join(f"P-{n:03},Page {n},2025-05-01\n" for n in range(60))
    book.bring("accounts", "account,name,go_live_on\n" + names)
    first = leader.text("measure", "oar")
    assert "1–50 of 63" in first
    assert "All 63" in first
    assert "Page 59" in leader.text("measure", "oar", page="2")
    # What is no page is the nearest one.
    assert "Page 59" in leader.text("measure", "oar", page="99")
    assert "1–50 of 63" in leader.text("measure", "oar", page="x")


def test_columns_of_movements_that_there_were_not_are_left_out(book: Book, leader: Browser) -> None:
    page = leader.text("measure", "nrr", **QUARTER)
    assert "Contraction" in page
    assert "Reactivation" not in page.split("The accounts behind it")[1].split("Kept figures")[0]


@pytest.mark.parametrize("by", COMPUTING["grr"].groups)
def test_groups_are_those_of_the_command_line(book: Book, leader: Browser, by: By) -> None:
    page = leader.text("measure", "grr", by=by.value, **QUARTER)
    for group, part in figure(book, "grr", group_by=by).groups:
        assert f"{group} {100 * part.value:.1f}%".replace(".0%", "%") in page


def test_options_are_another_definition(book: Book, leader: Browser) -> None:
    other = figure(book, "oar", settings={"window": "60", "reading": "validated"})
    page = leader.text("measure", "oar", **{"set-window": "60", "set-reading": "validated", "set-grace": ""})
    assert other.definition.id in page
    # Day 66 and day 65 are too late for 60 days.
    assert "0% reached their outcome in time" in page
    assert figure(book, "oar").definition.id not in page


@pytest.mark.parametrize(
    ("name", "option", "said"),
    [
        ("oar", {"set-basis": "arr"}, "Outcome achievement rate has no option “basis”"),
        ("nrr", {"set-basis": "daily"}, "daily does not fit: choose mrr or arr"),
        ("nrr", {"set-rates": "USD=1"}, "“USD=1” is not a rate"),
        ("nrr", {"set-rates": "USD:0"}, "is not a rate"),
        ("nrr", {"set-currency": "EURO"}, "“EURO” is not a currency"),
        ("oar", {"set-window": "soon"}, "“soon” is not a number of days"),
        ("oar", {"set-window": "99999"}, "99999 days are out of bounds"),
    ],
)
def test_awkward_options_are_told(book: Book, leader: Browser, name: str, option: dict[str, str], said: str) -> None:
    response = leader.get("measure", name, **option)
    assert said in words(response.content.decode())
    assert response.status_code in (200, 422)


def test_the_pictures_are_specs_and_tables(book: Book, leader: Browser) -> None:
    for name, which, cell in (
        ("oar", "cohorts", "2025-06 1 100.0% 100.0% 0"),
        ("ttfv", "curve", "92 3 1 33.3%"),
        ("grr", "trend", "31 Dec 2025 95.7% 95.7% 100.0%"),
        ("nrr", "waterfall", "Contraction -500"),
    ):
        spec = json.loads(leader.page("measure_chart", name, which, **asked(name)))
        assert spec["$schema"].endswith(".json")
        fragment = leader.text("measure_chart", name, which, htmx=True, table="1", **asked(name))
        assert cell in fragment
        assert spec["description"] in fragment
        assert "<html" in leader.page("measure_chart", name, which, table="1", **asked(name))


@pytest.mark.parametrize("role", MemberRole)
def test_every_role_may_export(book: Book, cast: Cast, role: MemberRole) -> None:
    browser = browser_of(cast, role)
    told = json.loads(browser.page("measure_json", "oar", by="segment"))
    assert told == json.loads(json.dumps(figure(book, "oar", group_by=By.SEGMENT).as_json()))
    assert rows_of(browser, "oar")


def rows_of(browser: Browser, name: str) -> list[dict[str, str]]:
    response = browser.get("measure_accounts", name, **asked(name))
    assert re.fullmatch(
        rf'attachment; filename="{name}-2026-03-31-[0-9a-f]{{16}}\.csv"', response["Content-Disposition"]
    )
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", IN_THE_BOOK)
def test_the_export_has_every_account_and_adds_up(book: Book, leader: Browser, name: str) -> None:
    whole, rows = figure(book, name), rows_of(leader, name)

    assert [r["account"] for r in rows] == [row.account for part in parts_of(whole) for row in part.rows]
    assert sum(Decimal(r["numerator"]) for r in rows) == whole.numerator
    assert sum(Decimal(r["denominator"]) for r in rows) == whole.denominator
    assert {r["part"] for r in rows} == {part.label for part in parts_of(whole) if part.rows}


def test_the_export_of_nothing(empty: Book, leader: Browser) -> None:
    assert rows_of(leader, "nrr") == []


def test_a_spreadsheet_runs_nothing_of_the_export(empty: Book, leader: Browser) -> None:
    empty.bring("accounts", "account,name,owner,go_live_on\nE-1,'=cmd(),@sum(1),2025-06-01\n")
    row = next(r for r in rows_of(leader, "oar") if r["account"] == "E-1")
    assert row["name"].startswith("'")
    assert row["owner"] == "'@sum(1)"


def test_script_stays_text_in_table_and_query(empty: Book, leader: Browser) -> None:
    for kind, text in HARMFUL.items():
        empty.bring(kind, text)
    for show in ("rate", "in_flight"):
        source = leader.page("measure", "oar", show=show, sort=HARM, **{"set-window": "90"})
        assert HARM not in source
    response = leader.get("measure", "oar", **{"set-window": HARM})
    assert HARM not in response.content.decode()


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (24, 95, "95% interval 24 to 95 days"),
        (114, None, "95% interval from 114 days, its end not seen yet"),
        (None, 1, "95% interval up to 1 day"),
        (None, None, "too few for an interval"),
    ],
)
def test_an_open_interval_is_said_in_words(low: int | None, high: int | None, told: str) -> None:
    assert _interval(low, high) == told
