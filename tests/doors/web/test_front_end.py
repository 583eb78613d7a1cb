"""The front end's sources and what is built from them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parent.parent.parent.parent / "src" / "toprung" / "doors" / "web"
FRONT, BUILT = WEB / "frontend", WEB / "static" / "toprung"
#: what every page loads, before compression
LARGEST = {"toprung.css": 250_000, "toprung.js": 90_000, "icons.svg": 30_000}

built = pytest.mark.skipif(not (BUILT / "toprung.js").exists(), reason="the front end is not built: run make setup")


def test_the_lock_keeps_checksums_and_no_addresses() -> None:
    text = (FRONT / "package-lock.json").read_text()
    packages = {name: p for name, p in json.loads(text)["packages"].items() if name}

    assert "resolved" not in text
    assert [name for name, p in packages.items() if not p.get("integrity", "").startswith("sha512-")] == []
    assert "omit-lockfile-registry-resolved=true" in (FRONT / ".npmrc").read_text()


def test_every_package_is_pinned() -> None:
    package = json.loads((FRONT / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}

    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_own_script_makes_no_markup_and_no_code_from_text() -> None:
    for path in (FRONT / "src").glob("*.js"):
        found = re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", path.read_text()
        )
        assert found == [], path.name


@built
@pytest.mark.parametrize(("name", "most"), LARGEST.items())
def test_what_every_page_loads_stays_small(name: str, most: int) -> None:
    assert (BUILT / name).stat().st_size < most


@built
def test_the_sprite_has_every_icon_of_the_list() -> None:
    sprite = (BUILT / "icons.svg").read_text()

    assert re.findall(r'<symbol id="([^"]+)"', sprite) == (FRONT / "icons.txt").read_text().split()


@built
def test_the_style_sheet_fetches_nothing() -> None:
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]{0,40})", (BUILT / "toprung.css").read_text())

    assert [a for a in addresses if not a.startswith(("data:", "#"))] == []


@built
def test_whose_work_it_is_stands_beside_it() -> None:
    told = (BUILT / "licences.txt").read_text()

    assert all(name in told for name in ("@tabler/core", "htmx.org", "vega-lite", "vega-interpreter"))
