"""From a seller's draft to the CSM's word: the gate, the signature, sent back, mended, accepted, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import DAY, Served, sign_in

SELLER, CSM = "sam@laddermill.example", "cleo@laddermill.example"
_LOOKED_AT = os.environ.get("TOPRUNG_SHOTS", "")


def test_prospect_signature_sent_back_mended_accepted(
    served: Served, visitor: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    for email, name, role in ((SELLER, "Sam Keller", "sales"), (CSM, "Cleo Marsh", "csm")):
        served.run("user", "add", email, "--name", name, "--role", role)
    seller, csm = _opened(served, visitor, SELLER), _opened(served, visitor, CSM)

    # The seller adds the prospect, and its gate says at once what is missing and who owes it.
    seller.goto(f"{_home(seller)}handoffs/")
    _shots(seller, "0-nothing-of-mine")
    seller.get_by_role("link", name="Add a prospect").first.click()
    expect(seller.get_by_label("Who sells")).to_have_value("Sam Keller")
    seller.get_by_role("button", name="Add it").click()
    expect(seller.get_by_text("This field is required.")).to_be_visible()
    _shots(seller, "1-add")
    seller.get_by_label("Name").fill("Quayside Labs")
    seller.get_by_label("Segment").select_option("SMB")
    seller.get_by_label("Signature expected on").fill("2026-04-30")
    seller.get_by_role("button", name="Add it").click()
    expect(seller.locator(".answer")).to_contain_text("Quayside Labs has not signed yet: 12 of 12 pieces are missing")
    _shots(seller, "2-gate")

    # A word of it was wrong, which the seller mends; a piece that the CSM owes is not theirs to supply.
    seller.get_by_role("link", name="Edit the prospect").click()
    seller.locator("#work-body [name=signature_expected_on]").fill("2026-05-15")
    _shots(seller, "3-edit")
    seller.locator("#work-body button[type=submit]").click()
    expect(seller.get_by_text("Prospect saved.")).to_be_visible()
    expect(seller.locator("a", has_text="Supply it: name of the CSM")).to_have_count(0)
    seller.locator("a", has_text="Supply it: stakeholders").first.click()
    seller.locator("#work-body [name=name]").fill("Bo Lind")
    seller.locator("#work-body [name=role]").select_option("buyer")
    seller.locator("#work-body button[type=submit]").click()
    expect(seller.locator("a", has_text="Supply it: stakeholders")).to_have_count(0)
    seller.goto(f"{_home(seller).partition('accounts/')[0]}handoffs/?show=before_signature")
    expect(seller.locator(".table-cards")).to_contain_text("15 May 2026")
    _shots(seller, "4-list")
    seller.get_by_role("link", name="Quayside Labs").click()

    # The outcome they would buy for, started from a template of the library.
    seller.locator("a", has_text="Supply it: primary outcome").first.click()
    seller.locator("#work-body .work-examples", has_text="Start from a template").locator("summary").click()
    seller.locator("#work-body .shelf a", has_text="office work").click()
    expect(seller.locator("#work-body [name=template]")).to_have_value("smb-efficiency-gained")
    expect(seller.locator("#work-body [name=promised_by]")).to_have_value("Sam Keller")
    seller.locator("#work-body [name=statement]").fill("Bring the office work for payroll down to 3 hours a week")
    _shots(seller, "5-outcome")
    page = seller.url.rstrip("/")
    seller.locator("#work-body button[type=submit]").click()
    expect(seller.locator("a", has_text="Supply it: primary outcome")).to_have_count(0)
    assert seller.url.rstrip("/") == page
    _shots(seller, "6-drafted")

    # The signature freezes what is promised, incomplete as it is, and opens the hand-off.
    seller.get_by_role("link", name="Record the signature").click()
    seller.get_by_label("Signed on").fill(DAY)
    seller.get_by_role("button", name="Record it").click()
    expect(seller.get_by_text("Frozen by Sam Keller")).to_be_visible()
    expect(seller.locator(".answer")).to_contain_text("is to be handed over from sales to customer success")
    expect(seller.get_by_text("from the template “Bring the office work for [task]")).to_be_visible()
    expect(seller.get_by_role("link", name="Edit the prospect")).to_have_count(0)
    _shots(seller, "7-signed")
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
    _shots(seller, "8-sent-back")
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
    _shots(csm, "9-accepted")


def _opened(served: Served, visitor: Callable[..., BrowserContext], email: str) -> Page:
    page = visitor(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, served, email)
    return page


def _home(page: Page) -> str:
    return page.url.partition("?")[0]


def _shots(page: Page, name: str) -> None:
    """Pictures for whoever looks at this journey (TOPRUNG_SHOTS names a folder): wide and narrow, light and dark."""
    if not _LOOKED_AT:
        return
    for width in (1440, 375):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=f"{_LOOKED_AT}/{name}-{width}-{scheme}.png", full_page=True, animations="disabled")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
