"""From a seller's draft to the CSM's word: the gate, the signature, sent back, mended, accepted, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import DAY, Served, sign_in

SELLER, CSM = "sam@laddermill.example", "cleo@laddermill.example"
_LOOKED_AT = os.environ.get("TOPRUNG_SHOTS", "")


def test_seller_signature_sent_back_mended_accepted(
    served: Served, visitor: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    file = tmp_path / "prospect.csv"
    file.write_text("account,name,segment,owner\nNEW-1,Quayside Labs,SMB,Cleo Marsh\n")
    served.run("import", "accounts", str(file))
    people = tmp_path / "people.csv"
    people.write_text("account,name,email,role\nNEW-1,Bo Lind,bo@quayside.example,buyer\n")
    served.run("import", "stakeholders", str(people))
    for email, name, role in ((SELLER, "Sam Keller", "sales"), (CSM, "Cleo Marsh", "csm")):
        served.run("user", "add", email, "--name", name, "--role", role)
    served.run("evaluate", "--account", "NEW-1")
    seller, csm = _opened(served, visitor, SELLER), _opened(served, visitor, CSM)

    # The seller finds the prospect among their workspace's hand-offs, and the gate says what is missing.
    seller.goto(f"{_home(seller)}handoffs/?show=before_signature&who=team")
    seller.get_by_role("link", name="Quayside Labs").click()
    expect(seller.locator(".answer")).to_contain_text("has not signed yet: 10 of 12 pieces are missing")
    _shot(seller, "1-gate")
    seller.locator("a", has_text="Supply it: primary outcome").first.click()
    seller.locator("#work-body [name=statement]").fill("Close the books in 5 days instead of 10")
    seller.locator("#work-body [name=kind]").select_option("numeric")
    seller.locator("#work-body [name=metric]").fill("days to close")
    seller.locator("#work-body [name=promised_by]").fill("Sam Keller")
    page = seller.url.rstrip("/")
    seller.locator("#work-body button[type=submit]").click()
    expect(seller.locator(".answer")).not_to_contain_text("10 of 12")
    assert seller.url.rstrip("/") == page

    # The signature freezes what is promised, incomplete as it is, and opens the hand-off.
    seller.get_by_role("link", name="Record the signature").click()
    seller.get_by_label("Signed on").fill(DAY)
    seller.get_by_role("button", name="Record it").click()
    expect(seller.get_by_text("Frozen by Sam Keller")).to_be_visible()
    expect(seller.locator(".answer")).to_contain_text("is to be handed over from sales to customer success")
    _shot(seller, "2-signed")
    seller.get_by_role("link", name="Hand over").click()
    seller.get_by_label("Why it is handed over all the same").fill("They send the target on Monday.")
    seller.locator("#work-body").get_by_role("button", name="Hand over").click()
    expect(seller.locator(".answer")).to_contain_text("handed over from sales to customer success: Sam Keller")

    # The CSM sends it back, with reasons.
    csm.goto(seller.url)
    csm.get_by_role("link", name="Send back").click()
    csm.get_by_role("button", name="Send it back").click()
    expect(csm.locator("#work-body").get_by_text("This field is required.")).to_be_visible()
    csm.get_by_label("Reasons").fill("No target: when is it kept?")
    csm.get_by_role("button", name="Send it back").click()
    expect(csm.locator(".answer")).to_contain_text("is sent back from sales to customer success: Cleo Marsh")

    # The seller sees why, mends it and hands it over again; the CSM accepts.
    seller.goto(seller.url)
    expect(seller.get_by_text("No target: when is it kept?").first).to_be_visible()
    _shot(seller, "3-sent-back")
    seller.locator("a", has_text="Supply it: target").first.click()
    seller.locator("#work-body [name=target]").fill("5")
    seller.locator("#work-body button[type=submit]").click()
    expect(seller.locator("a", has_text="Supply it: target")).to_have_count(0)
    seller.get_by_role("link", name="Hand over again").click()
    seller.get_by_label("Why it is handed over all the same").fill("The target is there; the rest follows.")
    seller.locator("#work-body").get_by_role("button", name="Hand over").click()
    expect(seller.locator(".answer")).to_contain_text("handed over from sales to customer success")
    csm.goto(seller.url)
    csm.get_by_role("link", name="Accept").click()
    csm.locator("#work-body").get_by_role("button", name="Accept").click()
    expect(csm.locator(".answer")).to_contain_text("has not gone live yet")
    expect(csm.get_by_text("its outcome has been changed since")).to_be_visible()
    _shot(csm, "4-accepted")


def _opened(served: Served, visitor: Callable[..., BrowserContext], email: str) -> Page:
    page = visitor(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, served, email)
    return page


def _home(page: Page) -> str:
    return page.url.partition("?")[0]


def _shot(page: Page, name: str) -> None:
    """A picture for whoever looks at this journey (TOPRUNG_SHOTS names a folder)."""
    if _LOOKED_AT:
        page.screenshot(path=f"{_LOOKED_AT}/{name}.png", full_page=True)
