"""An outcome measured from usage in a real browser, and the filters that now reach the window's edge."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_what_it_would_give_is_seen_before_it_is_saved(signed_in: Page) -> None:
    page = signed_in
    page.goto(f"{page.url}accounts/1/")
    page.get_by_role("link", name="Measure from usage").first.click()
    form = page.locator("#work-body")
    expect(form.get_by_text("Choose the events that the value is read from.")).to_be_visible()
    form.locator("input[name=events]").first.check()
    expect(form.get_by_text("Saving adds")).to_be_visible()
    expect(form.locator(".work-preview .chart canvas")).to_be_visible()
    form.locator("select[name=kind]").select_option("users")
    expect(form.get_by_text("Read from different users of")).to_be_visible()
    form.get_by_role("button", name="Measure it so").click()
    expect(page.get_by_text("Measured from usage: different users of")).to_be_visible()
    page.get_by_role("link", name="Stop", exact=True).click()
    page.locator("#work-body").get_by_role("button", name="Stop").click()
    expect(page.get_by_text("It is not read from usage any more.")).to_be_visible()
    expect(page.get_by_text("Measured from usage: different users of")).to_have_count(0)


_INSIDE = """menu => {
    const box = menu.getBoundingClientRect();
    return box.width > 0 && box.left >= 0 && box.right <= window.innerWidth;
}"""


def test_no_filter_opens_beyond_the_window(signed_in: Page) -> None:
    page, home = signed_in, signed_in.url
    for width in (1440, 1024, 375):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{home}accounts/")
        for summary in page.locator("details.filter > summary").all():
            if not summary.is_visible():
                continue
            summary.click()
            menu = summary.locator("xpath=following-sibling::div").element_handle()
            # The browser tells of the opening a moment after it, and only then is the menu moved.
            page.wait_for_function(_INSIDE, arg=menu)
            summary.click()
