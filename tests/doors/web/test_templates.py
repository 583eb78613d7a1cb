"""What holds for every template: nothing inline that the content policy refuses, icons that exist, words that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from toprung.doors.web.ui.glossary import TERMS
from toprung.doors.web.ui.navigation import ENTRIES

WEB = Path(__file__).parent.parent.parent.parent / "src" / "toprung" / "doors" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
ICONS = set((WEB / "frontend" / "icons.txt").read_text().split())
INLINE = re.compile(
    r"""\sstyle\s*=|<style|\son[a-z]+\s*=|hx-on|javascript:|hx-vals\s*=\s*['"]js:|hx-trigger="[^"]*\[""", re.IGNORECASE
)
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(?:src|href|action|hx-\w+)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)


def _name(path: Path) -> str:
    return str(path.relative_to(WEB / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    text = re.sub(r"\{[%#].*?[%#]\}", "", path.read_text(), flags=re.DOTALL)

    assert INLINE.findall(text) == []
    assert SCRIPT.findall(text) == []
    assert ELSEWHERE.findall(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_nothing_escapes_the_escaping(path: Path) -> None:
    assert re.findall(r"\|\s*safe\b|autoescape off|\|\s*safeseq", path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_it_compiles(path: Path) -> None:
    get_template(_name(path))


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {name for path in TEMPLATES for name in re.findall(r"""\{% icon "([a-z0-9-]+)\"""", path.read_text())}

    assert named | {entry.icon for entry in ENTRIES} <= ICONS


def test_the_sprite_holds_no_icon_that_nobody_uses() -> None:
    sources = [*TEMPLATES, *(path for path in WEB.rglob("*.py") if "frontend" not in path.parts)]
    text = "\n".join(path.read_text() for path in sources)

    assert [icon for icon in sorted(ICONS) if f'"{icon}"' not in text] == []


def test_every_word_that_a_template_explains_is_in_the_glossary() -> None:
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r"""help="([a-z0-9_]+)"|\{% help "([a-z0-9_]+)\"""", path.read_text())
    }

    assert {a or b for a, b in named} <= set(TERMS)
