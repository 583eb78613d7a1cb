"""What is taken along is exactly what is on screen: the same accounts, order, columns and values."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.http import HttpResponse
from openpyxl import load_workbook
from tests.cast import Cast
from tests.doors.web.accounts.conftest import Browser
from tests.doors.web.accounts.reading import Cell, rows_of
from tests.motion.book import Book

from toprung.motion.evaluation.models import AccountState
from toprung.motion.lists.columns import COLUMNS
from toprung.records.book.models import Account

EVERY_COLUMN = "&".join(f"col={column.key}" for column in COLUMNS if column.key != "reason")
NUMBERS = {"Activity": "1", "Adoption": "2", "Outcome": "3", "Measurable result": "4"}


def downloaded(response: Any) -> bytes:
    """The file."""
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def as_csv(response: HttpResponse) -> list[dict[str, str]]:
    """The rows of a CSV, by heading."""
    text = downloaded(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def shown(row: dict[str, Cell]) -> dict[str, str]:
    """A row of the screen as the file's columns say it, read from what the screen shows, cell by cell."""
    read = {"Account id": row["name"].seen.removeprefix(row["name"].titles[0]).strip(), "Name": row["name"].titles[0]}
    for key, heading in (
        ("segment", "Segment"),
        ("tier", "Tier"),
        ("industry", "Industry"),
        ("next", "The one next thing"),
    ):
        read[heading] = plain(row[key].seen)
    for key, heading in (("lifecycle", "Lifecycle"), ("owner", "Owner"), ("result_state", "Result")):
        read[heading] = plain(row[key].seen)
    counts = {"users_7": "Users, 7 days", "users_28": "Users, 28 days", "seats": "Seats"}
    events = {"events_7": "Events, 7 days", "events_28": "Events, 28 days", "signals": "Signals"}
    for key, heading in (counts | events).items():
        read[heading] = plain(row[key].seen)
    for key, heading in (("first_value", "First value"), ("changed", "Last change")):
        read[heading] = "".join(row[key].values)
    return read | rung(row["rung"]) | result(row["result"]) | health(row["health"]) | days(row) | money(row["arr"])


def plain(text: str) -> str:
    """Without the dash for nothing and the word for nobody."""
    return "" if text in ("", "–", "nobody") else text


def rung(cell: Cell) -> dict[str, str]:
    """“4 Result, hollow: no evidence of activity and adoption”, with what is unknown in the title."""
    below = re.search(r"no evidence of ([^;]+)", cell.titles[0])
    dark = re.search(r"; ([^;]+) unknown", cell.titles[0])
    return {"Rung": cell.seen.split()[0], "Gaps": steps(below), "Unknown rungs": steps(dark)}


def steps(found: re.Match[str] | None) -> str:
    """“activity and adoption” as “1, 2”."""
    named = found[1] if found else ""
    return ", ".join(number for name, number in NUMBERS.items() if name.lower() in named)


def result(cell: Cell) -> dict[str, str]:
    """The statement stands in the title as well; what follows it is the validator."""
    statement = cell.titles[0] if cell.titles else ""
    return {"Named result": statement, "Validator": cell.seen.removeprefix(statement or "–").strip()}


def health(cell: Cell) -> dict[str, str]:
    """“69” with “amber” for those who do not see the colour."""
    score, _, band = cell.said.partition(" ") if cell.said != "none" else ("", "", "")
    return {"Health": score, "Band": band}


def money(cell: Cell) -> dict[str, str]:
    """“EUR 3,600”, whose exact value is beside it for machines."""
    return {"ARR": "".join(cell.values), "Currency": cell.seen.partition(" ")[0] if cell.values else ""}


def days(row: dict[str, Cell]) -> dict[str, str]:
    """Renewal and notice, the check's state and its day: the days as machines read them."""
    renewal, notice = [*row["renewal"].values, "", ""][:2]
    state = re.sub(r"due \d.*$", "", row["check"].seen).strip()
    return {"Renewal": renewal, "Notice by": notice, "Result check": state, "Check due": "".join(row["check"].values)}


