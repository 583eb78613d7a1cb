"""An outcome written with the linter beside it: from a milestone to a wording that says what changes."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect
from tests.journeys.conftest import DEMO, Served, sign_in


def test_a_milestone_becomes_an_outcome(served: Served, visitor: Callable[..., BrowserContext]) -> None:
    page = visitor().new_page()
    sign_in(page, served, DEMO)
    page.goto(f"{page.url}accounts/1/outcomes/new/")
    statement = page.get_by_label("In the customer’s words: what will be different?")
    panel = page.locator(".lint-place")

    statement.press_sequentially("Train 40 users by May")
    expect(panel).to_contain_text("Product milestone. “Train” is work")
    expect(panel.locator("mark")).to_have_text("Train")
    panel.get_by_role("button", name="Use this wording").press("Enter")

    expect(statement).to_have_value(re.compile("Train 40 users by May, so that .* goes from .* to .* by .*"))
    assert page.evaluate("document.getSelection().toString()").startswith("["), "the first blank is selected"
    expect(panel).to_contain_text("Its blanks are still to be filled in")

    statement.fill("Cut handling time from 9 to 6 minutes by May by training 40 users")
    expect(panel).to_contain_text("Business outcome.")
    expect(panel).to_contain_text("2 of 8 tests not met yet")
    page.get_by_label("Owner on your side").fill("Cleo Marsh")
    expect(panel).to_contain_text("1 of 8 tests not met yet")


def test_an_outcome_starts_from_a_template_and_the_vendor_changes_the_library(
    served: Served, visitor: Callable[..., BrowserContext]
) -> None:
    page = visitor().new_page()
    sign_in(page, served, DEMO)
    home = page.url
    page.goto(f"{home}settings/templates/new/")
    page.get_by_label("Statement").fill("Cut [waste] from [today] to [target] tons a month")
    page.get_by_label("Category").select_option(label="cost cut")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("19 templates to start an outcome from")).to_be_visible()

    page.goto(f"{home}accounts/1/")
    page.locator("a[href$='/outcomes/new/']").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Start from a template").click()
    dialog.get_by_role("link", name="Cut [waste] from [today] to [target] tons a month").click()

    statement = dialog.get_by_label("In the customer’s words: what will be different?")
    expect(statement).to_have_value("Cut [waste] from [today] to [target] tons a month")
