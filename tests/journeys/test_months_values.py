"""A month's values typed down a column, by keyboard alone: saved as each field is left, refused beside its field."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect
from tests.journeys.conftest import DEMO, Served, sign_in


def test_enter_saves_and_goes_on(served: Served, visitor: Callable[..., BrowserContext]) -> None:
    page = visitor().new_page()
    sign_in(page, served, DEMO)
    page.goto(f"{page.url}measurements/?month=2026-03")
    fields = page.locator("input[data-next-on-enter]")
    first, second = (str(fields.nth(place).get_attribute("id")) for place in (0, 1))
    before = page.locator("#month-count strong").inner_text()

    page.locator(f"#{first}").focus()
    page.keyboard.type("7.5")
    page.keyboard.press("Enter")

    expect(_came(page, first)).to_contain_text("Saved for 31 Mar 2026.")
    # What was saved is not owed any more, and the focus went on to the next row's field.
    expect(page.locator("#month-count strong")).not_to_have_text(before)
    next_field = page.evaluate("document.activeElement.id")
    assert next_field.startswith("value-")
    assert next_field != first

    page.locator(f"#{second}").focus()
    page.keyboard.type("a few")
    page.keyboard.press("Enter")
    expect(_came(page, second)).to_contain_text("number")
    expect(page.locator(f"#{second}")).to_have_value("a few")
    expect(page.locator(f"#{second}")).to_have_attribute("aria-invalid", "true")
    expect(_came(page, first)).to_contain_text("Saved")

    page.locator(f"#{first}").fill("7")
    page.locator(f"#{first}").press("Enter")
    expect(_came(page, first)).to_contain_text("Corrected; 7.5")


def _came(page: Page, field: str) -> Locator:
    """The words below that field."""
    return page.locator(f"#{field.replace('value', 'came')}")
