"""A source added in a real browser: what it sends shows without a reload, and its group is linked to an account."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.journeys.conftest import MOMENT, Served


def test_from_a_key_to_a_matched_event(signed_in: Page, served: Served) -> None:
    page, home = signed_in, signed_in.url
    page.goto(f"{home}settings/sources/")
    page.locator("#add").get_by_label("Name").fill("Journey")
    page.get_by_role("button", name="Add source").click()
    key = page.locator("#write-key").inner_text()
    page.get_by_role("link", name="Watch what comes").click()
    expect(page.get_by_text("Nothing to show yet")).to_be_visible()
    page.evaluate("window.notReloaded = true")

    clicked = {"type": "track", "event": "Clicked", "userId": "u1", "timestamp": MOMENT}
    served.send(key, clicked | {"context": {"groupId": "journey-eu"}}, {"type": "track", "userId": "u1"})
    row = page.get_by_role("row").filter(has_text="Clicked")
    expect(row.get_by_text("no account yet")).to_be_visible()
    expect(page.get_by_text("A track message says in “event” what happened")).to_be_visible()
    expect(page.get_by_text("In the last 24 hours 1 message was accepted and 1 was not")).to_be_visible()

    # What is open stays open while the list goes on.
    row.get_by_text("As it was sent").click()
    expect(row.get_by_text('"groupId": "journey-eu"')).to_be_visible()
    served.send(key, clicked | {"event": "Clicked again"})
    expect(page.get_by_role("row").filter(has_text="Clicked again")).to_be_visible()
    expect(row.last.get_by_text('"groupId": "journey-eu"')).to_be_visible()
    assert page.evaluate("window.notReloaded")

    watching = page.context.new_page()
    watching.goto(page.url)
    page.goto(f"{home}settings/matching/")
    waits = page.get_by_role("row").filter(has_text="journey-eu")
    waits.get_by_label("Account of the group journey-eu").fill("LL-0001")
    waits.get_by_role("button", name="Link").click()
    expect(page.get_by_text("Events of “journey-eu” go to")).to_be_visible()
    expect(watching.get_by_text("the group’s id, “journey-eu”, was linked to the account")).to_be_visible()

    page.goto(f"{home}settings/lake/")
    expect(page.get_by_text("nothing waits")).to_be_visible()


def test_a_page_that_nobody_sees_does_not_ask(signed_in: Page) -> None:
    page, home = signed_in, signed_in.url
    page.clock.install()
    page.goto(f"{home}settings/lake/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # A tab behind another: browsers drive it from outside alone, so the page is told that it is hidden.
    hide = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }) }"
    page.evaluate(hide, True)
    page.clock.run_for(20_000)
    assert [url for url in asked if "lake/now" in url] == []
    page.evaluate(hide, False)
    with page.expect_request("**/lake/now/**"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
