"""A head of customer success with one spreadsheet: from the file to an answered check."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import Served, sign_in

#: the heading “Kunde” is no known word for an account, one row names none, and one check is due on this very day
_SHEET = """Kunde,segment,owner,go-live,renewal,ARR,result,validator,validator role,confirmed,confirmed on
Alder Clinics,SMB,Ada Osei,2025-06-02,2026-06-01,9600,Cut no-shows from 14% to 8%,Ines Roth,buyer,yes,2026-01-20
Birch Logistics,Mid-Market,Ada Osei,2025-12-31,2026-09-14,42000,Close the month in 4 days not 9,Tom Okafor,team_lead,no,
,SMB,Ada Osei,2025-11-03,2026-11-02,38500,Cut returns by 20%,Lena Fuchs,buyer,no,
"""


def test_import_the_sheet_mend_a_reject_see_the_ladder_answer_a_check(
    served_empty: Served, visitor: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page = visitor(viewport={"width": 1440, "height": 900}, accept_downloads=True).new_page()
    sign_in(page, served_empty, "ada@brightworks.example")
    _bring(page, tmp_path)
    _map_the_account(page)
    mended = _mend(page, tmp_path)
    _give_again(page, mended)
    _see_the_ladder(page)
    _answer_the_check(page)


def _bring(page: Page, folder: Path) -> None:
    file = folder / "book.csv"
    file.write_text(_SHEET, encoding="utf-8")
    page.get_by_role("navigation").get_by_role("link", name="Import").click()
    page.get_by_label("File", exact=True).set_input_files(file)
    expect(page.get_by_role("heading", name="Import of book.csv")).to_be_visible()


def _map_the_account(page: Page) -> None:
    page.locator("#kind").select_option("sheet")
    account = page.locator("#column-account")
    account.select_option("Kunde")
    expect(account).to_have_value("Kunde")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("button", name="Import 2 rows")).to_be_visible()
    expect(page.locator("main")).to_contain_text("reject 1 of 3 rows")


def _mend(page: Page, folder: Path) -> Path:
    page.get_by_role("button", name="Import 2 rows").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rejects").click()
    rejects = folder / "rejects.csv"
    download.value.save_as(rejects)
    with rejects.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 1
    rows[0]["Kunde"] = "Cedar Freight"
    with rejects.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return rejects


def _give_again(page: Page, mended: Path) -> None:
    page.get_by_label("File", exact=True).set_input_files(mended)
    # Its columns are read as the first file's were, so it goes straight to what would happen.
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_role("heading", name="What next")).to_be_visible()


def _see_the_ladder(page: Page) -> None:
    page.get_by_role("link", name="See the ladder").click()
    expect(page.locator("main")).to_contain_text("Of 3 customers, 1 can name a measurable result")


def _answer_the_check(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Checks").click()
    page.get_by_role("row", name="Birch Logistics").get_by_role("link", name="Yes").click()
    named = page.locator("[name=named]")
    expect(named).to_have_value("Close the month in 4 days not 9")
    page.get_by_role("button", name="Answer yes").click()
    expect(page.get_by_role("heading", name="Answered lately")).to_be_visible()
    expect(page.locator("#lately")).to_contain_text("Birch Logistics")
