"""A mail says that the plan was shared; its link leads to it on a phone, and a milestone is ticked off by keyboard."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import Served, sign_in
from tests.journeys.test_customer_confirms import PHONE, mailed_link
from tests.journeys.test_every_screen import violations
from tests.journeys.test_plan_together import promised

__all__ = ["promised"]

_TITLE = "Import the ledgers"


@pytest.fixture
def planned(promised: Served) -> Served:
    """A plan with a milestone of Dana's, who was invited and is told of nothing yet."""
    promised.run("portal", "invite", "HF-1", "Dana Ito")
    mailed_link(promised, "Dana Ito")
    promised.run("plan", "start", "HF-1")
    given = ("--title", _TITLE, "--outcome", "close", "--due", "2026-03-20", "--owner", "Dana Ito", "--shared")
    promised.run("plan", "add", "HF-1", *given)
    return promised


def _shot(page: Page, name: str) -> None:
    if folder := os.environ.get("TOPRUNG_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def _tab_to(page: Page, text: str) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator("button:focus", has_text=text).count():
            return
    pytest.fail(f"no button “{text}” is reached by the keyboard")


def _plan_mail(served: Served) -> str:
    """The link of the mail about the version, once it has arrived: the newest to Dana whose link leads to the plan."""
    until = time.monotonic() + 60
    while not (found := mailed_link(served, "Dana Ito")).endswith("/plan/"):
        assert time.monotonic() < until, f"the newest mail leads to {found}"
        time.sleep(0.2)
    return re.sub(r"^http://[^/]+", served.address, found)


def test_told_by_mail_then_ticked_off_on_a_phone_by_keyboard(
    planned: Served, visitor: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    ours = visitor(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(ours, planned, "ada@brightworks.example")
    ours.goto(re.sub(r"(/w/\d+/).*", r"\1accounts/1/plan/share/", ours.url))
    expect(ours.get_by_label("Dana Ito")).to_be_checked()
    _shot(ours, "share-1440")
    ours.get_by_role("button", name="Share").click()
    expect(ours.get_by_text("Told by mail: Dana Ito.", exact=False)).to_be_visible()

    phone = visitor(viewport=PHONE, is_mobile=True, bypass_csp=True).new_page()
    phone.goto(_plan_mail(planned))
    assert violations(phone) == []
    _shot(phone, "tick-before")
    # Without a pointer: to the link in the lead, then on to the button beside the milestone.
    phone.get_by_role("link", name=_TITLE).first.focus()
    phone.keyboard.press("Enter")
    _tab_to(phone, "Mark as done")
    box = phone.locator("button:focus").bounding_box()
    assert box is not None
    assert box["height"] >= 44, "large enough for a thumb"
    phone.keyboard.press("Enter")

    expect(phone).to_have_title(re.compile("^Thank you: it is marked done, under your name"))
    milestone = phone.locator("#milestone-1")
    expect(milestone).to_be_in_viewport()
    expect(milestone).to_be_focused()
    expect(milestone).to_contain_text("done 31 Mar 2026, says Dana Ito")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(phone) == []
    _shot(phone, "tick-after")

    ours.reload()
    expect(ours.locator("#milestone-1")).to_contain_text("Dana Ito said so")
    _shot(ours, "plan-1440")
    # What has the focus is the milestone, so the next stop is its button.
    _tab_to(phone, "Not done after all")
    phone.keyboard.press("Enter")
    expect(milestone).to_contain_text("not done after all, says Dana Ito")
    expect(phone.get_by_role("button", name="Mark as done “Import the ledgers”")).to_be_visible()
    _shot(phone, "tick-undone")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_it_in_both_lights_and_widths(
    scheme: str, planned: Served, visitor: Callable[..., BrowserContext]
) -> None:
    context = visitor(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    sign_in(page, planned, "ada@brightworks.example")
    plan = re.sub(r"(/w/\d+/).*", r"\1accounts/1/plan/", page.url)
    for width in (1440, 375):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{plan}share/")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        _shot(page, f"share-{scheme}-{width}")
    planned.run("plan", "share", "HF-1")
    for width in (1440, 375):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(plan)
        expect(page.get_by_text("Told by mail: Dana Ito", exact=False)).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        _shot(page, f"plan-{scheme}-{width}")
    customer = visitor(color_scheme=scheme, bypass_csp=True).new_page()
    link = _plan_mail(planned)
    for width in (1440, 375):
        customer.set_viewport_size({"width": width, "height": 900})
        customer.goto(link)
        assert violations(customer) == []
        assert customer.evaluate("document.documentElement.scrollWidth") <= width
        _shot(customer, f"theirs-{scheme}-{width}")
