"""What the front end does in a real browser: themes, letters, help, charts, and no typed word lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import Served, sign_in

Visitor = Callable[..., BrowserContext]


def test_the_choice_of_theme_is_in_the_page_that_the_server_sends(served: Served, signed_in: Page) -> None:
    signed_in.locator(".user-menu summary").click()
    signed_in.get_by_role("button", name="Dark").click()

    with signed_in.expect_response(lambda response: response.url.endswith("/accounts/")) as answer:
        signed_in.get_by_role("link", name="Accounts", exact=True).click()
    assert 'data-bs-theme="dark"' in answer.value.text()


def test_letters_move_through_a_list(served: Served, signed_in: Page) -> None:
    signed_in.keyboard.press("g")
    signed_in.keyboard.press("a")
    signed_in.wait_for_url("**/accounts/")
    rows = signed_in.locator("[data-list] tbody tr")
    for letter in "jjx":
        signed_in.keyboard.press(letter)

    expect(rows.nth(1).locator("th a")).to_be_focused()
    expect(signed_in.locator("[data-count]").first).to_have_text("1 selected")
    signed_in.keyboard.press("?")
    expect(signed_in.get_by_role("dialog", name="Keyboard help")).to_be_visible()
    signed_in.keyboard.press("Escape")
    signed_in.keyboard.press("/")
    expect(signed_in.locator("[data-search]")).to_be_focused()


def test_a_word_is_explained_beside_it(served: Served, signed_in: Page) -> None:
    signed_in.get_by_role("button", name="What does “Rung” mean?").first.click()

    expect(signed_in.locator(".help-body:popover-open")).to_contain_text("highest rung that has evidence")
    signed_in.keyboard.press("Escape")
    expect(signed_in.locator(".help-body:popover-open")).to_have_count(0)


def _end_the_session(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def test_a_session_that_ends_over_a_dialog_loses_no_word(served: Served, signed_in: Page) -> None:
    signed_in.goto(signed_in.url + "accounts/")
    signed_in.locator("[data-list] tbody th a").first.click()
    signed_in.get_by_role("link", name="Note", exact=True).click()
    note = signed_in.get_by_role("dialog").get_by_label("Note")
    note.fill("They want the report by May.")
    _end_the_session(signed_in)
    signed_in.get_by_role("button", name="Save", exact=True).click()

    ended = signed_in.get_by_role("dialog", name="Your session has ended")
    expect(ended).to_be_visible()
    other = signed_in.context.new_page()
    sign_in(other, served, "demo@toprung.example")
    ended.get_by_role("button", name="Back to what I typed").click()
    expect(note).to_have_value("They want the report by May.")
    signed_in.get_by_role("button", name="Save", exact=True).click()
    expect(signed_in.locator("#toasts")).to_contain_text("saved")


def test_a_form_of_a_whole_page_is_filled_again_after_the_log_in(served: Served, signed_in: Page) -> None:
    address = signed_in.url + "settings/workspace/"
    signed_in.goto(address)
    names = signed_in.get_by_label("Names of the product")
    names.fill("Ledgerline\nThe Ledger")
    _end_the_session(signed_in)
    names.locator("xpath=ancestor::form").get_by_role("button", name="Save").click()
    signed_in.wait_for_url("**/enter/login/**")

    sign_in(signed_in, served, "demo@toprung.example")
    signed_in.goto(address)
    expect(signed_in.get_by_label("Names of the product")).to_have_value("Ledgerline\nThe Ledger")
    expect(signed_in.get_by_text("Your session had ended")).to_be_visible()
    names.locator("xpath=ancestor::form").get_by_role("button", name="Save").click()
    signed_in.goto(address)
    expect(signed_in.get_by_text("Your session had ended")).to_have_count(0)


def test_leaving_a_changed_form_is_asked_about(served: Served, signed_in: Page) -> None:
    signed_in.goto(signed_in.url + "settings/workspace/")
    asked: list[str] = []
    signed_in.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    signed_in.get_by_label("Names of the product").press_sequentially("x")
    signed_in.get_by_role("link", name="Home", exact=True).click()
    signed_in.wait_for_url("**/w/*/")

    assert asked == ["beforeunload"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chart_is_drawn_without_eval_and_is_a_table_too(served: Served, visitor: Visitor, scheme: str) -> None:
    page = visitor(viewport={"width": 1440, "height": 900}, color_scheme=scheme).new_page()
    sign_in(page, served, "demo@toprung.example")
    page.goto(page.url + "measures/oar/")

    expect(page.locator(".chart canvas").first).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Show as a table").first.click()
    expect(page.locator("main table")).to_be_visible()
