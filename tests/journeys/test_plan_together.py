"""A success plan written by two browsers: the vendor's and the customer's, to a version that both agree to."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import Served, sign_in
from tests.journeys.test_customer_confirms import mailed_link
from tests.journeys.test_every_screen import violations

_PEOPLE = "account,name,role,email\nHF-1,Dana Ito,executive_sponsor,dana@harbor.example\n"
_ACCOUNTS = "account,name,segment,owner,go-live\nHF-1,Harbor Foods,Enterprise,Ada Osei,2026-01-05\n"
_OUTCOMES = """\
account,outcome,statement,kind,metric,unit,direction,baseline,target,validator,primary
HF-1,close,Close the books in 5 days instead of 9,numeric,days to close,days,decrease,9,5,Dana Ito,yes
"""


@pytest.fixture
def promised(served_empty: Served, tmp_path: Path) -> Served:
    """Harbor Foods with one outcome that nobody has agreed to yet, and its executive."""
    for kind, text in (("accounts", _ACCOUNTS), ("stakeholders", _PEOPLE), ("outcomes", _OUTCOMES)):
        file = tmp_path / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        served_empty.run("import", kind, str(file))
    served_empty.run("evaluate")
    return served_empty


def _invited(served: Served) -> str:
    """The link that Dana was mailed, on this server."""
    served.run("portal", "invite", "HF-1", "Dana Ito")
    return re.sub(r"^http://[^/]+", served.address, mailed_link(served, "Dana Ito"))


def test_a_plan_is_co_written_to_an_agreed_version(
    promised: Served, visitor: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    ours = visitor(viewport={"width": 1440, "height": 900}).new_page()
    theirs = visitor(viewport={"width": 375, "height": 800}, is_mobile=True, has_touch=True).new_page()
    sign_in(ours, promised, "ada@brightworks.example")
    _begin(ours)
    _share(ours, "The customer sees version 1 now.")

    link = _invited(promised)
    _accessible(visitor, link)
    theirs.goto(link)
    theirs.get_by_role("link", name="Read and sign").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Success plan of Harbor Foods")
    _propose(theirs)

    ours.reload()
    _accept(ours)
    expect(ours.get_by_text("2 changes are not shared yet", exact=False)).to_be_visible()
    _share(ours, "The customer sees version 2 now.")

    _sign(theirs)
    ours.reload()
    expect(ours.locator("#main .answer")).to_contain_text("Version 2 is agreed by Dana Ito on 31 Mar 2026")
    expect(ours.locator(".plan-outcome").first).to_contain_text("Close the books in 4 working days, without weekends")
    expect(ours.locator(".plan-outcome").first).to_contain_text("agreed 31 Mar 2026 by Dana Ito")
    assert theirs.evaluate("document.documentElement.scrollWidth") <= 375
    if folder := os.environ.get("TOPRUNG_SCREENSHOTS"):
        ours.screenshot(path=f"{folder}/plan-ours.png", full_page=True)
        theirs.screenshot(path=f"{folder}/plan-theirs.png", full_page=True)


def _accessible(visitor: Callable[..., BrowserContext], link: str) -> None:
    """Nothing for axe to find on the customer's pages of the plan, and nothing wider than a phone."""
    for scheme in ("light", "dark"):
        page = visitor(viewport={"width": 375, "height": 800}, color_scheme=scheme, bypass_csp=True).new_page()
        page.goto(link)
        page.get_by_role("link", name="Read and sign").click()
        addresses = [page.url, *(a.get_attribute("href") or "" for a in page.locator("main .btn").all())]
        for address in addresses:
            page.goto(urljoin(link, address))
            assert violations(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth") <= 375, address


def _begin(page: Page) -> None:
    page.goto(re.sub(r"(/w/\d+/).*", r"\1accounts/1/plan/", page.url))
    page.get_by_role("link", name="Begin the success plan").click()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Success plan")
    page.get_by_role("link", name="Milestone", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What is done when it is reached").fill("Import the ledgers")
    dialog.get_by_label("Whose it is").select_option(label="Dana Ito (executive sponsor)")
    dialog.get_by_label("Due on").fill("2026-05-03")
    dialog.get_by_label("The customer sees it").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("#milestone-1")).to_contain_text("due 3 May 2026")


def _share(page: Page, said: str) -> None:
    page.get_by_role("link", name=re.compile("^Share")).click()
    expect(page.locator("#preview")).to_contain_text("Import the ledgers")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text(said)).to_be_visible()


def _propose(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Propose other words")).click()
    page.get_by_label("In your own words").fill("Close the books in 4 working days, without weekends")
    page.get_by_label("Target").fill("4")
    page.get_by_label("Why, if you like").fill("The board asks about the weekends.")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Your words were passed on.", exact=False)).to_be_visible()


def _accept(page: Page) -> None:
    expect(page.get_by_text("The board asks about the weekends.")).to_be_visible()
    page.get_by_role("link", name="Accept …").click()
    page.get_by_role("dialog").get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Accepted: the customer’s words stand in the plan.", exact=False)).to_be_visible()


def _sign(page: Page) -> None:
    page.reload()
    expect(page.get_by_text("accepted", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sign version 2 as Dana Ito").click()
    expect(page.get_by_text("Thank you: you have signed this version", exact=False)).to_be_visible()
