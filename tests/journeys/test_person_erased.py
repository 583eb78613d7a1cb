"""A person erased on screen: looked at first, then gone from the pages and, within a minute, from the files."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import Served, sign_in
from tests.journeys.test_every_screen import violations
from tests.journeys.test_plan_together import promised

__all__ = ["promised"]

_WORDS = "account,outcome,stakeholder,verdict,occurred_on,words,how\nHF-1,close,Dana Ito,yes,2026-03-20,Yes,call\n"
_NAME, _ADDRESS = b"Dana Ito", b"dana@harbor.example"


@pytest.fixture
def known(promised: Served, tmp_path: Path) -> Served:
    """Dana Ito in the book, in what she was asked and said, and in the plan."""
    words = tmp_path / "words.csv"
    words.write_text(_WORDS, encoding="utf-8")
    promised.run("import", "attestations", str(words))
    promised.run("portal", "ask", "HF-1", "Dana Ito", "--outcome", "close", "--note", "Dear Dana Ito, is it so?")
    promised.run("plan", "start", "HF-1")
    promised.run("plan", "add", "HF-1", "--title", "Dana imports the ledgers", "--outcome", "close")
    promised.run("evaluate")
    return promised


def _naming(home: Path) -> list[str]:
    """The files of the databases, their journals and the mails that hold her name or address. What was imported lies
    beside them, and is the vendor's."""
    files = [path for path in home.rglob("*") if path.is_file() and path.suffix != ".csv"]
    return [path.name for path in files if any(trace in path.read_bytes() for trace in (_NAME, _ADDRESS))]


def _shot(page: Page, name: str) -> None:
    if folder := os.environ.get("TOPRUNG_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_looked_at_in_both_lights_then_erased_to_the_last_byte(
    known: Served, visitor: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    for scheme in ("dark", "light"):
        page = visitor(color_scheme=scheme, bypass_csp=True).new_page()
        sign_in(page, known, "ada@brightworks.example")
        page.goto(re.sub(r"(/w/\d+/).*", r"\1accounts/1/", page.url))
        page.get_by_role("link", name="Erase Dana Ito").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Erase Dana Ito?")
        expect(page.get_by_text("milestone: Dana imports the ledgers", exact=False)).to_be_visible()
        for width in (1440, 375):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            _shot(page, f"erase-{scheme}-{width}")
    home = Path(known.environment["TOPRUNG_HOME"])
    held = _naming(home)
    assert any(name.startswith("toprung.sqlite3") for name in held)
    assert any(name.endswith(".log") for name in held)

    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("Say below that you have read", exact=False)).to_be_visible()
    page.get_by_label("I have read what goes and what stays").check()
    page.get_by_role("button", name="Erase for good").click()

    expect(page.get_by_text("called erased person 1 from now on", exact=False)).to_be_visible()
    expect(page.get_by_text("Dana Ito")).to_have_count(0)
    assert "The chain of 1 attestations holds" in known.run("verify")
    until = time.monotonic() + 60
    while (left := _naming(home)) and time.monotonic() < until:
        time.sleep(0.5)
    assert left == []
