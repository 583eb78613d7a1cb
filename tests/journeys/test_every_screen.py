"""Every page in a real browser: nothing for axe to find, nothing wider than a phone, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.journeys.conftest import DEMO, ROOT, Served, sign_in

_AXE = ROOT / "src/toprung/doors/web/frontend/node_modules/axe-core/axe.min.js"
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_WIDTHS = (1440, 375)
SCREENS = (
    "",
    "?who=mine",
    "accounts/",
    "accounts/?rung=4&sort=-arr",
    "accounts/1/",
    "accounts/1/edit/",
    "accounts/1/touches/new/",
    "accounts/1/measurements/new/",
    "accounts/1/confirmations/new/",
    "accounts/1/outcomes/new/",
    "accounts/1/outcomes/1/usage/",
    "accounts/1/revenue/",
    "accounts/1/usage/",
    "accounts/1/timeline/",
    "accounts/1/handoff/",
    "accounts/1/handoff/signature/",
    "accounts/1/handoff/sale/commitments/",
    "handoffs/",
    "handoffs/?show=sent_back&who=team",
    "handoffs/?show=accepted&who=team",
    "handoffs/?show=before_signature&who=team",
    "handoffs/begin/",
    "prospects/new/",
    "accounts/1/plan/",
    "accounts/1/plan/part/",
    "accounts/1/plan/preview/",
    "accounts/1/plan/share/",
    "accounts/1/plan/versions/1/",
    "accounts/1/plan/differences/",
    "accounts/1/plan/edit/",
    "accounts/1/plan/milestones/new/",
    "accounts/1/plan/milestones/1/",
    "accounts/1/plan/comments/new/?milestone=1",
    "accounts/40/plan/",
    "accounts/1/portal/",
    "accounts/1/portal/ask/",
    "accounts/1/roi/",
    "accounts/1/roi/?as_of=2025-01-31",
    "roi/",
    "results/",
    "results/?state=fresh",
    "accounts/1/outcomes/1/life/",
    "measurements/",
    "measurements/?month=2026-02&show=all",
    "triage/",
    "checks/",
    "measures/",
    "measures/oar/",
    "measures/ttfv/",
    "measures/nrr/",
    "measures/promise_kept/",
    "measures/promise_kept/?by=template",
    "measures/compare/",
    "measures/targets/",
    "import/",
    "settings/",
    "settings/segments/1/",
    "settings/segments/1/policy/",
    "settings/plan-templates/",
    "settings/plan-templates/1/",
    "settings/plan-templates/1/steps/1/",
    "settings/templates/",
    "settings/templates/new/",
    "settings/templates/smb-cost-cut/",
    "accounts/1/outcomes/1/",
    "settings/workspace/",
    "settings/members/",
    "settings/sources/",
    "settings/sources/1/",
    "settings/matching/",
    "settings/lake/",
    "settings/connections/",
    "settings/keys/",
    "settings/chain/",
    "settings/portal/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_has_violations_or_is_wider_than_its_window(
    scheme: str, fed: Served, visitor: Callable[..., BrowserContext]
) -> None:
    # axe is put into the page by the test, which the page's own policy would not let in.
    context = visitor(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    sign_in(page, fed, DEMO)
    home = page.url
    found = [trouble for screen in SCREENS for trouble in _troubles(page, home + screen)]
    found += _troubles(page, fed.address + "/components/")
    context.clear_cookies()
    found += _troubles(page, fed.address + "/enter/login/")

    assert not found, "\n".join(found)


def _troubles(page: Page, address: str) -> list[str]:
    found = []
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")
        found += [f"{width}px {address}: {trouble}" for trouble in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}px {address}: wider than the window")
    return found


def violations(page: Page) -> list[str]:
    page.add_script_tag(path=_AXE)
    answer: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", _RULES)
    return [f"{v['id']}: {v['nodes'][0]['target']} {v['help']}" for v in answer["violations"]]