@pytest.fixture
def awkward(book: Book, cast: Cast) -> None:
    """Values at the edges: cents, nothing at all, unknown rungs, formulas."""
    Account.objects.filter(external_id="NB-2", workspace=cast.workspace).update(tier="=1+1", industry='a, "b"\nc')
    enzo = AccountState.objects.filter(account__external_id="EN-3", workspace=cast.workspace)
    enzo.update(arr="102000.5500", unknown="12", gaps="", hollow=False, health=None, band="", users_7=None, owner="")
    harbor = AccountState.objects.filter(account__external_id="HF-1", workspace=cast.workspace)
    harbor.update(arr=None, renewal_on=None, notice_on=None, named_result="", validator="")


def test_the_file_is_the_screen_cell_by_cell(chidi: Browser, awkward: None) -> None:
    for query in ("sort=name", "sort=-health", "hollow=yes&sort=arr", "q=quote"):
        address = f"{query}&{EVERY_COLUMN}"
        screen = [shown(row) for row in rows_of(chidi.text("accounts", query=address))]

        file = as_csv(chidi.get("accounts_export", query=address))

        spaced = [{heading: " ".join(text.split()) for heading, text in row.items()} for row in file]
        assert [{h: t.removeprefix("'") for h, t in row.items()} for row in spaced] == screen, query
        assert screen


def test_the_columns_are_those_of_the_view(chidi: Browser) -> None:
    file = as_csv(chidi.get("accounts_export", query="col=arr&col=owner"))

    assert list(file[0]) == ["Account id", "Name", "ARR", "Currency", "Owner"]


def test_a_view_named_alone_is_exported_as_it_is(chidi: Browser) -> None:
    assert [row["Name"] for row in as_csv(chidi.get("accounts_export", query="view=hollow"))] == [
        "Harbor Foods",
        "Nordbygg",
    ]


def test_all_pages_are_in_the_file(chidi: Browser, cast: Cast) -> None:
    made = Account.objects.bulk_create(
        Account(workspace=cast.workspace, external_id=f"M-{n:04}", name="Many", created_on="2024-01-01")
        for n in range(1_050)
    )
    AccountState.objects.bulk_create(
        AccountState(account=account, workspace=cast.workspace, as_of="2026-03-31", lifecycle="live", rung=1)
        for account in made
    )

    file = as_csv(chidi.get("accounts_export", query="q=many&col=name&col=next&page=2&size=50"))

    assert [row["Account id"] for row in file] == [f"M-{n:04}" for n in range(1_050)]


def test_a_workbook_says_what_it_holds(chidi: Browser, awkward: None) -> None:
    response = chidi.get("accounts_export", query="rung=3&rung=4&sort=name&format=xlsx&col=name&col=tier&col=arr")

    book = load_workbook(io.BytesIO(downloaded(response)))
    rows, about = ([list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book)
    assert rows == [
        ["Account id", "Name", "Tier", "ARR", "Currency"],
        ["HF-1", "Harbor Foods", None, None, None],
        ["NB-2", "Nordbygg", "'=1+1", 3600, "EUR"],
    ]
    assert about == [
        ["Workspace", "Brightworks"],
        ["List", "Accounts"],
        ["As of", "31 Mar 2026"],
        ["Accounts", "2"],
        ["ARR", "EUR 3,600 ARR"],
        ["Only", "Rung 3 Outcome or 4 Measurable result"],
        ["Order", "Account, smallest or earliest first"],
        ["Taken along by", "Chidi Mensah on 31 Mar 2026"],
    ]


def test_the_file_is_named_after_workspace_list_and_day(chidi: Browser) -> None:
    for name, query, file in (
        ("accounts_export", "", "brightworks-accounts-2026-03-31.csv"),
        ("triage_export", "format=xlsx", "brightworks-triage-2026-03-31.xlsx"),
    ):
        response = chidi.get(name, query=query)
        assert response.headers["Content-Disposition"] == f'attachment; filename="{file}"'
        downloaded(response)


def test_triage_brings_its_reasons_along(chidi: Browser, book: Book) -> None:
    book.bring("accounts", "account,name,go_live_on\nNEW-1,Newcomer,2025-01-01\n")
    book.evaluate()

    file = as_csv(chidi.get("triage_export"))

    assert [(row["Name"], row["What is missing"]) for row in file] == [
        ("Newcomer", "No outcome is on file: ask what result they bought it for.")
    ]
