"""A leader changes a number of the policy, sees what would change, saves, and it comes so."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_what_would_change_comes_true(signed_in: Page) -> None:
    page = signed_in
    page.get_by_role("navigation").get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="SMB").first.click()
    page.get_by_role("link", name="Policy").first.click()

    page.locator("#results > summary").click()
    page.locator("#id_stands_days").fill("1")
    page.get_by_role("button", name="What would change", exact=True).click()
    look = page.locator("#look")
    expect(look).to_contain_text("stand on another rung")
    foreseen = look.locator("p").first.inner_text().partition(" As of ")[0]
    page.get_by_role("button", name="Save policy").click()

    came = page.get_by_text(re.compile("Foreseen was: .* So it came"))
    expect(came).to_be_visible()
    assert foreseen in came.inner_text()
