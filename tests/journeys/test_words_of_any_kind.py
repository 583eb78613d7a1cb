"""Names and sentences as nobody expects them: script is text, a word without end breaks, other scripts are read."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.journeys.conftest import Served, sign_in
from tests.journeys.test_customer_confirms import mailed_link

_SCRIPT = """<img src=x onerror="alert(1)">'"><script>alert(2)</script>{{ 7|add:7 }}"""
_ENDLESS = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
_OTHER = "شركة النور للتجارة 😀 עברית"
_OURS = ("", "plan/", "plan/edit/", "plan/preview/", "plan/share/", "plan/milestones/1/", "handoff/", "roi/", "portal/")
_BOOK = ("", "accounts/", "results/", "handoffs/", "measurements/?show=all", "triage/", "checks/", "roi/")
_THEIRS = ("", "plan/", "plan/comment/", "roi/")


@pytest.fixture(params=[_SCRIPT, _ENDLESS, _OTHER], ids=["script", "endless", "other scripts"])
def worded(request: pytest.FixtureRequest, served_empty: Served, tmp_path: Path) -> Served:
    """One account, all of whose texts are that one, with a shared plan."""
    for kind, row in _rows(request.param).items():
        file = tmp_path / f"{kind}.csv"
        with file.open("w", encoding="utf-8", newline="") as written:
            writer = csv.DictWriter(written, list(row))
            writer.writeheader()
            writer.writerow(row)
        served_empty.run("import", kind, str(file))
    served_empty.run("evaluate")
    served_empty.run("plan", "start", "HF-1")
    served_empty.run("plan", "add", "HF-1", "--title", request.param, "--outcome", "O-1", "--shared")
    served_empty.run("plan", "share", "HF-1")
    return served_empty


def _rows(text: str) -> dict[str, dict[str, str]]:
    account = {"account": "HF-1"}
    outcome = {"outcome": "O-1", "statement": text, "metric": text, "unit": text[:40], "baseline": "9", "target": "5"}
    told = {"value_per_unit": "1000", "value_period": "month", "mechanism": text, "validator": text, "primary": "yes"}
    agreed = {"agreed_on": "2026-01-07", "agreed_by": text, "promised_by": text, "owner": text}
    measured = {"outcome": "O-1", "date": "2026-03-01", "value": "5"}
    word = {"outcome": "O-1", "stakeholder": text, "said": "yes", "date": "2026-03-02", "words": text, "how": text}
    return {
        "accounts": account | {"name": text, "segment": "Enterprise", "owner": text, "go-live": "2026-01-05"},
        "stakeholders": account | {"name": text, "role": "executive_sponsor", "email": "dana@harbor.example"},
        "outcomes": account | outcome | told | agreed,
        "measurements": account | measured,
        "attestations": account | word,
    }


def test_no_word_runs_or_widens_a_page(worded: Served, visitor: Callable[..., BrowserContext]) -> None:
    page = visitor().new_page()
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(page.url), dialog.dismiss()))
    sign_in(page, worded, "ada@brightworks.example")
    home = page.url
    worded.run("portal", "invite", "HF-1", "dana@harbor.example")
    link = re.sub(r"^http://[^/]+", worded.address, mailed_link(worded, "dana@harbor.example"))

    screens = [home + path for path in _BOOK] + [f"{home}accounts/1/{path}" for path in _OURS]
    wide = [
        trouble for address in (*screens, *(link + path for path in _THEIRS)) for trouble in _widened(page, address)
    ]

    assert ran == []
    assert wide == []
    # A name that runs from right to left leaves the sentence around it in its order.
    page.goto(f"{home}accounts/1/plan/")
    assert page.locator(".answer a").evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"


def _widened(page: Page, address: str) -> list[str]:
    found = []
    for width in (375, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")
        seen = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{seen} px at {width} px: {address}"] if seen > width else []
        heading = page.locator("h1").bounding_box()
        assert heading is not None
        assert heading["width"] >= 200, f"{address}: the heading stands one letter in a line"
    return found
