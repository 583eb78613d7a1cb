"""Finding an account, and the way about, without touching a mouse."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_an_account_is_found_by_keyboard_alone(signed_in: Page) -> None:
    name = _a_name(signed_in)

    signed_in.keyboard.press("Control+k")
    signed_in.keyboard.type(name)
    expect(signed_in.get_by_role("option", name=name).first).to_be_visible()
    signed_in.keyboard.press("Enter")

    expect(signed_in.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_letters_lead_about_and_rows_open(signed_in: Page) -> None:
    signed_in.keyboard.press("g")
    signed_in.keyboard.press("a")
    expect(signed_in.get_by_role("heading", level=1, name="Accounts")).to_be_visible()

    signed_in.keyboard.press("j")
    signed_in.keyboard.press("j")
    signed_in.keyboard.press("Enter")

    expect(signed_in.get_by_role("heading", name="The ladder")).to_be_visible()


def test_a_question_mark_tells_the_keys(signed_in: Page) -> None:
    signed_in.keyboard.press("?")
    dialog = signed_in.get_by_role("dialog")
    expect(dialog).to_contain_text("Ctrl")

    signed_in.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def _a_name(page: Page) -> str:
    page.goto(page.url + "accounts/")
    return str(page.locator("tbody a").first.inner_text())
